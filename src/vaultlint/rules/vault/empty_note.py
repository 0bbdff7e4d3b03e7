"""Notes without content."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Property
from vaultlint.note import Note
from vaultlint.rule import Problem, rule


@rule(on=Note, default=False)
def empty_note(note: Note) -> Iterator[Problem]:
    """A note that holds neither text nor properties."""
    matter = note.front_matter
    if matter is not None and not matter.closed:
        return
    if not note.text[matter.end if matter else 0 :].strip("\ufeff \t\r\n") and not note.spans(Property):
        yield Problem(None, "the note is empty")
