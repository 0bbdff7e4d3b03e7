"""Where a character that nobody sees is needed: by a script, an emoji, or the direction of the text around it.

Sources: Unicode Standard 16.0, chapters 9 to 16 (joiners in Arabic, Indic and South-East Asian scripts) and 23.2
(layout controls); UTS #51 (emoji sequences); UAX #9 (bidirectional text); UTS #37 (ideographic variation).
"""

from __future__ import annotations

import unicodedata
from functools import cached_property

# Scripts whose letters take joiners, or whose words are not parted by blanks; all between Hebrew and Mongolian,
# with the later blocks of the same and related scripts.
_COMPLEX = (
    *((0x0590, 0x109F), (0x1200, 0x139F), (0x1700, 0x1AFF), (0x1B00, 0x1CFF), (0x2D30, 0x2D7F), (0xA800, 0xAAFF)),
    *((0xABC0, 0xABFF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC), (0x10800, 0x11FFF), (0x1E900, 0x1EEFF)),
)
# Scripts written without blanks: in their lines a zero-width blank says where words end, beside other signs as well.
_UNSPACED = (
    *((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x1AAF), (0x1B00, 0x1C4F), (0xA980, 0xA9DF)),
    *((0xAA60, 0xAADF),),
)
# Their writers use it so that emphasis marks are recognised beside full-width punctuation.
_EAST_ASIAN = (
    *((0x2E80, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF)),
    *((0x20000, 0x3FFFF),),
)
_JOINERS = "\u200c\u200d"
_MARKS = "\u200e\u200f\u061c"
_EMBEDDINGS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_VARIATIONS = "\ufe0e\ufe0f"


_REACH = 16  # how many characters that belong to another one may stand between the two


class Line:
    """The scripts of a line, looked up when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def runs_from_right(self) -> bool:
        return any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in self._text)

    @cached_property
    def is_unspaced(self) -> bool:
        return any(_is_in(one, _UNSPACED) for one in self._text)


def is_needed(text: str, at: int, line: Line) -> bool:
    """Whether the invisible character at `at`, in the line `line`, does what it is there for."""
    character = text[at]
    if character in _VARIATIONS:
        return _takes_variation(_before(text, at))
    if character in _JOINERS:
        before, after = _before(text, at), _after(text, at)
        return _is_in(before, _COMPLEX) or _is_in(after, _COMPLEX) or (_is_emoji(before) and _is_emoji(after))
    if character == "\u200b":
        if _is_in(_before(text, at), _EAST_ASIAN) or _is_in(_after(text, at), _EAST_ASIAN):
            return True
        return line.is_unspaced
    if character in _MARKS or character in _EMBEDDINGS:
        return line.runs_from_right
    if "\U000e0020" <= character <= "\U000e007f":
        return _is_flag(text, at)
    if "\ufe00" <= character <= "\ufe0d" or "\U000e0100" <= character <= "\U000e01ef":
        return not _before(text, at).isascii()
    if character in "\u180b\u180c\u180d\u180e\u180f":
        return _is_in(_before(text, at), ((0x1800, 0x18AF),))
    if character in "\u115f\u1160\u3164\uffa0":
        return _is_in(_before(text, at), ((0x1100, 0x11FF), (0xA960, 0xA97F), (0xAC00, 0xD7FF)))
    if character == "\u034f":
        return not _before(text, at).isascii()
    return False


def _before(text: str, at: int) -> str:
    """The character before a place, passing over what belongs to it; "" at the start."""
    for character in reversed(text[max(0, at - _REACH) : at]):
        if not (character in "\ufe0e\ufe0f\u200b\u200c\u200d" or "\U0001f3fb" <= character <= "\U0001f3ff"):
            return character
    return ""


def _after(text: str, at: int) -> str:
    for character in text[at + 1 : at + 1 + _REACH]:
        if character not in "\ufe0e\ufe0f\u200b\u200c\u200d":
            return character
    return ""


def _is_in(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return bool(character) and any(first <= ord(character) <= last for first, last in ranges)


def _is_emoji(character: str) -> bool:
    return bool(character) and (
        unicodedata.category(character) in ("So", "Sm", "Sk") or character in "ℹ‼⁉〰〽0123456789#*"
    )


def _takes_variation(character: str) -> bool:
    """Emoji, other symbols, digits and arrows come with or without U+FE0F; a letter or a blank does not."""
    return _is_emoji(character) or (
        bool(character) and unicodedata.category(character)[0] in "PSN" and character != "\ufffd"
    )


def _is_flag(text: str, at: int) -> bool:
    """Part of a flag of a region: a black flag, tags, and the cancel tag."""
    for character in reversed(text[max(0, at - _REACH) : at]):
        if not "\U000e0020" <= character <= "\U000e007f":
            return character == "\U0001f3f4"
    return False
