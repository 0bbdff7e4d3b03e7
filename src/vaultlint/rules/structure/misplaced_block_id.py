from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import BlockId
from vaultlint.note import Note
from vaultlint.rule import Problem, insert, rule
from vaultlint.rules.structure._block_ids import is_meant


@rule(on=BlockId, fix="safe")
def misplaced_block_id(blocks: Sequence[BlockId], note: Note) -> Iterator[Problem]:
    """A block id that links may not find: no space before it, or not at the end of its block."""
    for block in blocks:
        if block.placed or not is_meant(block, note):
            continue
        if block.glued:
            # `[text]^2` may be a superscript; after an embed or a wikilink nothing but an id makes sense.
            if note.source[block.start - 2 : block.start] == "]]":
                fix = insert(block.start, " ", "put a space before it", may_change={"block-id", "prose"})
                yield Problem(block, f"no space before block id ^{block.id}", fix)
        else:
            yield Problem(block, f"block id ^{block.id} is not at the end of its block")
