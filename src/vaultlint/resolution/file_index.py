"""Files of one name, put in order once: whose path ends as a link says, and which of these lie in the note's folder.

A vault may hold as many `index.md` as it has folders, and a link to `index` in each. Looking through all of them for
each link would be quadratic, so whatever depends on the link alone is kept, and a folder is a stretch of sorted paths.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, overload

from vaultlint.linking.index import path_key

#: The character behind `/`: a folder's files are those between `folder/` and `folder0`.
_BEHIND_SLASH = chr(ord("/") + 1)


class Others(Sequence[str]):
    """`paths` without a few of them; nothing is copied, so that each folder may have its own."""

    __slots__ = ("_left_out", "_paths")

    def __init__(self, paths: tuple[str, ...], left_out: frozenset[str]) -> None:
        self._paths, self._left_out = paths, left_out

    def __len__(self) -> int:
        return len(self._paths) - len(self._left_out)

    def __iter__(self) -> Iterator[str]:
        return (path for path in self._paths if path not in self._left_out)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        if isinstance(at, int) and 0 <= at < len(self):
            return next(islice(self, at, None))
        return tuple(self)[at]


class _Alike(NamedTuple):
    """The files that a link's text fits: by key, and in Obsidian's order with each path's place in it."""

    keyed: list[tuple[str, str]]
    ordered: tuple[str, ...]


class Namesakes:
    """The files of one name, each once."""

    __slots__ = ("_alike", "_backwards", "_keyed")

    def __init__(self, paths: Iterable[str]) -> None:
        self._keyed = sorted((path_key(path), path) for path in paths)
        self._backwards: list[tuple[str, int]] = []
        self._alike: dict[str, _Alike] = {}

    def ending_in(self, link: str, folder: str) -> tuple[tuple[str, ...], Sequence[str]]:
        """(the files between which the order decides, winner first; the others) for a link from `folder`, all as keys.

        The files at or below the folder come before all others; the first is empty if no path ends in the link.
        """
        alike = self._alike.get(link)
        if alike is None:
            alike = self._alike[link] = self._all_ending_in(link)
        keyed, ordered = alike
        if folder and len(keyed) > 1:
            start = bisect_left(keyed, (folder + "/",))
            end = bisect_left(keyed, (folder + _BEHIND_SLASH,), start)
            if 0 < end - start < len(keyed):
                near = in_order(path for _, path in keyed[start:end])
                return near, Others(ordered, frozenset(near))
        return ordered, ()

    def besides(self, path: str, link: str) -> Sequence[str]:
        """The files that the link fits as well, without the one that it leads to."""
        alike = self._alike.get(link)
        if alike is None:
            alike = self._alike[link] = self._all_ending_in(link)
        return Others(alike.ordered, frozenset((path,))) if len(alike.ordered) > 1 else ()

    def _all_ending_in(self, link: str) -> _Alike:
        keyed = self._keyed
        if "/" in link:
            if not self._backwards:
                self._backwards = sorted((_reversed(key), place) for place, (key, _) in enumerate(keyed))
            wanted = _reversed(link)
            start = bisect_left(self._backwards, (wanted,))
            end = bisect_left(self._backwards, (wanted[:-1] + _BEHIND_SLASH,), start)
            keyed = [keyed[place] for place in sorted(place for _, place in self._backwards[start:end])]
        return _Alike(keyed, in_order(path for _, path in keyed))


def _reversed(key: str) -> str:
    """The segments of a path from its end, a slash behind each."""
    return "/".join(reversed(key.split("/"))) + "/"


def in_order(paths: Iterable[str]) -> tuple[str, ...]:
    """Shorter paths first; Obsidian leaves the order of equally long ones open."""
    return tuple(sorted(paths, key=lambda path: (len(path), path)))
