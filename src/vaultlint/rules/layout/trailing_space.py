"""Spaces at the end of a line."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, delete, rule

# After these a space means something: an item or a task that waits for its text, a backslash.
_NEEDS_BLANK = Pattern(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[.?\])?|#{1,6}|\[[^\]]*\]:)\Z|.*\\\Z")


@rule(on=Note, default=False, fix="safe")
def trailing_space(note: Note) -> Iterator[Problem]:
    """Spaces at the end of a line, except the two of a hard break."""
    hidden = note.document.comments
    first_row = note.rows.place(note.front_matter.end)[0] + 1 if note.front_matter else 1
    for row in range(first_row, len(note.rows.starts) + 1):
        line = note.line(row)
        kept = line.rstrip(" \t")
        if len(kept) == len(line):
            continue
        start = note.rows.starts[row - 1]
        where = Span(start + len(kept), start + len(line))
        if note.opaque.covers(where.start) or hidden.covers(where.start) or _NEEDS_BLANK.match(kept):
            continue
        if kept and line.endswith("  ") and row < len(note.rows.starts) and note.line(row + 1).strip(" \t>"):
            continue  # a hard break
        yield Problem(where, "spaces at the end of the line", delete(where, "remove them"), key=kept or "blank line")
