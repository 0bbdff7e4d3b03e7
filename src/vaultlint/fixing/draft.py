"""A note in the making: edits are carried out only if what they leave is proved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vaultlint.fixing.edits import Shift, TextEdit, apply_edits
from vaultlint.fixing.verify import canvas_difference, difference


class Draft:
    """A note in the making. Edits count characters of the text that the round began with, whatever was done since."""

    def __init__(self, data: bytes, *, canvas: bool = False) -> None:
        self.original = self.data = data
        self._canvas = canvas
        self.shift = Shift(())  # what the last edits moved
        self._done: list[TextEdit] = []
        try:
            self._text, self._is_utf8 = data.decode("utf-8"), not (b"\0" in data and _only_seems_utf8(data))
        except UnicodeDecodeError:
            # Edits of such a note count bytes; all that may be done to it is to transcode it as a whole.
            self._text, self._is_utf8 = data.decode("latin-1"), False

    def apply(self, edits: Sequence[TextEdit], may_change: Iterable[str]) -> str | None:
        """Carry out edits that are proved; else the reason, and the note stays as it is."""
        shift = Shift(self._done)
        moved = [
            TextEdit(shift.start(one.start), shift.start(one.start) + one.end - one.start, one.text) for one in edits
        ]
        new = apply_edits(self._text, moved)
        if self._is_utf8 and new == self._text:
            return "it would change nothing"
        prove = canvas_difference if self._canvas else difference
        if self._is_utf8 and (problem := prove(self._text, new, moved, may_change)) is not None:
            return problem
        self.shift = Shift(moved)
        self.data, self._done, self._text = new.encode("utf-8"), sorted([*self._done, *edits]), new
        return None


def _only_seems_utf8(data: bytes) -> bool:
    from vaultlint.encoding.guess import only_seems_utf8

    return only_seems_utf8(data)
