"""The end of a note."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, delete, insert, rule

_LINE_END = Pattern(r"\r\n?|\n")


@rule(on=Note, default=False, fix="safe")
def final_newline(note: Note) -> Iterator[Problem]:
    """A note ends with one line end."""
    text = note.text
    end = len(text.rstrip("\r\n"))
    if end == 0:
        return
    if end == len(text):
        first = _LINE_END.search(text)
        fix = insert(end, first[0] if first else "\n", "add one")
        yield Problem(Span(end, end), "no newline at the end of the note", fix, key="end")
        return
    line_end = _LINE_END.match(text, end)
    extra = Span(line_end.end(), len(text))
    if extra.start < extra.end:
        yield Problem(extra, "blank lines at the end of the note", delete(extra, "remove them"), key="end")
