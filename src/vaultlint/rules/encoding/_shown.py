"""Whether a text is about an invisible or replacement character: it quotes or names it."""

from __future__ import annotations

import unicodedata
from functools import cached_property

from vaultlint.pattern import Pattern

QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "„": "“", "«": "»", "»": "«", "「": "」", "『": "』"}
_SHORT = {
    "\0": "nul",
    "\x1b": "esc",
    "\u00ad": "shy",
    "\u061c": "alm",
    "\u200b": "zwsp",
    "\u200c": "zwnj",
    "\u200d": "zwj",
    "\u200e": "lrm",
    "\u200f": "rlm",
    "\u2060": "wj",
    "\u202e": "rlo",
    "\ufeff": "zwnbsp bom",
    "\ufe0f": "vs16",
}
_LONG = {"\u200b": "zerowidthspace", "\ufeff": "byte order mark", "\0": "null byte"}
_ANY = Pattern(r"invisible (?:unicode )?character|unsichtbare[sn]? zeichen|caract[eè]res? invisibles?")
_WIDTHLESS = "\u200b\u200c\u200d\u2060\ufeff"
_WORD = Pattern(r"\w+")


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether nothing else is between two quotation marks."""
    before = text[start - 1 : start]
    return before in QUOTES and text[end : end + 1] == QUOTES[before]


class Named:
    """The characters that a line mentions by number, name, abbreviation or escape."""

    def __init__(self, line: str) -> None:
        self._raw = line
        self._known: dict[str, bool] = {}

    @cached_property
    def _line(self) -> str:
        return self._raw.casefold().replace("-", " ")

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._line))

    def __contains__(self, character: str) -> bool:
        if character not in self._known:
            self._known[character] = self._mentions(character)
        return self._known[character]

    def _mentions(self, character: str) -> bool:
        line, number = self._line, ord(character)
        codes = (f"u+{number:04x}", f"\\u{number:04x}", f"\\u{{{number:x}}}", f"&#{number};", f"&#x{number:x};")
        if any(code in line for code in codes) or _ANY.search(line):
            return True
        if character in _WIDTHLESS and "zero width" in line:
            return True
        names = (unicodedata.name(character, "").casefold().replace("-", " "), _LONG.get(character, ""))
        if any(name and name in line for name in names):
            return True
        return any(word in self._words for word in _SHORT.get(character, "").split())
