"""Edits of one text: which can be applied together, what they produce, and where other characters move."""

from __future__ import annotations

from bisect import bisect_right, insort
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
        for edit in edits:
            insort(self._edits, edit)


def apply_edits(text: str, edits: Sequence[TextEdit]) -> str:
    """The text with disjoint edits carried out."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)


class Shift:
    """Map offsets of the old text to the new one."""

    def __init__(self, edits: Sequence[TextEdit]) -> None:
        self.edits = sorted(edits)
        self._starts = [edit.start for edit in self.edits]
        self._moved: list[int] = []  # how far text after each edit has moved
        self._written: list[TextEdit] = []  # the ranges of the new text that the edits wrote
        moved = 0
        for edit in self.edits:
            self._written.append(TextEdit(edit.start + moved, edit.start + moved + len(edit.text), ""))
            moved += len(edit.text) - (edit.end - edit.start)
            self._moved.append(moved)
        self._written_starts = [one.start for one in self._written]

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
        """Whether an edit changes something in `start:end` of the old text, or inserts there, both ends included."""
        return _reaches(self.edits, self._starts, start, end)

    def made(self, start: int, end: int) -> bool:
        """Whether an edit wrote something in `start:end` of the new text, or took something out there."""
        return _reaches(self._written, self._written_starts, start, end)


def _reaches(edits: Sequence[TextEdit], starts: Sequence[int], start: int, end: int) -> bool:
    """Edits are disjoint and sorted, so only those from the last one that starts before `start` can reach the range."""
    at = max(0, bisect_right(starts, start) - 1)
    while at < len(edits) and edits[at].start <= end:
        edit = edits[at]
        if (edit.start < end and start < edit.end) or (edit.start == edit.end and start <= edit.start):
            return True
        at += 1
    return False
