"""Run a tutorial: its files are written, its commands run, and what they print is what the page shows.

A line with nothing but a name in backticks names the file that the block after it holds; such a block replaces the
file. In a `console` block a line `$ command` runs in a shell, in the folder of the tutorial; the lines after it are
its output, standard output and standard error as they come. `…` stands for any text on its line, such as the name of
a run, and a line that is only `…` for any lines. A line `# comment` is for the reader. `$ cd folder` holds for the
commands after it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_NAME = re.compile(r"^`([^`\n]+)`:?$")
_FENCE = re.compile(r"^(`{3,})(\S*)$")


class Step(NamedTuple):
    """A file to write (`name` is set) or commands to run, with the row of the page."""

    row: int
    name: str | None
    text: str


def steps(page: str) -> Iterator[Step]:
    """Yield the files and the console blocks of a page, in order."""
    name: str | None = None
    lines = iter(enumerate(page.split("\n"), 1))
    for row, line in lines:
        fence = _FENCE.match(line)
        if fence is None:
            named = _NAME.match(line)
            name = named[1] if named else name if not line.strip() else None
            continue
        body = []
        for _, inner in lines:
            if inner == fence[1]:
                break
            body.append(inner)
        text = "".join(f"{inner}\n" for inner in body)
        if name is not None:
            yield Step(row, name, text)
        elif fence[2] == "console":
            yield Step(row, None, text)
        name = None


def run(page: str, folder: Path) -> None:
    """Do what a page says in a folder; fail at the first difference."""
    for step in steps(page):
        if step.name is not None:
            path = folder / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, "utf-8")
            continue
        for command, expected in _commands(step.text):
            if moved := re.fullmatch(r'cd "?([^"&|;]+)"?', command):
                folder = folder / moved[1]
                assert folder.is_dir(), f"line {step.row}, $ {command}"
                continue
            shown = _output(command, folder)
            assert _matches(shown, expected), f"line {step.row}, $ {command}\nprinted:\n{shown}\nthe page:\n{expected}"


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield commands and what the page says they print."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def _output(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "100"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout


def _matches(shown: str, expected: str) -> bool:
    visible = "".join(line for line in expected.splitlines(keepends=True) if not line.startswith("# "))
    pattern = ""
    for line in visible.rstrip("\n").splitlines():
        words = r"[^\n]*".join(re.escape(part) for part in line.split("…"))
        pattern += r"(?:[^\n]*\n)*" if line == "…" else words + r"\n"
    return re.fullmatch(pattern, shown.rstrip("\n") + "\n" if shown.strip("\n") else "") is not None
