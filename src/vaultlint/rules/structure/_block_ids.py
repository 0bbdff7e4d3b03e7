"""Tell block ids from formulas and superscripts at the end of a line, which look the same."""

from __future__ import annotations

from vaultlint.markdown.spans import BlockId
from vaultlint.note import Note

_SHORTEST = 3


def is_meant(block: BlockId, note: Note) -> bool:
    """Whether an id is long enough to be no exponent, or the note itself links to it."""
    return len(block.id) >= _SHORTEST or f"#^{block.id}" in note.text
