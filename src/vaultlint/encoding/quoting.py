"""Mojibake that is quoted on purpose: documentation of encodings, release notes, questions about it."""

from __future__ import annotations

import re
from typing import Final

from vaultlint.encoding.candidates import Candidate
from vaultlint.pattern import Pattern

_ENCODINGS: Final = Pattern(
    r"mojibake|\b(?:encodings?|charsets?|code ?pages?|utf-?8|unicode|ftfy)\b"
    r"|\b(?:windows|cp|iso|latin|mac)[- ]?(?:125\d|8859|1\b|roman)",
    re.IGNORECASE,
)
_QUOTES: Final = frozenset("\"'`“”„‘’‚«»‹›")


def quoted(one: Candidate, text: str, about: bool) -> bool:
    """Whether two things say so: quotes right around it, the right form on its line, a note `about` encodings."""
    before, after = text[one.start - 1 : one.start], text[one.end : one.end + 1]
    signs = about + (before in _QUOTES and after in _QUOTES and bool(before) and bool(after))
    if signs == 2 or not one.result.strip():
        return signs == 2
    return bool(signs) and twin(one, text)


def twin(one: Candidate, text: str, reach: int = 300) -> bool:
    """Whether the repaired form stands on the same line, not far away."""
    left = text[max(0, one.start - reach) : one.start].rpartition("\n")[2]
    right = text[one.end : one.end + reach].partition("\n")[0]
    return one.result in left or one.result in right


def about_encodings(text: str) -> bool:
    return _ENCODINGS.search(text) is not None
