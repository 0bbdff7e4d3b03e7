"""Names of the vault that look like one that is missing: the same letters, or a slip or two away.

No break is compared with every note. Names are found by their letters and digits alone, and, for slips, by pieces:
of three pieces of a name at least one survives two slips of the pen (Pass-Join, Li et al. 2011).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property

from vaultlint.pattern import Pattern

_DROPPED = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) not in "+#"}
_NOT_DIGIT = Pattern(r"\D+")
_PIECES = 3
_MOST_SLIPS = 2
#: Names of a shape that very many share (dates, numbers) are no evidence of a slip.
_MOST_IN_BUCKET = 50


def squash(name: str) -> str:
    """Letters and digits without accents and case, `+` and `#`: what remains when only lesser punctuation differs."""
    if name.isascii():
        return name.lower().translate(_DROPPED)
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in folded if one.isalnum() or one in "+#" or _is_vowel_sign(one))


def _is_vowel_sign(character: str) -> bool:
    """Marks that spell words, as in Devanagari or Thai; accents and emoji selectors do not."""
    if character < "\u0370" or "\ufe00" <= character <= "\ufe0f":
        return False
    return unicodedata.category(character)[0] == "M"


def slips_allowed(length: int) -> int:
    """How many wrong, missing, added or swapped letters a name of this length may have and still be meant."""
    return 0 if length < 6 else 1 if length < 10 else _MOST_SLIPS


class SimilarNames:
    """Names, given as (name, value), found by names that resemble them."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._by_squash: dict[str, list[str]] = {}
        self._cut: dict[tuple[str, int], dict[tuple[int, str], list[str]]] = {}
        for name, value in names:
            if key := squash(name):
                self._by_squash.setdefault(key, []).append(value)

    def same_letters(self, name: str) -> list[str]:
        """The values of names that differ in punctuation, blanks, accents or case alone."""
        return sorted(self._by_squash.get(squash(name), ()))

    def a_slip_away(self, name: str) -> list[str]:
        """The values of the names nearest in spelling; none differs in a digit: that is another date or version."""
        wanted = squash(name)
        allowed = slips_allowed(len(wanted))
        if not allowed:
            return []
        from rapidfuzz.distance import OSA

        best: list[str] = []
        for key in self._candidates(wanted, _digits(wanted)):
            distance = OSA.distance(wanted, key, score_cutoff=allowed)
            if distance < allowed:
                allowed, best = distance, [key]
            elif distance == allowed:
                best.append(key)
        return sorted(value for key in set(best) for value in self._by_squash[key])

    @cached_property
    def _groups(self) -> dict[tuple[str, int], list[str]]:
        """Squashed names by their digits and length."""
        found: dict[tuple[str, int], list[str]] = {}
        for key in self._by_squash:
            found.setdefault((_digits(key), len(key)), []).append(key)
        return found

    def _pieces(self, digits: str, length: int) -> dict[tuple[int, str], list[str]]:
        """(number of the piece, piece) → the names of one group; cut up when the group is first asked for."""
        group = (digits, length)
        known = self._cut.get(group)
        if known is None:
            known = self._cut[group] = {}
            for key in self._groups.get(group, ()):
                for number, start, end in _cuts(length):
                    known.setdefault((number, key[start:end]), []).append(key)
        return known

    def _candidates(self, wanted: str, digits: str) -> set[str]:
        found: set[str] = set()
        for length in range(len(wanted) - _MOST_SLIPS, len(wanted) + _MOST_SLIPS + 1):
            pieces = self._pieces(digits, length)
            for number, start, end in _cuts(length) if pieces else ():
                for shift in range(max(-_MOST_SLIPS, -start), min(_MOST_SLIPS, len(wanted) - end) + 1):
                    bucket = pieces.get((number, wanted[start + shift : end + shift]), ())
                    if len(bucket) <= _MOST_IN_BUCKET:
                        found.update(bucket)
        return found


def _digits(key: str) -> str:
    return "" if key.isalpha() else str(_NOT_DIGIT.sub("", key))


def _cuts(length: int) -> Iterator[tuple[int, int, int]]:
    """A name of this length cut into pieces of nearly the same size: (number, start, end)."""
    for number in range(_PIECES):
        start, end = length * number // _PIECES, length * (number + 1) // _PIECES
        if start < end:
            yield number, start, end
