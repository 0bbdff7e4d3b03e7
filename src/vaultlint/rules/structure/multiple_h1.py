from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Heading, Span
from vaultlint.note import Note
from vaultlint.rule import Problem, Related, rule


@rule(on=Heading, default=False)
def multiple_h1(headings: Sequence[Heading], note: Note) -> Iterator[Problem]:
    """A second heading of level 1."""
    top = [one for one in headings if one.top and one.level == 1]
    for heading in top[1:]:
        related = Related("the first level-1 heading", *note.rows.place(top[0].start))
        where = Span(heading.start, heading.text_end) if heading.setext else heading
        yield Problem(where, "another heading of level 1", related=[related])
