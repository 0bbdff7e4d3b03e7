"""Several empty lines in a row."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.rule import Problem, delete, rule


@rule(on=Note, default=False, fix="safe")
def blank_lines(note: Note, *, most: int = 1) -> Iterator[Problem]:
    """More empty lines in a row than one; one parts blocks as well as many."""
    starts = note.rows.starts
    first_row = note.rows.place(note.front_matter.end)[0] + 1 if note.front_matter else 1
    hidden = note.document.comments
    blank = 0
    for row in range(first_row, len(starts) + 1):
        if row < len(starts) and not note.line(row).strip(" \t"):
            blank += 1
            continue
        if blank > most and starts[row - 1] < len(note.text):  # empty lines at the end are final-newline's
            where = Span(starts[row - 1 - blank + most], starts[row - 1])
            if not note.opaque.overlaps(where.start, where.end) and not hidden.overlaps(where.start, where.end):
                fix = delete(where, f"keep {most}")
                yield Problem(where, f"{blank} consecutive blank lines", fix, key=f"above {note.line(row)}")
        blank = 0
