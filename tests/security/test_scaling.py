"""Twice the input takes about twice the steps: counted, not timed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from vaultlint.cli import run

SHAPES: dict[str, Callable[[int], str]] = {
    "headings nearly named": lambda n: "".join(
        f"# Heading number {at}\n\n[[#Heading numbr {at}]]\n" for at in range(n)
    ),
    "headings named": lambda n: "".join(f"# h{at}\n\n[[#h{at}]]\n" for at in range(n)),
    "one heading many times": lambda n: "# h\n" * n + "[[#h#h#h]]\n" * n,
    "unused directives": lambda n: "%% vaultlint-disable broken-link %%\n" * n,
    "labels of a host": lambda n: f"<https://{'a.' * n}org/x>\n",
    "one block id many times": lambda n: "x ^b\n\n" * n,
    "mojibake in one note": lambda n: "cafÃ© und ZÃ¼rich\n" * n,
    "a nested tag": lambda n: f"#{'a/' * n}a\n",
}


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the lines of Python that run."""
    total = [0]

    def lines(_: FrameType, event: str, argument: Any) -> Any:
        total[0] += event == "line"
        return lines

    sys.settrace(lines)
    try:
        yield total
    finally:
        sys.settrace(None)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_note_takes_twice_the_steps(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".obsidian").mkdir()
    monkeypatch.chdir(tmp_path)
    steps = []
    for size in (40, 200, 400):  # the first loads modules and compiles patterns
        (tmp_path / "a.md").write_text(SHAPES[shape](size), "utf-8")
        with counted() as total:
            run(["check", "--isolated", "--no-cache", "--no-git", "--jobs", "1", "--output-format", "json"])
        steps.append(total[0])
    capsys.readouterr()
    assert steps[2] < 2.7 * steps[1], steps
