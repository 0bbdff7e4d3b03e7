"""vaultlint beside rumdl and markdownlint-cli2 on vaults of the same notes: `python benchmarks/run.py`.

Makes the vaults, fetches the two others by pip and npm into a folder of its own (--folder), runs all of them in turn,
each with its default rules, and prints medians and ratios as Markdown tables. Times are wall-clock and processor time
(user + system, children included) in seconds; compare ratios, for machines and their load differ.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import damaged

import vault

# As installed: Python keeps the compiled modules, whatever the shell that measures says.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


class Cost(NamedTuple):
    """What one run took: seconds on the clock, seconds of processors, megabytes of all its processes at their peak."""

    wall: float
    cpu: float
    memory: float


def run(command: Sequence[str | Path], *, memory: bool = False) -> Cost:
    """Run a command to its end; its output goes to a file, as in a pipeline."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([str(word) for word in command], stdout=output, stderr=output, env=ENVIRONMENT)
        peak = [0.0]
        if memory:
            watcher = threading.Thread(target=_watch, args=(process, peak))
            watcher.start()
            watcher.join()
        status = process.wait()
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status not in (0, 1):
        raise SystemExit(f"{command} ended with {status}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak[0])


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """The largest sum of proportional set sizes of a process and its children (Linux): shared pages count once."""
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_megabytes(number) for number in _family(process.pid)))
        time.sleep(0.02)


def _family(number: int) -> list[int]:
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    except OSError:
        return []
    return [number, *(each for child in children for each in _family(int(child)))]


