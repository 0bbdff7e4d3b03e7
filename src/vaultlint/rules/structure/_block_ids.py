"""Which `^id`s are meant as block ids: a formula or a superscript at the end of a line looks the same."""

from __future__ import annotations

from vaultlint.markdown.spans import BlockId
from vaultlint.note import Note

_SHORTEST = 3


def is_meant(block: BlockId, note: Note) -> bool:
    """Whether an id is long enough to be no exponent, or the note itself links to it."""
    return len(block.id) >= _SHORTEST or f"#^{block.id}" in note.text
