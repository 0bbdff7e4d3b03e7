"""The order of a note's properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.property_blocks import movable_values, property_blocks
from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.rule import Fix, Problem, replace, rule
from vaultlint.rules.upkeep._order import sort_key


@rule(on=Property, default=False, fix="safe")
def property_order(
    properties: Sequence[Property],
    note: Note,
    *,
    first: tuple[str, ...] = (),
    last: tuple[str, ...] = (),
    sort_rest: bool = False,
    descending: bool = False,
) -> Iterator[Problem]:
    """Properties that are not in the order that the configuration asks for."""
    top = [entry for entry in properties if len(entry.path) == 1]
    if len({entry.name.lower() for entry in top}) < len(top):
        return
    ranks = {name.lower(): rank for rank, name in enumerate(last, len(first) + 1)}
    ranks |= {name.lower(): rank for rank, name in enumerate(first)}
    rest = [number for number, entry in enumerate(top) if entry.name.lower() not in ranks]
    if sort_rest:
        rest.sort(key=lambda number: sort_key(top[number].name), reverse=descending)
    named = [number for number in range(len(top)) if number not in rest]
    named.sort(key=lambda number: ranks[top[number].name.lower()])
    before = [number for number in named if ranks[top[number].name.lower()] < len(first)]
    wanted = [*before, *rest, *named[len(before) :]]
    for here, number in enumerate(wanted):
        if here != number:
            message = f"`{top[number].name}` should come before `{top[here].name}`"
            yield Problem(top[number], message, _fix(note, wanted))
            return


def _fix(note: Note, wanted: Sequence[int]) -> Fix | None:
    """Put the blocks in this order; None if something else than their order would change."""
    text, matter = note.text, note.front_matter
    blocks = property_blocks(text, matter) if matter is not None else None
    if blocks is None or len(blocks) != len(wanted):
        return None
    moved = [here for here, number in enumerate(wanted) if here != number]
    where = Span(blocks[moved[0]].start, blocks[moved[-1]].end)
    written = "".join(text[blocks[number].start : blocks[number].end] for number in wanted[moved[0] : moved[-1] + 1])
    if movable_values(text[: where.start] + written + text[where.end :]) != movable_values(text):
        return None
    return replace(where, written, "put the properties in order", may_change=["property", "link"])
