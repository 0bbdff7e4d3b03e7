"""Render diagnostics as text. One module per format, imported when needed; nothing here prints or writes.

Read `run` (what every renderer is given), then any format: each has `render(run, *, color, width) -> str`. Beside them
are `summary` (the closing line, the statistics), `diff` (what `--diff` shows), `causes` (many problems in one line) and
`terminal` (what fits, and colors).
"""

from __future__ import annotations

from importlib import import_module

from vaultlint.errors import Failure
from vaultlint.report.causes import summed_up
from vaultlint.report.run import RuleInfo, Run

FORMATS = ("full", "concise", "grouped", "json", "jsonl", "sarif", "github", "gitlab", "junit")

#: The formats made for eyes: the closing line may follow them on the same stream. The others are read by programs.
FOR_READERS = ("full", "concise", "grouped")

__all__ = ["FORMATS", "FOR_READERS", "RuleInfo", "Run", "formats", "render"]


def formats() -> list[str]:
    """The names that `--output-format` takes."""
    return list(FORMATS)


def render(format: str, run: Run, *, color: bool = False, width: int | None = None) -> str:
    """The run in that format: empty, or lines that end with a line end.

    `color` and `width` (columns of the terminal) matter to the formats for readers only. The text can always be
    encoded as UTF-8: half a surrogate pair, as in a file name that is no Unicode, is written as an escape.
    """
    if format not in FORMATS:
        raise Failure(f"unknown output format {format!r}; choose one of {', '.join(FORMATS)}")
    lines: list[str] = []
    if format in FOR_READERS:
        run, lines = summed_up(run)
    text: str = import_module(f"vaultlint.report.{format}").render(run, color=color, width=width) + "".join(lines)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
