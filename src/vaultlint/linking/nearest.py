"""Which of the files of some names a broken link meant: those whose folders resemble the written ones most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, islice

from vaultlint.linking.index import FileIndex
from vaultlint.resolution.file_index import in_order
from vaultlint.resolution.similar_names import squash

#: How many files are named; of more, only the number is told.
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


class _Ranked:
    """Files in order of length, the rank of those that share no folder with a link."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = in_order(paths)
        self._inside: dict[str, list[int]] = {}
        self._orders: dict[frozenset[str], tuple[Counter[int], list[int]]] = {}
        for place, path in enumerate(self.paths):
            for folder in _folders(path):
                self._inside.setdefault(folder, []).append(place)

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


def _folders(path: str) -> set[str]:
    return {squash(part) for part in path.split("/")[:-1]} - {""}
