"""What formatting a note one block at a time is made of."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """A top-level block: its lines `start:end` of the note, counted from 0, and the text they would become.

    The text has no line end after its last line. Blank lines between blocks belong to none; `gap` is how many the
    format has between the block above and this one, 0 or 1. kind: the node's type in markdown-it (`paragraph`,
    `bullet_list`, `table` …), for raw blocks what is in them (`front matter`, `comment`, `math`, `template`,
    `conflict`, `block id`, `footnote`, `deep`).
    """

    start: int
    end: int
    kind: str
    gap: int
    text: str
