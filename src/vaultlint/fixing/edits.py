"""Edits of one text: which go together, what they make, and where every other character went."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class TextEdit(NamedTuple):
    """Characters `start:end` become `text`."""

    start: int
    end: int
    text: str


class Taken:
    """The ranges of one note that accepted fixes edit."""

    def __init__(self) -> None:
        self._edits: list[TextEdit] = []

    def admits(self, edits: Iterable[TextEdit]) -> bool:
        """Whether none of the edits touches an accepted one. Two insertions at one place are two opinions: refused."""
        for edit in edits:
            at = bisect_right(self._edits, edit)
            for other in self._edits[max(0, at - 1) : at + 1]:
                if edit.start < other.end and other.start < edit.end:
                    return False
                if edit.start == other.start or edit.start == other.end == other.start:
                    return False
        return True

    def take(self, edits: Iterable[TextEdit]) -> None:
        self._edits = sorted([*self._edits, *edits])


def apply_edits(text: str, edits: Sequence[TextEdit]) -> str:
    """The text with disjoint edits carried out."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)


class Shift:
    """Where the characters of the old text stand in the new one."""

    def __init__(self, edits: Sequence[TextEdit]) -> None:
        self.edits = sorted(edits)
        self._starts = [edit.start for edit in self.edits]
        self._moved: list[int] = []  # how far text behind each edit has moved
        moved = 0
        for edit in self.edits:
            moved += len(edit.text) - (edit.end - edit.start)
            self._moved.append(moved)

    def start(self, offset: int) -> int:
        """The new offset of a character that begins something; inside an edit, where the new text begins."""
        at = bisect_right(self._starts, offset) - 1
        # What begins exactly where text is inserted comes after the inserted text, unless the edit replaces it.
        if at < 0:
            return offset
        edit, before = self.edits[at], self._moved[at - 1] if at else 0
        if offset < edit.end or offset == edit.start < edit.end:
            return edit.start + before
        return offset + self._moved[at]

    def end(self, offset: int) -> int:
        """The new offset of an end (exclusive); inside an edit, where the new text ends."""
        at = bisect_right(self._starts, offset - 1) - 1
        if at < 0:
            return offset
        edit, before = self.edits[at], self._moved[at - 1] if at else 0
        if offset <= edit.end:
            return edit.start + before + len(edit.text)
        return offset + self._moved[at]

    def touches(self, start: int, end: int) -> bool:
        """Whether an edit changes, or adds to, something in `start:end`; both ends count."""
        at = bisect_right(self._starts, end)
        return any(edit.end >= start for edit in self.edits[max(0, at - 64) : at]) or any(
            edit.end >= start for edit in self.edits[: max(0, at - 64)]
        )
