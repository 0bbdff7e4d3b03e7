"""Mojibake written as HTML entities (`caf&Atilde;&copy;`): the text as it reads, and the way back."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from vaultlint.pattern import Pattern

_ENTITY: Final = Pattern(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")


class View:
    """A text in which the entities of characters beyond ASCII are those characters; offsets can be taken back."""

    __slots__ = ("_at", "_drift", "text")

    def __init__(self, text: str) -> None:
        #: Where each entity's character is in the view, and by how much the original is longer up to there.
        self._at: list[int] = []
        self._drift: list[int] = [0]
        self.text = text if "&" not in text else self._read(text)

    def _read(self, text: str) -> str:
        import html

        pieces: list[str] = []
        at = drift = 0
        for match in _ENTITY.finditer(text):
            char = html.unescape(match[0])
            if len(char) == 1 and not char.isascii():
                pieces += (text[at : match.start()], char)
                at = match.end()
                self._at.append(match.start() - drift)
                drift += len(match[0]) - 1
                self._drift.append(drift)
        return "".join((*pieces, text[at:])) if pieces else text

    def original(self, offset: int) -> int:
        """The offset in the original of the character at `offset` in the view; also right for the end of a span."""
        return offset + self._drift[bisect_right(self._at, offset - 1)]

    def holds_entity(self, start: int, end: int) -> bool:
        """Whether a character of `start:end` is written as an entity."""
        return bisect_right(self._at, end - 1) > bisect_right(self._at, start - 1)