def _megabytes(number: int) -> float:
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class Bench:
    """The three linters, the folder that they work in, and how often each is asked."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        self.caches = {name: folder / f"cache-{name}" for name in ("vaultlint", "rumdl")}
        self.vaultlint = [sys.executable, "-m", "vaultlint"]
        self.rumdl = folder / "python" / ("Scripts" if os.name == "nt" else "bin") / "rumdl"
        self.markdownlint = folder / "node" / "node_modules" / ".bin" / "markdownlint-cli2"

    def fetch(self) -> None:
        """Install the other two from their registries."""
        if not self.rumdl.exists():
            subprocess.run([sys.executable, "-m", "venv", self.folder / "python"], check=True)
            subprocess.run([self.rumdl.with_name("python"), "-m", "pip", "install", "-q", "rumdl"], check=True)
        if not self.markdownlint.exists() and shutil.which("npm"):
            subprocess.run(
                ["npm", "install", "--silent", "--prefix", self.folder / "node", "markdownlint-cli2"], check=True
            )

    def make(self, total: int) -> Path:
        root = self.folder / f"vault-{total}"
        vault.make(root, total)
        return root

    def command(self, name: str, what: Path) -> list[str | Path]:
        if name == "vaultlint":
            return [*self.vaultlint, "check", what, "--cache-dir", self.caches[name]]
        if name == "rumdl":
            return [self.rumdl, "check", what, "--cache-dir", self.caches[name]]
        return [self.markdownlint, f"{what}/**/*.md" if what.is_dir() else what]

    def forget(self) -> None:
        for cache in self.caches.values():
            shutil.rmtree(cache, ignore_errors=True)

    def compare(
        self, what: Path, names: Sequence[str], *, before: Callable[[str], None] | None = None, memory: bool = False
    ) -> dict[str, Cost]:
        """Medians of all linters, run in turn so that what else the machine does falls on all alike."""
        costs: dict[str, list[Cost]] = {name: [] for name in names}
        for _ in range(self.runs):
            for name in names:
                if before is not None:
                    before(name)
                costs[name].append(run(self.command(name, what), memory=memory))
        return {name: median(each) for name, each in costs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def table(title: str, rows: Sequence[Sequence[str]]) -> None:
    print(f"\n{title}\n\n| {' | '.join(rows[0])} |\n|{'---|' * len(rows[0])}")
    for row in rows[1:]:
        print(f"| {' | '.join(row)} |")


def show(work: str, costs: dict[str, Cost]) -> list[str]:
    ours, theirs = costs["vaultlint"], costs["rumdl"]
    other = costs.get("markdownlint-cli2")
    return [
        work,
        f"{ours.wall:.2f} ({ours.cpu:.2f})",
        f"{theirs.wall:.2f} ({theirs.cpu:.2f})",
        f"{other.wall:.2f} ({other.cpu:.2f})" if other else "",
        f"{ours.wall / theirs.wall:.2f} ({ours.cpu / theirs.cpu:.2f})",
        f"{other.wall / ours.wall:.1f}" if other else "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "vaultlint-benchmark")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--only-damaged", action="store_true")
    parser.add_argument("--sizes", default="1000,10000,50000", help="for time and memory per note")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(given.folder, given.runs)
    bench.fetch()
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    damage(bench)
    if given.only_damaged:
        return
    daily(bench, given.notes)
    sizes(bench, [int(size) for size in given.sizes.split(",")])
    small(bench)
    fixing(bench, given.notes)


def damage(bench: Bench) -> None:
    """The notes that vaultlint exists for. Warm: nothing changed since the run before, which kept its results."""
    patchwork, mojibake, single = (bench.folder / name for name in ("patchwork", "mojibake", "single"))
    damaged.patchwork(patchwork, 3000)
    damaged.mojibake(mojibake, 400)
    note = damaged.one_note(single, 624_000)
    both = ["vaultlint", "rumdl"]
    rows = [["work", "vaultlint", "rumdl", "markdownlint-cli2", "vaultlint / rumdl", ""]]
    rows.append(show("3,000 damaged notes, cold", bench.compare(patchwork, both, before=lambda _: bench.forget())))
    time.sleep(3)
    bench.compare(patchwork, both)
    rows.append(show("the same, warm", bench.compare(patchwork, both)))
    rows.append(show("400 notes, half wholly mojibake", bench.compare(mojibake, both, before=lambda _: bench.forget())))
    rows.append(show("one note of 624 kB", bench.compare(note, both, before=lambda _: bench.forget())))
    table("Damaged notes: seconds on the clock (of processors)", rows)
    check = run([*bench.vaultlint, "check", patchwork, "--no-cache"])
    fix = run([*bench.vaultlint, "fix", patchwork, "--no-cache", "--diff"])
    single_fix = run([*bench.vaultlint, "fix", note, "--no-cache", "--diff"])
    table(
        "Fixes of damaged notes, shown and not written",
        [
            ["work", "seconds", "× a cold check"],
            ["3,000 damaged notes", f"{fix.wall:.2f} ({fix.cpu:.2f})", f"{fix.cpu / check.cpu:.2f}"],
            ["one note of 624 kB", f"{single_fix.wall:.2f} ({single_fix.cpu:.2f})", ""],
        ],
    )


def daily(bench: Bench, total: int) -> None:
    root = bench.make(total)
    both = ["vaultlint", "rumdl"]
    every = [*both, *(["markdownlint-cli2"] if bench.markdownlint.exists() else [])]
    head = ["work", "vaultlint", "rumdl", "markdownlint-cli2", "vaultlint / rumdl", "× faster than markdownlint-cli2"]
    rows = [head]
    rows.append(show(f"{total:,} notes, cold", bench.compare(root, every, before=lambda _: bench.forget())))
    time.sleep(3)  # file systems tell times apart only so finely: caches do not trust what was written just now
    bench.compare(root, both)
    rows.append(show("the same, warm", bench.compare(root, both)))
    note = root / vault.path(total // 2)

    def change(_: str) -> None:
        with note.open("a", encoding="utf-8", newline="\n") as file:
            file.write("\nOne more line.\n")

    rows.append(show("one note changed", bench.compare(root, both, before=change)))
    rows.append(show("one note alone, no cache", bench.compare(note, every, before=lambda _: bench.forget())))
    table("Seconds on the clock (of processors)", rows)


def sizes(bench: Bench, totals: Sequence[int]) -> None:
    rows = [["notes", "vaultlint ms/note", "rumdl ms/note", "vaultlint MB", "rumdl MB", "memory ratio"]]
    runs, bench.runs = bench.runs, 1
    for total in totals:
        costs = bench.compare(bench.make(total), ["vaultlint", "rumdl"], before=lambda _: bench.forget(), memory=True)
        ours, theirs = costs["vaultlint"], costs["rumdl"]
        cells = [f"{1000 * one.cpu / total:.3f}" for one in (ours, theirs)]
        cells += [f"{ours.memory:.0f}", f"{theirs.memory:.0f}", f"{ours.memory / (theirs.memory or 1):.2f}"]
        rows.append([f"{total:,}", *cells])
    bench.runs = runs
    table("Processor time a note and peak memory of all processes, cold", rows)


def small(bench: Bench) -> None:
    rows = [["command", "ms", "× bare interpreter"]]
    bare = [sys.executable, "-c", "pass"]
    commands = {
        "python -c pass": bare,
        "vaultlint --version": [*bench.vaultlint, "--version"],
        "vaultlint explain broken-link": [*bench.vaultlint, "explain", "broken-link"],
    }
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(4 * bench.runs):
        for name, command in commands.items():
            costs[name].append(run(command))
    base = median(costs["python -c pass"]).cpu
    for name, each in costs.items():
        rows.append([f"`{name}`", f"{1000 * median(each).cpu:.0f}", f"{median(each).cpu / base:.1f}"])
    table("Start-up, processor time", rows)


def fixing(bench: Bench, total: int) -> None:
    """300 damaged notes fixed, proof and writing included, against a cold check of the same vault."""
    source = bench.make(total)
    ratios, fixes = [], []
    for _ in range(max(1, bench.runs // 2)):
        root = bench.folder / "vault-damaged"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(source, root)
        vault.damage(root, total, 300)
        check = run([*bench.vaultlint, "check", root, "--no-cache"])
        fix = run([*bench.vaultlint, "fix", root, "--no-cache"])
        fixes.append(fix)
        ratios.append(fix.cpu / check.cpu)
    text = f"{median(fixes).wall:.2f} ({median(fixes).cpu:.2f})"
    table(
        "300 damaged notes fixed",
        [["notes", "seconds", "× a cold check"], [f"{total:,}", text, f"{statistics.median(ratios):.2f}"]],
    )


if __name__ == "__main__":
    main()
