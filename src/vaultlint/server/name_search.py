"""Names that fit what was typed, the best first, out of ten thousands.

The names lie one below the other in one text, the best first, so that a search is one for a string, and ends as soon
as enough are found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from vaultlint.resolution.file_index import path_key


class Name(NamedTuple):
    """A name of a file: its path without `.md`, or an alias."""

    label: str
    path: str
    alias: str = ""


class Match(NamedTuple):
    """A name that fits. A smaller `rank` fits better."""

    rank: int
    name: Name


#: How a name fits: it begins with what was typed, holds it, its folders hold it, it has the letters in their order.
_BEGINS, _HOLDS, _IN_FOLDER, _LETTERS = range(4)


class NameSearch:
    """Search among names; of those that fit equally well shorter ones come first."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = sorted(names, key=lambda name: (len(name.label), name.path, name.label))
        keys = [path_key(name.label).replace("\n", " ") for name in self._names]
        self._paths = _Lines(keys)
        self._last_parts = _Lines([key.rpartition("/")[2] for key in keys])

    def find(self, typed: str, most: int) -> list[Match]:
        """At most so many names, the best first; the shortest of all if nothing was typed."""
        wanted = path_key(typed).strip().replace("\n", " ")
        if not wanted:
            return [Match(_HOLDS, name) for name in self._names[:most]]
        found: dict[int, int] = {}  # number of a name -> its rank
        for rank, numbers in self._search(wanted):
            for number in numbers:
                found.setdefault(number, rank)
                if len(found) >= most:
                    break
            if len(found) >= most:
                break
        return [Match(rank, self._names[number]) for number, rank in found.items()]

    def _search(self, wanted: str) -> Iterator[tuple[int, Iterator[int]]]:
        yield _BEGINS, self._last_parts.holding("\n" + wanted)
        yield _HOLDS, self._last_parts.holding(wanted)
        yield _IN_FOLDER, self._paths.holding(wanted)
        yield _LETTERS, self._paths.with_letters(wanted)


class _Lines:
    """Lines of a text, by number."""

    def __init__(self, lines: list[str]) -> None:
        self._text = "\n" + "\n".join(lines) + "\n"
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))

    def holding(self, text: str) -> Iterator[int]:
        """The lines that hold a text, in order; it may begin with the line end before."""
        at = self._text.find(text)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            if number + 1 >= len(self._starts):
                return
            yield number
            at = self._text.find(text, self._starts[number + 1])

    def with_letters(self, text: str) -> Iterator[int]:
        """The lines that have the letters of a text in their order, in order; spaces do not count."""
        # Each part takes all that is before the next letter, so there is one way to match and nothing is tried twice.
        parts = (rf"[^\n{re.escape(letter)}]*+{re.escape(letter)}" for letter in text if letter != " ")
        pattern = re.compile(rf"(?<=\n)(?>{''.join(parts)})")
        for match in pattern.finditer(self._text):
            yield bisect_right(self._starts, match.start() - 1) - 1
