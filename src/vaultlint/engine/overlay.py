"""Contents and names of files that differ from the disk: edited, staged, renamed, created, deleted."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vaultlint.engine.check_note import LARGEST_NOTE, read_file
from vaultlint.vault.files import Tree


class OverlaySnapshot(NamedTuple):
    """The state of an overlay at some moment."""

    tree: Tree
    given: dict[str, bytes]
    edited: dict[str, bytes]
    names: dict[str, str]
    deleted: frozenset[str]


class Overlay:
    """The files of a vault as they would be if everything in memory were written.

    `given` are contents that stand in for the disk from the start: the index of git, or standard input. Edits lie over
    them, and `clear` brings them back. Paths are relative to the vault, with `/`.
    """

    def __init__(self, tree: Tree, given: Mapping[str, bytes] | None = None) -> None:
        self._tree = tree
        self._folder = os.path.join(tree.root, "")
        self._given = dict(given or {})
        self._edited: dict[str, bytes] = {}
        self._names: dict[str, str] = {}  # name in the overlay -> name on the disk, where they differ
        self._deleted: frozenset[str] = frozenset()
        self._listed: set[str] | None = None  # the files of the tree, made when first needed

    @property
    def root(self) -> Path:
        return self._tree.root

    @property
    def tree(self) -> Tree:
        """All files by their names in the overlay. A rename makes a new object."""
        return self._tree

    @property
    def edited(self) -> Mapping[str, bytes]:
        """Path -> bytes of every file with an edit."""
        return MappingProxyType(self._edited)

    @property
    def is_saved(self) -> bool:
        """Whether everything is as on the disk."""
        return not (self._edited or self._given or self._names or self._deleted)

    def is_as_on_disk(self, path: str) -> bool:
        """Whether a file has the contents that the file of this name has on the disk."""
        return not (path in self._edited or path in self._given or path in self._names or path in self._deleted)

    def on_disk(self, path: str) -> str:
        """The name that a file has on the disk."""
        return self._names.get(path, path)

    def location(self, path: str) -> str:
        """The absolute name of a file on the disk. (Joining names as `Path`s takes longer than reading a note.)."""
        return f"{self._folder}{self._names.get(path, path)}"

    def read_bytes(self, path: str, largest: int | None = None) -> bytes:
        """The bytes of a file.

        Raises:
            OSError: it cannot be read, or lies on the disk with more than `largest` bytes.

        """
        data = self._edited.get(path)
        if data is None:
            data = self._given.get(path)
        if data is not None:
            return data
        if path in self._deleted:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        if path in self._tree.names_only:
            raise PermissionError(errno.EACCES, "a symbolic link leads out of the vault", path)
        return read_file(self.location(path), largest)

    def read_start(self, path: str, size: int) -> bytes:
        """The first `size` bytes of a file, all if it is negative; b"" if it cannot be read."""
        try:
            data = self.read_bytes(path, LARGEST_NOTE)
        except OSError:
            return b""
        return data if size < 0 else data[:size]

    def read_text(self, path: str) -> str | None:
        """The text that rows, columns and edits count in; None if the file cannot be read.

        Of a file that is not UTF-8 each byte counts as one character.
        """
        try:
            data = self.read_bytes(path)
        except OSError:
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("latin-1")

    def set(self, path: str, data: bytes) -> None:
        """Edit a file, or create one."""
        self._edited[path] = data
        self._list(path)

    def clear(self, path: str) -> None:
        """Drop the edit of a file; it is then listed if, and only if, it exists without the edit."""
        self._edited.pop(path, None)
        if path in self._given or os.path.isfile(self.location(path)):
            self._list(path)
        else:
            self._unlist(path)

    def delete(self, path: str) -> None:
        """Remove a file from the vault; `set` and `clear` bring it back."""
        self._edited.pop(path, None)
        self._unlist(path)
        self._deleted |= {path}

    def rename(self, old: str, new: str) -> dict[str, str]:
        """Give a file or folder another name.

        Returns:
            Every file that moves, old name -> new name.

        """
        files = self._tree.files
        moved = {path: new + path[len(old) :] for path in files if path == old or path.startswith(old + "/")}
        origins = {after: self._names.pop(path, path) for path, after in moved.items()}
        self._names.update({path: origin for path, origin in origins.items() if path != origin})
        for contents in (self._edited, self._given):
            contents.update({moved[path]: contents.pop(path) for path in moved if path in contents})
        self._deleted -= frozenset(moved.values())
        self._replace_files(sorted(moved.get(path, path) for path in files))
        if self._tree.names_only:
            self._tree.names_only = {moved.get(path, path) for path in self._tree.names_only}
        return moved

    def copy(self) -> Overlay:
        """An overlay in the same state, over the same files on the disk."""
        copy = Overlay(self._tree)
        copy.restore(self.snapshot())
        return copy

    def snapshot(self) -> OverlaySnapshot:
        """The state that `restore` brings back."""
        return OverlaySnapshot(self._tree, dict(self._given), dict(self._edited), dict(self._names), self._deleted)

    def restore(self, snapshot: OverlaySnapshot) -> None:
        """Revert everything since the snapshot."""
        self._tree, self._deleted, self._listed = snapshot.tree, snapshot.deleted, None
        self._given, self._edited, self._names = dict(snapshot.given), dict(snapshot.edited), dict(snapshot.names)

    def lists(self, path: str) -> bool:
        """Whether the vault has a file of that name."""
        if self._listed is None:
            self._listed = set(self._tree.files)
        return path in self._listed

    def _list(self, path: str) -> None:
        self._deleted -= {path}
        if not self.lists(path):
            self._replace_files(sorted([*self._tree.files, path]))

    def _unlist(self, path: str) -> None:
        if self.lists(path):
            self._replace_files([each for each in self._tree.files if each != path])

    def _replace_files(self, files: list[str]) -> None:
        self._tree, self._listed = replace(self._tree, files=files), None
