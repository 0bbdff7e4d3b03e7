"""Files by name: those whose path ends as a link says, and those in the note's folder.

A vault may hold as many `index.md` as it has folders, and a link to `index` in each. Looking through all of them for
each link would be quadratic, so whatever depends on the link alone is kept, and a folder is a stretch of sorted paths.
"""

from __future__ import annotations

import posixpath
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, overload


def path_key(text: str) -> str:
    """The form in which paths and link texts are compared: NFC, no-break spaces as spaces, lower case (no folding)."""
    return text.lower() if text.isascii() else plain_form(text).lower()


def plain_form(text: str) -> str:
    """NFC with no-break spaces as spaces, case kept."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\u202f", " "))


def name_key(linkpath: str) -> str:
    """The name of the note that a link asks for, as it is compared: without folder and `.md`."""
    return path_key(linkpath).rpartition("/")[2].removesuffix(".md")


class FileIndex:
    """Files by key. `paths` are vault-relative with `/`; dot-files and dot-folders are left out by the caller.

    `collides` means that some have one key. Of files whose paths differ only in case or Unicode form the first in path
    order is the one that a path finds.
    """

    __slots__ = ("_folders", "_names", "_paths", "collides")

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._paths: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}
        self._folders: set[str] | None = None  # the keys of all folders, once somebody asked
        self.collides = False
        known, names = self._paths, self._names
        for path in paths:
            key = path.lower() if path.isascii() else path_key(path)
            if known.setdefault(key, path) != path:
                known[key] = min(known[key], path)
                self.collides = True
            name = key.rpartition("/")[2]
            same = names.get(name)
            if same is None:
                names[name] = [path]
            else:
                same.append(path)

    def __len__(self) -> int:
        return sum(map(len, self._names.values()))

    def __iter__(self) -> Iterator[str]:
        """All paths, those of one name together."""
        for same in self._names.values():
            yield from same

    def __contains__(self, path: object) -> bool:
        """Whether there is a file of exactly this path."""
        if not isinstance(path, str):
            return False
        found = self._paths.get(key := path_key(path))
        return found == path or (found is not None and path in self._names[key.rpartition("/")[2]])

    def at(self, key: str) -> str | None:
        """The file whose path has this key."""
        return self._paths.get(key)

    def named(self, key: str) -> list[str]:
        """The files whose name, with its extension, has this key."""
        return self._names.get(key, [])

    def has_folder(self, link_key: str, source: str) -> bool:
        """Whether a link names a folder, from the root or from the folder of the file that it is in."""
        if self._folders is None:
            self._folders = set()
            for key in self._paths:
                while (key := key.rpartition("/")[0]) and key not in self._folders:
                    self._folders.add(key)
        folder = link_key.strip("/")
        if not folder or posixpath.normpath(folder) == ".":
            return True
        parts = [path_key(source).rpartition("/")[0], *folder.split("/")]
        path = posixpath.normpath("/".join(filter(None, parts)))
        return folder in self._folders or path in self._folders or path == "."

    @property
    def names(self) -> Iterable[str]:
        """The keys of all names."""
        return self._names.keys()


#: The character after `/`: a folder's files are those between `folder/` and `folder0`.
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
    """The segments of a path from its end, a slash after each."""
    return "/".join(reversed(key.split("/"))) + "/"


def in_order(paths: Iterable[str]) -> tuple[str, ...]:
    """Shorter paths first; Obsidian leaves the order of equally long ones open."""
    return tuple(sorted(paths, key=lambda path: (len(path), path)))
