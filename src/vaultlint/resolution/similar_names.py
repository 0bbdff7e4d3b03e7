"""Names of the vault that are similar to a missing one: the same letters, or a typo or two away.

No break is compared with every note. Names are found by their letters and digits alone, and, for slips, by pieces:
of three pieces of a name at least one survives two slips of the pen (Pass-Join, Li et al. 2011).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import merge
from itertools import chain, islice

from vaultlint.pattern import Pattern
from vaultlint.resolution.file_index import FileIndex, in_order

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


#: A shorter name with one letter changed is another word.
_SHORTEST = 6
#: Two slips in one name are further apart than this.
_WHOLE_CHANGE = 3


def slips_allowed(length: int, shortest: int = _SHORTEST) -> int:
    """Number of wrong, missing, added or swapped letters allowed in a name of this length."""
    return 0 if length < shortest else 1 if length < 10 else _MOST_SLIPS


#: Chinese characters, kana and Hangul: one of them is a word or a syllable of its own, not a letter.
_WORD_CHARACTER = Pattern(
    "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff]"
)


def differ_in_a_word(one: str, other: str) -> bool:
    """Return whether the difference of two names makes another word of one, instead of being a slip of the pen.

    So does a character that is a word, another first or last letter of a word, and a change of several letters in a row
    that are not the same ones in another order.
    """
    one, other = (unicodedata.normalize("NFC", name).casefold() for name in (one, other))
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    tail = 0
    while tail < min(len(one), len(other)) - start and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    ours, theirs = one[start : len(one) - tail], other[start : len(other) - tail]
    if _WORD_CHARACTER.search(ours + theirs):
        return True
    if not ours or not theirs or not (ours + theirs).isalpha() or sorted(squash(ours)) == sorted(squash(theirs)):
        return False
    at_edge = not one[start - 1 : start].isalpha() or not one[len(one) - tail :][:1].isalpha()
    return 1 < max(len(ours), len(theirs)) <= _WHOLE_CHANGE or (at_edge and len(ours) == len(theirs) == 1)


class SimilarNames:
    """Names, given as (name, value), found by names that resemble them."""

    def __init__(self, names: Iterable[tuple[str, str]], shortest: int = _SHORTEST) -> None:
        self._shortest = shortest
        self._by_squash: dict[str, list[str]] = {}
        self._cut: dict[tuple[str, int], dict[tuple[int, str], list[str]]] = {}
        for name, value in names:
            if key := squash(name):
                self._by_squash.setdefault(key, []).append(value)

    def same_letters(self, name: str) -> list[str]:
        """The values of names that differ in punctuation, spaces, accents or case alone."""
        return sorted(self._by_squash.get(squash(name), ()))

    def a_slip_away(self, name: str) -> list[str]:
        """The values of the names nearest in spelling; none differs in a digit: that is another date or version."""
        wanted = squash(name)
        allowed = slips_allowed(len(wanted), self._shortest)
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


#: How many files are named; beyond that, only the number is given.
_BEST = 3
#: From here on an order of all files in a folder of a name is worth keeping.
_MANY = 64


class NearestFiles:
    """The files of an index by their names; those of the same names are put in order once."""

    def __init__(self, index: FileIndex) -> None:
        self._index = index
        self._ranked: dict[tuple[str, ...], _Ranked] = {}

    def find(self, names: Sequence[str], linkpath: str) -> tuple[tuple[str, ...], int]:
        """(the files with one of these names that a link most likely meant, best first; how many there are in all)."""
        known = tuple(names)
        ranked = self._ranked.get(known)
        if ranked is None:
            paths = [path for name in names for path in self._index.named(name)]
            if len(paths) < 2:
                return tuple(paths), len(paths)
            ranked = self._ranked[known] = _Ranked(paths)
        return ranked.best(linkpath), len(ranked.paths)

    def in_same_folder(self, names: Sequence[str], linkpath: str) -> tuple[str, ...]:
        """The files with one of these names whose folder has the name of a link's last folder."""
        ranked = self._ranked.get(tuple(names))
        return ranked.in_folder(linkpath) if ranked is not None else ()


class _Ranked:
    """Files in order of length, the rank of those that share no folder with a link."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = in_order(paths)
        self._inside: dict[str, list[int]] = {}
        self._directly_in: dict[str, list[int]] = {}
        self._orders: dict[frozenset[str], tuple[Counter[int], list[int]]] = {}
        for place, path in enumerate(self.paths):
            self._directly_in.setdefault(_own_folder(path), []).append(place)
            for folder in _folders(path):
                self._inside.setdefault(folder, []).append(place)

    def in_folder(self, linkpath: str) -> tuple[str, ...]:
        return tuple(self.paths[place] for place in self._directly_in.get(_own_folder(linkpath), ()))

    def best(self, linkpath: str) -> tuple[str, ...]:
        """The first few, those first that share the most folders with a link.

        Files of folders that few lie in are counted here; the order of the others is the same for many links.
        """
        wanted = [folder for folder in _folders(linkpath) if folder in self._inside]
        common = frozenset(folder for folder in wanted if len(self._inside[folder]) > _MANY)
        shared, order = self._order(common)
        few = Counter(place for folder in wanted if folder not in common for place in self._inside[folder])
        for place in few:
            few[place] += shared[place]

        def rank(place: int) -> tuple[int, int]:
            return (-few[place] if place in few else -shared[place], place)

        places = merge(sorted(few, key=rank), (one for one in self._all(shared, order) if one not in few), key=rank)
        return tuple(self.paths[place] for place in islice(places, _BEST))

    def _order(self, folders: frozenset[str]) -> tuple[Counter[int], list[int]]:
        """(how many of these folders each file lies in, the files that lie in any, best first)."""
        known = self._orders.get(folders)
        if known is None:
            shared = Counter(chain.from_iterable(self._inside[folder] for folder in folders))
            known = self._orders[folders] = (shared, sorted(shared, key=lambda place: (-shared[place], place)))
        return known

    def _all(self, shared: Counter[int], order: list[int]) -> Iterator[int]:
        yield from order
        yield from (place for place in range(len(self.paths)) if place not in shared)


def _own_folder(path: str) -> str:
    return squash(path.rpartition("/")[0].rpartition("/")[2])


def _folders(path: str) -> set[str]:
    return {squash(part) for part in path.split("/")[:-1]} - {""}
