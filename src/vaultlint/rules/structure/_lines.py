"""Lines of a note, for rules that look at, or take out, whole lines."""

from __future__ import annotations

from vaultlint.markdown.spans import Span
from vaultlint.note import Note


def line_at(note: Note, offset: int) -> Span:
    """The line that holds a character, with its line end."""
    row = note.rows.place(offset)[0]
    starts = note.rows.starts
    return Span(starts[row - 1], starts[row] if row < len(starts) else len(note.text))


def before(note: Note, offset: int) -> str:
    """What stands on the line before a character."""
    return note.text[line_at(note, offset).start : offset]
