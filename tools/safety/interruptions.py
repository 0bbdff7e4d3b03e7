"""Interrupt runs that write, at random moments, and check that nothing is lost and nothing is left.

    python tools/safety/interruptions.py [--kills 500] [--interrupts 200] [--seed 1]

A vault of 150 damaged notes is made, and `fix`, `format` or `undo` is run in a copy, as a user would run it. A third of
the runs is stopped at any moment, the others within half a second of the first file that they write; by SIGKILL, or
by SIGINT as of Ctrl-C. Then

- each note has the bytes of before or of after the run,
- after Ctrl-C the status is 130, standard error holds one line, and no temporary file is left; after SIGKILL, the next
  run that writes or `vaultlint clean` removes what is left,
- `vaultlint undo`, as often as it finds something, brings back every byte.

Prints the counts; the exit status is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

NOTES = 150
VAULTLINT = Path(sys.executable).with_name("vaultlint")
#: The command that is interrupted, after those that it follows.
KINDS = {"fix": [], "format": [], "undo": ["fix"]}
PLAIN = ("--isolated", "--no-cache", "--jobs", "1", "-q")


class Trial:
    """One vault with a journal of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "vault"
        self._state = folder / "state"
        (self.root / ".obsidian").mkdir(parents=True)
        for number in range(NOTES):
            text = f"#  Note {number}\ntext cafÃ© itâ\u20ac\u2122s\n\n-[ ] task\n*   item {number}\n"
            (self.root / f"note {number}.md").write_text(text * 3, encoding="utf-8")

    def start(self, command: str) -> subprocess.Popen[bytes]:
        arguments = [str(VAULTLINT), command, *(PLAIN if command in ("fix", "format") else ())]
        environment = {**os.environ, "VAULTLINT_STATE_DIR": str(self._state)}
        return subprocess.Popen(
            arguments, cwd=self.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def run(self, command: str) -> int:
        process = self.start(command)
        process.communicate()
        return process.returncode

    def notes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.root.glob("*.md")}

    def leftovers(self) -> list[str]:
        return [path.name for path in self.root.rglob(".vaultlint-*")]

    def wait_for_writing(self, process: subprocess.Popen[bytes], stamp: int) -> None:
        while process.poll() is None and self.root.stat().st_mtime_ns == stamp:
            time.sleep(0.001)


class Figures:
    """What was seen."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def need(self, fine: bool, what: str) -> None:
        if not fine:
            self.wrong.append(what)


def interrupt(kind: str, number: int, sent: signal.Signals, after: Mapping[str, bytes], figures: Figures) -> None:
    with tempfile.TemporaryDirectory(prefix="interruptions-") as name:
        trial = Trial(Path(name).resolve())
        original = trial.notes()
        for command in KINDS[kind]:
            trial.run(command)
        before = trial.notes()
        stamp = trial.root.stat().st_mtime_ns
        process = trial.start(kind)
        if number % 3:
            trial.wait_for_writing(process, stamp)
            time.sleep(random.uniform(0, 0.5))
        else:
            time.sleep(random.uniform(0.1, 1.5))
        process.send_signal(sent)
        _, error = process.communicate()
        _check(trial, process.returncode, error, (before, after), figures, f"{kind} {number} {sent.name}")
        leftovers = bool(trial.leftovers())
        if sent == signal.SIGINT:
            figures.need(not leftovers, f"{kind} {number}: temporary files {trial.leftovers()}")
        elif leftovers:
            figures.counts["kills with temporary files"] += 1
            trial.run(("clean", "fix", "undo")[number // 3 % 3])
            figures.need(not trial.leftovers(), f"{kind} {number}: files are left: {trial.leftovers()}")
        for _ in range(5):
            if trial.run("undo"):
                break
        restored = trial.notes()
        figures.need(restored == original, f"{kind} {number} {sent.name}: not restored: {_names(original, restored)}")


def _check(
    trial: Trial,
    status: int,
    error: bytes,
    sides: tuple[Mapping[str, bytes], Mapping[str, bytes]],
    figures: Figures,
    name: str,
) -> None:
    before, after = sides
    now = trial.notes()
    figures.need(now.keys() == before.keys(), f"{name}: other notes: {_names(before, now)}")
    torn = [note for note, data in now.items() if data not in (before.get(note), after.get(note))]
    figures.need(not torn, f"{name}: neither old nor new: {torn[:3]}")
    changed = sum(data != before.get(note) for note, data in now.items())
    figures.counts["half of the notes written" if 0 < changed < NOTES else "none" if not changed else "all"] += 1
    if status == 130:
        figures.counts["130"] += 1
        lines = error.decode("utf-8", "replace").lstrip("\n").splitlines()  # below the terminal's ^C
        figures.need(len(lines) == 1 and "interrupted" in lines[0], f"{name}: {error!r}")
    elif status == -signal.SIGINT and b"vaultlint" not in error.splitlines()[-1] and not changed:
        figures.counts["Python was still loading"] += 1
    elif status == -signal.SIGKILL:
        figures.counts["killed"] += 1
    elif status in (0, 1):
        figures.counts["ended before"] += 1
    else:
        figures.need(False, f"{name}: status {status}: {error[-300:]!r}")


def _names(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    return [note for note in sorted(old.keys() | new.keys()) if old.get(note) != new.get(note)][:3]


def outcome(kind: str) -> dict[str, bytes]:
    """Return the notes after the command ran undisturbed."""
    with tempfile.TemporaryDirectory(prefix="interruptions-") as name:
        trial = Trial(Path(name).resolve())
        for command in (*KINDS[kind], kind):
            trial.run(command)
        return trial.notes()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--interrupts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    wrong = 0
    after = {kind: outcome(kind) for kind in KINDS}
    for sent, count in ((signal.SIGINT, options.interrupts), (signal.SIGKILL, options.kills)):
        figures = Figures()
        for number in range(count):
            interrupt([*KINDS][number // 3 % 3], number, sent, after[[*KINDS][number // 3 % 3]], figures)
        seen = ", ".join(f"{what}: {times}" for what, times in sorted(figures.counts.items()))
        print(f"{count} × {sent.name}: {len(figures.wrong)} wrong; {seen}", *figures.wrong, sep="\n  ", flush=True)
        wrong += len(figures.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    if not shutil.which(str(VAULTLINT)):
        sys.exit(f"{VAULTLINT} is missing")
    sys.exit(main())
