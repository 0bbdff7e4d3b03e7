"""All files of a vault by path and by name, compared as Obsidian compares them.

Sources: behaviour audits of Obsidian 1.12 (case never counts, on any system; no-break blanks are blanks; NFC), Tasks
plugin's dump of the metadata cache ("link in task wikilink different case").
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator


def path_key(text: str) -> str:
    """The form in which paths and link texts are compared: NFC, no-break blanks as blanks, lower case (no folding)."""
    return text.lower() if text.isascii() else plain_form(text).lower()


def plain_form(text: str) -> str:
    """NFC with no-break blanks as blanks, case kept."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\u202f", " "))


def name_key(linkpath: str) -> str:
    """The name of the note that a link asks for, as it is compared: without folder and `.md`."""
    return path_key(linkpath).rpartition("/")[2].removesuffix(".md")


class FileIndex:
    """Files by key. `paths` are vault-relative with `/`; dot-files and dot-folders are left out by the caller.

    `collides` tells that some have one key. Of files whose paths differ only in case or Unicode form the first in path
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
        """Whether a link names a folder, from the root or from the folder of the file that it stands in."""
        if self._folders is None:
            self._folders = set()
            for key in self._paths:
                while (key := key.rpartition("/")[0]) and key not in self._folders:
                    self._folders.add(key)
        folder = link_key.strip("/")
        parts = [path_key(source).rpartition("/")[0], *folder.split("/")]
        return folder in self._folders or posixpath.normpath("/".join(filter(None, parts))) in self._folders

    @property
    def names(self) -> Iterable[str]:
        """The keys of all names."""
        return self._names.keys()
