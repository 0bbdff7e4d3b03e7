"""Choose the blocks that take their new layout: only those that are verified together.

The parts of a note are its blocks and the blank lines between them, each with what it would become. Most notes are
proved as a whole at once. Where that fails, each part is tried by itself, and what passes is tried together; if that
fails too, halves are tried, down to the parts that do not go with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


#: Proofs of the whole note that one note may cost; then what is not proved yet stays as written.
MOST_PROOFS = 40

#: None if two texts mean the same, else what differs.
Unlike = Callable[[str, str], str | None]


class Part(NamedTuple):
    """Characters of the note and what they would become. `row` counts from 1; kind is that of `Block`, or `gap`."""

    row: int
    kind: str
    old: str
    new: str


class Kept(NamedTuple):
    """A block that keeps its bytes, and what its new layout would have changed."""

    row: int
    kind: str
    reason: str


class Selected(NamedTuple):
    text: str
    kept: list[Kept]


def parts_of(note: str, blocks: Sequence[Block]) -> list[Part]:
    """The note taken apart; joined, the old sides are the note and the new sides the formatted note."""
    lines = note.split("\n")
    parts: list[Part] = []
    at = 0  # lines so far
    for block in blocks:
        blank = "".join(line + "\n" for line in lines[at : block.start])
        parts.append(Part(at + 1, "gap", blank, "\n" * block.gap))
        old = "\n".join(lines[block.start : block.end])
        at = block.end
        # The line end belongs to the block; the note's last one may be missing.
        ended = "\n" if at < len(lines) else ""
        parts.append(Part(block.start + 1, block.kind, old + ended, block.text + "\n"))
    parts.append(Part(at + 1, "gap", "\n".join(lines[at:]), ""))
    return parts


def select(note: str, parts: Sequence[Part], unlike: Unlike) -> Selected:
    """The note with every new part that is proved."""
    wanted = [number for number, part in enumerate(parts) if part.old != part.new]
    if not wanted:
        return Selected(note, [])
    search = _Search(note, parts, unlike)
    if search.admit(wanted) is None:
        return Selected(search.text, [])
    alone = {number: unlike(parts[number].old, parts[number].new) for number in wanted if parts[number].kind != "gap"}
    search.refused = {number: reason for number, reason in alone.items() if reason is not None}
    search.settle([number for number in wanted if number not in search.refused])
    kept = [
        Kept(parts[number].row, parts[number].kind, reason)
        for number, reason in sorted(search.refused.items())
        if parts[number].kind != "gap"
    ]
    return Selected(search.text, kept)


class _Search:
    def __init__(self, note: str, parts: Sequence[Part], unlike: Unlike) -> None:
        self.note = self.text = note
        self.parts = parts
        self.refused: dict[int, str] = {}
        self._unlike = unlike
        self._accepted: frozenset[int] = frozenset()
        self._proofs = 0

    def admit(self, group: Sequence[int]) -> str | None:
        """Accept a group if the note is verified with it; return the reason if not."""
        if self._proofs >= MOST_PROOFS:
            return "too many blocks that depend on each other"
        self._proofs += 1
        chosen = self._accepted.union(group)
        text = "".join(part.new if number in chosen else part.old for number, part in enumerate(self.parts))
        reason = self._unlike(self.note, text)
        if reason is None:
            self._accepted, self.text = chosen, text
        return reason

    def settle(self, group: Sequence[int]) -> None:
        """Accept the verified parts of a group, half by half."""
        reason = self.admit(group) if group else None
        if reason is None:
            return
        if len(group) == 1:
            self.refused[group[0]] = reason
            return
        middle = len(group) // 2
        self.settle(group[:middle])
        self.settle(group[middle:])
