"""Positions of the protocol <-> characters of a text: the one place that knows about code units.

The protocol counts lines from 0 and, within a line, code units of the encoding that client and server agreed on. A line
ends with LF, CRLF or CR, as rows do here, so line and row differ by one and only columns have to be converted.
"""

from __future__ import annotations

from functools import cached_property

from lsprotocol import types

from vaultlint.diagnostic import Place
from vaultlint.markdown.text import BOM, Rows
from vaultlint.pattern import Pattern

Encoding = types.PositionEncodingKind

_TWO_UNITS = Pattern("[\U00010000-\U0010ffff]")
_CONTINUATION = bytes(range(0x80, 0xC0))


def count_units(text: str, encoding: Encoding) -> int:
    """The number of code units that a text takes."""
    if encoding is Encoding.Utf32 or text.isascii():
        return len(text)
    if encoding is Encoding.Utf16:
        return len(text) + sum(1 for _ in _TWO_UNITS.finditer(text))
    return len(text.encode("utf-8", "surrogatepass"))


def count_characters(line: str, units: int, encoding: Encoding) -> int:
    """The number of characters in so many first code units of a line.

    A character that is cut in two does not count; beyond the end of the line there is nothing to count.
    """
    if encoding is Encoding.Utf32 or line.isascii():
        return min(units, len(line))
    if encoding is Encoding.Utf16:
        for number, match in enumerate(_TWO_UNITS.finditer(line)):
            unit = match.start() + number  # where this character starts
            if units <= unit:
                return units - number
            if units == unit + 1:
                start: int = match.start()
                return start
        return min(units - sum(1 for _ in _TWO_UNITS.finditer(line)), len(line))
    data = line.encode("utf-8", "surrogatepass")
    end = min(units, len(data))
    while end < len(data) and 0x80 <= data[end] < 0xC0:
        end -= 1
    return len(data[:end].translate(None, _CONTINUATION))


class TextMap:
    """A text whose characters and positions are told apart.

    hides_bom: the text starts with a byte order mark that the client does not see, because editors keep it apart.
    """

    def __init__(self, text: str, encoding: Encoding, *, hides_bom: bool = False) -> None:
        self.text = text
        self.encoding = encoding
        self._hidden = len(BOM) if hides_bom and text.startswith(BOM) else 0

    @cached_property
    def rows(self) -> Rows:
        return Rows(self.text)

    def line(self, number: int) -> str:
        """A line, counted from 0, without its end; of the first one what the client sees."""
        starts = self.rows.starts
        if not 0 <= number < len(starts):
            return ""
        end = starts[number + 1] if number + 1 < len(starts) else len(self.text)
        return self.text[self._start(number) : end].rstrip("\r\n")

    def _start(self, number: int) -> int:
        return self.rows.starts[number] if number else self._hidden

    def position(self, offset: int) -> types.Position:
        """The position of a character; of one in a line end, where the line's text ends."""
        row, _ = self.rows.place(min(max(offset, 0), len(self.text)))
        return self._position(row - 1, offset - self._start(row - 1))

    def at(self, place: Place) -> types.Position:
        """The position of a row and column."""
        number = place.row - 1
        return self._position(number, place.column - 1 - (self._hidden if number == 0 else 0))

    def _position(self, number: int, characters: int) -> types.Position:
        before = self.line(number)[: max(characters, 0)]
        return types.Position(number, count_units(before, self.encoding))

    def range(self, start: int, end: int) -> types.Range:
        return types.Range(self.position(start), self.position(end))

    def offset(self, position: types.Position) -> int:
        """The character at a position; beyond the end of its line that end, beyond all lines the end of the text."""
        if position.line >= len(self.rows.starts):
            return len(self.text)
        number = max(position.line, 0)
        line = self.line(number)
        return self._start(number) + count_characters(line, max(position.character, 0), self.encoding)

    def span(self, given: types.Range) -> tuple[int, int]:
        """The characters of a range, half-open."""
        start, end = self.offset(given.start), self.offset(given.end)
        return min(start, end), max(start, end)
