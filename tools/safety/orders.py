"""Fix and format copies of real vaults in every order, and check that nothing is lost on the way.

    pip install cmarkgfm
    python tools/safety/orders.py VAULT… --keep FOLDER [--order fix-format]

Each vault is copied (attachments as empty files of the same name) and `vaultlint` is run over the copy, as a user would
run it. After each order of commands

- the notes are compared with those before by `compare_notes`; the differences go to `FOLDER/<vault>-<order>.diff`,
- every link that resolved before must have a link to the same target after (`vaultlint links`), or is listed there,
- the same commands once more must write nothing, and `format --check` after an order with `format` must be content,
- `vaultlint undo`, run in turn from the vault, from its deepest folder and from the folder above, must bring back every
  byte.

Prints a table; the exit status is 1 if one of the last three fails.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from compare_notes import compare

ALL = "fix --unsafe-fixes --select ALL"
ORDERS: dict[str, list[str]] = {
    "fix": ["fix"],
    "all": [ALL],
    "format": ["format"],
    "format-fix": ["format", "fix"],
    "fix-format": ["fix", "format"],
    "format-all": ["format", ALL],
    "all-format": [ALL, "format"],
}
VAULTLINT = Path(sys.executable).with_name("vaultlint")


def copy_vault(source: Path, to: Path) -> None:
    for path in source.rglob("*"):
        part = path.relative_to(source)
        if part.parts[0] == ".git" or path.is_symlink() or not path.is_file() or part.name == "vaultlint.toml":
            continue
        (to / part).parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in {".md", ".canvas"} or ".obsidian" in part.parts:
            shutil.copyfile(path, to / part)
        else:
            (to / part).touch()
    (to / ".obsidian").mkdir(parents=True, exist_ok=True)


def snapshot(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


class Trial:
    """One order of commands over one copy; `wrong` is what went wrong."""

    def __init__(self, source: Path, commands: list[str], folder: Path) -> None:
        self.root = folder / "vaults" / source.name
        self.commands = commands
        self.wrong: list[str] = []
        self._state = str(folder / "state")
        copy_vault(source, self.root)
        self.before = snapshot(self.root)
        self.links = self._links()

    def run(self, command: str, *more: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        arguments = [str(VAULTLINT), *command.split(), *more]
        environment = {**os.environ, "VAULTLINT_STATE_DIR": self._state}
        return subprocess.run(
            arguments, cwd=cwd or self.root, env=environment, capture_output=True, text=True, errors="replace"
        )

    def write(self) -> None:
        for command in self.commands:
            done = self.run(command, "--isolated", "--no-cache", "-q")
            if done.returncode > 1:
                self.wrong.append(f"{command}: exit {done.returncode}: {done.stderr.strip()[-300:]}")

    def comes_to_rest(self) -> None:
        first = snapshot(self.root)
        self.write()
        for path in _differing(first, snapshot(self.root)):
            self.wrong.append(f"a second run writes {path}")
        if "format" in self.commands and (done := self.run("format", "--check", "--isolated")).returncode:
            self.wrong.append(f"format --check: {done.stdout.strip()[:300]}")

    def lost_links(self) -> list[str]:
        """Return the targets, as `note -> target`, that fewer links lead to than before."""
        return [f"{source} -> {target} ({count})" for (source, target), count in (self.links - self._links()).items()]

    def _links(self) -> Counter[tuple[str, str]]:
        done = self.run("links --isolated --no-cache --format json .")
        return Counter(
            (one["source"], f"{one['path']}#{one['subpath']}".rstrip("#"))
            for one in json.loads(done.stdout)
            if one["status"] in {"resolved", "ambiguous"}
        )

    def undo(self, number: int) -> None:
        deepest = max((path.parent for path in self.root.rglob("*.md")), key=lambda path: len(path.parts))
        for turn in range(8):
            where = (self.root, deepest, self.root.parent)[(number + turn) % 3]
            if self.run("undo", cwd=where).returncode:
                break
        for path in _differing(self.before, snapshot(self.root)):
            self.wrong.append(f"not undone: {path}")


def _differing(old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    return [path for path in sorted(old.keys() | new.keys()) if old.get(path) != new.get(path)]


def trial(source: Path, order: str, number: int, keep: Path) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="orders-") as name:
        folder = Path(name).resolve()
        one = Trial(source, ORDERS[order], folder)
        began = time.monotonic()
        one.write()
        seconds = time.monotonic() - began
        changed = _differing(one.before, snapshot(one.root))
        copy_vault(source, folder / "before")
        counts: Counter[str] = Counter()
        with (keep / f"{source.name}-{order}.diff").open("w") as report:
            for path, view, lines in compare(folder / "before", one.root):
                counts[view] += 1
                print(f"== {path}: {view}", *lines, sep="\n", file=report)
            lost = one.lost_links()
            print("== links that are gone", *lost, sep="\n", file=report)
        one.comes_to_rest()
        one.undo(number)
    views = ", ".join(f"{view} {count}" for view, count in counts.items()) or "nothing"
    status = "; ".join(one.wrong[:3]) + (f" … {len(one.wrong)} in all" if len(one.wrong) > 3 else "") or "ok"
    print(
        f"{source.name:<12} {order:<11} {len(changed):>4} changed in {seconds:.0f} s, "
        f"different: {views}, links gone: {len(lost)}, {status}",
        flush=True,
    )
    return one.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("vaults", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path, required=True, help="folder for the differences")
    parser.add_argument("--order", action="append", choices=ORDERS)
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for vault in options.vaults:
        for number, order in enumerate(options.order or ORDERS):
            wrong += bool(trial(vault.resolve(), order, number, options.keep))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
