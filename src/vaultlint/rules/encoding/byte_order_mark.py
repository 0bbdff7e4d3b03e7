"""U+FEFF at the start of a note."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.rule import Problem, delete, rule


@rule(on=Note, fix="safe", in_code=True, in_templates=True, requires="\ufeff")
def byte_order_mark(note: Note) -> Iterator[Problem]:
    """A byte-order mark at the start of a note, which hides its properties from Obsidian."""
    if note.text.startswith("\ufeff"):
        what = "the properties" if note.front_matter else "what the first line begins with"
        mark = Span(0, 1)
        yield Problem(mark, f"a byte-order mark hides {what} from Obsidian", delete(mark, "remove it"), key="U+FEFF")
