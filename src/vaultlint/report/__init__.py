"""Render diagnostics as text. One module per format, imported when needed; nothing here prints or writes.

Read `run` (what every renderer is given), then any format: each has `render(run, *, color, width) -> str`. Beside them
are `summary` (the closing line, the statistics), `diff` (what `--diff` shows), `causes` (many problems in one line) and
`terminal` (what fits, and colors).
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Final, NamedTuple

from vaultlint.errors import Failure
from vaultlint.report.causes import summed_up
from vaultlint.report.run import RuleInfo, Run, counted


class Format(NamedTuple):
    """An output format; its renderer is the module of its name.

    for_readers: a person reads it: texts of notes stay as they are, and many problems with one cause become one line.
    fingerprints: it shows them.
    """

    for_readers: bool = False
    fingerprints: bool = False


FORMATS: Final = {
    "full": Format(for_readers=True),
    "concise": Format(for_readers=True),
    "grouped": Format(for_readers=True),
    "json": Format(fingerprints=True),
    "jsonl": Format(fingerprints=True),
    "sarif": Format(fingerprints=True),
    "github": Format(),
    "gitlab": Format(fingerprints=True),
    "junit": Format(),
}

__all__ = ["FORMATS", "Format", "RuleInfo", "Run", "formats", "render"]


def formats() -> list[str]:
    """The names that `--output-format` takes."""
    return list(FORMATS)


def render(format: str, run: Run, *, color: bool = False, width: int | None = None, most: int = 0) -> str:
    """The run in that format: empty, or lines that end with a line end.

    `color`, `width` (columns of the terminal) and `most` (problems to list, 0 for all) matter to the formats for
    readers only. The text can always be
    encoded as UTF-8: half a surrogate pair, as in a file name that is not Unicode, is written as an escape.
    """
    if format not in FORMATS:
        raise Failure(f"unknown output format {format!r}; choose one of {', '.join(FORMATS)}")
    lines: list[str] = []
    if FORMATS[format].for_readers:
        run, lines = summed_up(run)
        if 0 < most < len(run.diagnostics):
            more = counted(len(run.diagnostics) - most, "more problem")
            lines.append(f"… and {more}: `--max-problems 0` lists all\n")
            run = replace(run, diagnostics=run.diagnostics[:most])
    text: str = import_module(f"vaultlint.report.{format}").render(run, color=color, width=width) + "".join(lines)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
