"""The order of a note's properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.property_blocks import movable_values, property_blocks
from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.rule import Fix, Problem, replace, rule
from vaultlint.rules.upkeep._order import SortKey, sort_key


@rule(on=Property, default=False, fix="safe")
def property_order(
    properties: Sequence[Property],
    note: Note,
    *,
    first: tuple[str, ...] = (),
    last: tuple[str, ...] = (),
    sort_rest: bool = False,
) -> Iterator[Problem]:
    """Properties that are not in the order that the configuration asks for."""
    top = [entry for entry in properties if len(entry.path) == 1]
    if len({entry.name.lower() for entry in top}) < len(top):
        return
    ranks = {name.lower(): rank for rank, name in enumerate(last, len(first) + 1)}
    ranks |= {name.lower(): rank for rank, name in enumerate(first)}

    def place(number: int) -> tuple[int, SortKey | None, int]:
        name = top[number].name
        rank = ranks.get(name.lower(), len(first))
        return rank, sort_key(name) if sort_rest and rank == len(first) else None, number

    wanted = sorted(range(len(top)), key=place)
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
