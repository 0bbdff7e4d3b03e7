from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Heading
from vaultlint.note import Note
from vaultlint.rule import Problem, rule


@rule(on=Heading)
def empty_heading(headings: Sequence[Heading], note: Note) -> Iterator[Problem]:
    """A heading without text."""
    for heading in [one for one in headings if one.text_start == one.text_end]:
        yield Problem(heading, "heading without text")
