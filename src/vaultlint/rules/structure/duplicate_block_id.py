from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import BlockId
from vaultlint.note import Note
from vaultlint.rule import Problem, Related, rule
from vaultlint.rules.structure._block_ids import is_meant


@rule(on=BlockId)
def duplicate_block_id(blocks: Sequence[BlockId], note: Note) -> Iterator[Problem]:
    """A block id that another block of the note has: links to it lead to one of the two."""
    first: dict[str, BlockId] = {}
    for block in blocks:
        if not block.placed:
            continue
        earlier = first.setdefault(block.id.lower(), block)
        if earlier is not block and is_meant(block, note):
            related = Related("the first block with this id", *note.rows.place(earlier.start))
            yield Problem(block, f"duplicate block id ^{block.id}", related=[related])
