"""The vault as it will be when some steps have been taken: what a plan of several steps is made on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vaultlint.writing.target import is_named_exactly


class View:
    """Files on the disk, seen through writes and renames that are only intended. Names are in the vault, with `/`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._contents: dict[str, bytes | None] = {}
        self._renames: list[tuple[str, str]] = []

    def copy(self) -> View:
        other = View(self._root)
        other._contents = dict(self._contents)
        other._renames = list(self._renames)
        return other

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, None if there is none. Raises `OSError` for what is there and is no readable file."""
        if name in self._contents:
            return self._contents[name]
        path = self._on_disk(name)
        return path.read_bytes() if path is not None and is_named_exactly(path) else None

    def is_there(self, name: str) -> bool:
        """Whether a file or a folder has this very name."""
        if name in self._contents:
            return self._contents[name] is not None
        if any(content is not None and is_at_or_below(each, name) for each, content in self._contents.items()):
            return True
        path = self._on_disk(name)
        return path is not None and is_named_exactly(path)

    def write(self, name: str, content: bytes | None) -> None:
        self._contents[name] = content

    def rename(self, old: str, new: str) -> None:
        # What is known to be gone from the new name makes room for what comes there.
        self._contents = {
            moved(name, [(old, new)]): content
            for name, content in self._contents.items()
            if not is_at_or_below(name, new)
        }
        self._renames.append((old, new))

    def _on_disk(self, name: str) -> Path | None:
        for old, new in reversed(self._renames):
            if is_at_or_below(name, new):
                name = old + name[len(new) :]
            elif is_at_or_below(name, old):
                return None
        return self._root / name


def is_at_or_below(name: str, folder: str) -> bool:
    """Whether `name` is `folder` or lies in it."""
    return name == folder or name.startswith(folder + "/")


def moved(name: str, renames: Iterable[tuple[str, str]]) -> str:
    """The name a file has after renames of files and folders."""
    for old, new in renames:
        if is_at_or_below(name, old):
            name = new + name[len(old) :]
    return name
