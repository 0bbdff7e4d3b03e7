from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Heading
from vaultlint.note import Note
from vaultlint.rule import Edit, Fix, Problem, rule


@rule(on=Heading, default=False, fix="unsafe")
def heading_jump(headings: Sequence[Heading], note: Note, *, first: int = 0) -> Iterator[Problem]:
    """A heading more than one level deeper than the one above it."""
    above = first
    tops = [heading for heading in headings if heading.top]
    for number, heading in enumerate(tops):
        if above and heading.level > above + 1:
            message = f"level {heading.level} follows level {above}"
            yield Problem(heading.marker, message, _raise(tops, number, heading.level - above - 1))
        above = heading.level


def _raise(headings: Sequence[Heading], number: int, by: int) -> Fix:
    """Move the whole section up: the heading, its subsections, and the sections beside it that jumped with it."""
    edits = []
    top = headings[number].level
    while number < len(headings) and (heading := headings[number]).level >= top:
        number += 1
        edits.append(Edit(heading.marker.start, heading.marker.end, "#" * (heading.level - by)))
    return Fix(tuple(edits), "unsafe", "move the section up", frozenset({"heading"}))
