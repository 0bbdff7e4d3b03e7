"""Tell whether an invisible character is needed: by a script, an emoji, or the direction of the text around it.

Sources: Unicode Standard 16.0, chapters 9 to 16 (joiners in Arabic, Indic and South-East Asian scripts) and 23.2
(layout controls); UTS #51 (emoji sequences); UAX #9 (bidirectional text); UTS #37 (ideographic variation).
"""

from __future__ import annotations

import unicodedata
from functools import cached_property

from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rules.encoding._shown import Named

# Scripts whose letters take joiners, or whose words are not parted by spaces; all between Hebrew and Mongolian,
# with the later blocks of the same and related scripts.
_COMPLEX = (
    *((0x0590, 0x109F), (0x1200, 0x139F), (0x1700, 0x1AFF), (0x1B00, 0x1CFF), (0x2D30, 0x2D7F), (0xA800, 0xAAFF)),
    *((0xABC0, 0xABFF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC), (0x10800, 0x11FFF), (0x1E900, 0x1EEFF)),
)
# Scripts written without spaces: in their lines a zero-width space says where words end, beside other signs as well.
_UNSPACED = (
    *((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x1AAF), (0x1B00, 0x1C4F), (0xA980, 0xA9DF)),
    *((0xAA60, 0xAADF),),
)
# Their writers use it so that emphasis marks are recognized beside full-width punctuation.
_EAST_ASIAN = (
    *((0x2E80, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF)),
    *((0x20000, 0x3FFFF),),
)
_JOINERS = "\u200c\u200d"
_MARKS = "\u200e\u200f\u061c"
_EMBEDDINGS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_VARIATIONS = "\ufe0e\ufe0f"


_REACH = 16  # how many characters that belong to another one may stand between the two
_FROM_RIGHT = Pattern(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]+"
)
# Letters that German types join, but not where a word ends between them: Auf-lage, Haus-tür.
_LIGATURES = frozenset(["ff", "fi", "fj", "fl", "fb", "fh", "fk", "ft", "st", "ct", "ss", "sc", "sz", "tz"])
_FORMULA = Pattern(r"[=<>≤≥≈≠≡±+−×·⋅÷√∑∏∫∂∞∈→⇒^]")


class Scripts:
    """The scripts of a note, looked up when first asked for."""

    def __init__(self, note: Note) -> None:
        self._note = note

    @cached_property
    def runs_from_right(self) -> bool:
        """Whether Hebrew, Arabic and the like are more than a word or two of it."""
        if _FROM_RIGHT.search(self._note.path):
            return True
        count = sum(len(run) for run in _FROM_RIGHT.findall(self._note.text))
        return count * 50 > len(self._note.text)


class Line:
    """The scripts of a line, looked up when first asked for, and the characters that it names."""

    def __init__(self, text: str, note: Scripts) -> None:
        self._text = text
        self._note = note
        self.named = Named(text)

    @cached_property
    def runs_from_right(self) -> bool:
        return _FROM_RIGHT.search(self._text) is not None or self._note.runs_from_right

    @cached_property
    def is_complex(self) -> bool:
        return any(_is_in(one, _COMPLEX) for one in self._text if one not in _MARKS)

    @cached_property
    def is_unspaced(self) -> bool:
        return any(_is_in(one, _UNSPACED) for one in self._text)

    @cached_property
    def is_formula(self) -> bool:
        return _FORMULA.search(self._text) is not None


def is_needed(text: str, at: int, line: Line) -> bool:
    """Whether the invisible character at `at`, in the line `line`, does what it is there for, or is spoken of."""
    return _works(text, at, line) or text[at] in line.named


def _works(text: str, at: int, line: Line) -> bool:
    character = text[at]
    if character in _VARIATIONS:
        return _takes_variation(_before(text, at))
    if character in _JOINERS:
        return _joins(text, at, line)
    if character == "\u00ad":
        return _hyphenates(text, at)
    if character in "\u2061\u2062\u2063\u2064":
        return _calculates(text, at, line)
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


def _joins(text: str, at: int, line: Line) -> bool:
    before, after = _before(text, at), _after(text, at)
    if _is_in(before, _COMPLEX) or _is_in(after, _COMPLEX) or (_is_emoji(before) and _is_emoji(after)):
        return True
    if text[at] == "\u200c" and text[at - 1 : at] + text[at + 1 : at + 2] in _LIGATURES:
        return True
    # Persian puts its endings after a foreign word as after its own.
    return line.is_complex and not (before.isalpha() and after.isalpha())


def _hyphenates(text: str, at: int) -> bool:
    """Whether a soft hyphen is where a word can be hyphenated, not at the end of a line or word."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(before) and before.isprintable() and not before.isspace() and after.isalnum()


def _calculates(text: str, at: int, line: Line) -> bool:
    """Between the signs of a formula; two words are none."""
    before, after = text[max(0, at - 2) : at], text[at + 1 : at + 3]
    if not before[-1:].strip() and not after[:1].strip():
        return False
    return line.is_formula or not (len(before) == len(after) == 2 and before.isalpha() and after.isalpha())


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
    """Emoji, other symbols, digits and arrows come with or without U+FE0F; a letter or a space does not."""
    return _is_emoji(character) or (
        bool(character) and unicodedata.category(character)[0] in "PSN" and character != "\ufffd"
    )


def _is_flag(text: str, at: int) -> bool:
    """Part of a flag of a region: a black flag, tags, and the cancel tag."""
    for character in reversed(text[max(0, at - _REACH) : at]):
        if not "\U000e0020" <= character <= "\U000e007f":
            return character == "\U0001f3f4"
    return False
