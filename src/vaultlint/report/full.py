"""The format for a terminal: message, place, the line with carets, the fix as before → after, related places."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix
from vaultlint.escape import visible
from vaultlint.markdown.text import Rows
from vaultlint.report.run import Run, last_row
from vaultlint.report.terminal import Paint, change, painter, window

_WIDTH = 120  # if the width of the terminal is unknown
_MOST_EDITS = 3
_LABELS = {"safe": "fix", "unsafe": "unsafe fix", "display": "suggestion"}
_WHOLE_FILE = Place(1, 1)

#: A note's text and where its rows start, None if it cannot be read.
Source = Callable[[str], "tuple[str, Rows] | None"]


def render(run: Run, *, color: bool, width: int | None) -> str:
    """A paragraph a diagnostic; nothing for a clean run."""
    paint = painter(color)
    room = width or _WIDTH

    @lru_cache(maxsize=16)
    def source(path: str) -> tuple[str, Rows] | None:
        text = run.read_text(path)
        return None if text is None else (text, Rows(text))

    return "\n".join("".join(_problem(diagnostic, run, source, paint, room)) for diagnostic in run.diagnostics)


def _problem(diagnostic: Diagnostic, run: Run, source: Source, paint: Paint, room: int) -> list[str]:
    margin = " " * len(str(diagnostic.place.row))
    filename = visible(run.filename(diagnostic.path))
    last = f" to {diagnostic.end.row}:{diagnostic.end.column}" if last_row(diagnostic) > diagnostic.place.row else ""
    row, column = diagnostic.place
    lines = [
        f"{paint(diagnostic.severity, f'{diagnostic.severity}[{diagnostic.rule}]')}: {visible(diagnostic.message)}\n",
        f"{margin}{paint('frame', '-->')} {paint('path', filename)}:{row}:{column}{last}\n",
    ]
    text = source(diagnostic.path)
    if text is not None and not diagnostic.place == diagnostic.end == _WHOLE_FILE:
        lines += _excerpt(diagnostic, *text, margin, paint, room)
    prefix = f"{margin} {paint('frame', '=')} "
    if diagnostic.fix is not None:
        first, *others = _fix(diagnostic.fix, diagnostic.path, run, source, paint, room - len(margin) - 3)
        lines += [f"{prefix}{first}\n", *(f"{margin}   {line}\n" for line in others)]
    for other in diagnostic.related:
        place = f"{visible(run.filename(other.path))}:{other.place.row}:{other.place.column}"
        lines.append(f"{prefix}{paint('place', place)}: {visible(other.message)}\n")
    return lines


def _excerpt(diagnostic: Diagnostic, text: str, rows: Rows, margin: str, paint: Paint, room: int) -> list[str]:
    row = diagnostic.place.row
    if not 0 < row <= len(rows.starts):
        return []
    stop = rows.starts[row] if row < len(rows.starts) else len(text)
    line = text[rows.starts[row - 1] : stop]
    bare = line.rstrip("\r\n")
    start = diagnostic.place.column - 1
    if start >= len(bare):
        bare = line  # the problem is the line end itself: show it
    end = diagnostic.end.column - 1 if diagnostic.end.row == row else len(bare)
    part = window(bare, min(start, len(bare)), min(max(end, start), len(bare)), room - len(margin) - 3)
    bar = paint("frame", "|")
    caret = paint(diagnostic.severity, "^" * part.length)
    return [
        f"{margin} {bar}\n",
        f"{paint('frame', str(row))} {bar} {part.shown}\n",
        f"{margin} {bar} {' ' * part.indent}{caret}\n",
    ]


def _fix(fix: PlacedFix, path: str, run: Run, source: Source, paint: Paint, room: int) -> list[str]:
    label = _LABELS[fix.applicability]
    steps = []
    if fix.rename is not None:
        old, new = (visible(run.filename(name)) for name in fix.rename)
        steps.append(f"rename {paint('removed', old)} → {paint('added', new)}")
    for edit in fix.edits[:_MOST_EDITS]:
        elsewhere = f"{visible(run.filename(edit.path))}:{edit.begin.row}:{edit.begin.column}: "
        where = "" if edit.path == path else elsewhere
        steps.append(where + change(_before(edit, source), edit.text, paint, room - len(label) - 2 - len(where)))
    if len(fix.edits) > _MOST_EDITS:
        more = len(fix.edits) - _MOST_EDITS
        steps.append(f"and {more:,} more edit{'' if more == 1 else 's'}")
    if fix.message or not steps:
        steps.insert(0, visible(fix.message))
    return [f"{label}: {step}" if not at else f"{' ' * len(label)}  {step}" for at, step in enumerate(steps)]


def _before(edit: PlacedEdit, source: Source) -> str | None:
    text = source(edit.path)
    return None if text is None else text[0][edit.start : edit.end]
