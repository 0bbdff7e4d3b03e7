"""Data shared by several states of one vault: indexes of file names and notes, and git's history of missing files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vaultlint.resolution.file_index import FileIndex
from vaultlint.resolution.resolver import Resolver
from vaultlint.settings import VaultSettings

if TYPE_CHECKING:
    from vaultlint.facts import Facts
    from vaultlint.resolution.git_history import GitView
    from vaultlint.resolution.similar_names import NearestFiles, SimilarNames
    from vaultlint.vault.commit_dates import CommitDates


def resolver_for(settings: VaultSettings, index: FileIndex) -> Resolver:
    """Return a resolver over these files that reads links as the flavor of the vault asks for."""
    if settings.flavor == "commonmark":
        from vaultlint.resolution.commonmark import CommonMarkResolver

        return CommonMarkResolver(index, settings.site_root)
    return Resolver(index)


class FileNames:
    """The names of all files of a vault, indexed. Every state of the vault with these files may use the same object."""

    def __init__(self, paths: Iterable[str], settings: VaultSettings | None = None) -> None:
        self.paths = paths
        self.index = FileIndex(paths)
        self.resolver = resolver_for(settings or VaultSettings(), self.index)

    @cached_property
    def in_order(self) -> list[str]:
        """All paths, sorted."""
        return sorted(self.index)

    @cached_property
    def similar_notes(self) -> SimilarNames:
        """Search for notes by a misspelled name, without `.md`."""
        from vaultlint.resolution.similar_names import SimilarNames

        return SimilarNames((name[:-3], name) for name in self.index.names if name.endswith(".md"))

    @cached_property
    def similar_files(self) -> SimilarNames:
        """Search for all other files by a misspelled name, with its extension."""
        from vaultlint.resolution.similar_names import SimilarNames

        return SimilarNames((name, name) for name in self.index.names if not name.endswith(".md"))

    @cached_property
    def files_by_stem(self) -> dict[str, list[str]]:
        """The keys of the names of files that are not notes, by name without extension."""
        found: dict[str, list[str]] = {}
        for name in self.index.names:
            if not name.endswith(".md"):
                found.setdefault(name.rpartition(".")[0] or name, []).append(name)
        return found

    @cached_property
    def nearest(self) -> NearestFiles:
        """Of the files of one name, those that a broken link most likely meant."""
        from vaultlint.resolution.similar_names import NearestFiles

        return NearestFiles(self.index)


class NoteIndexes:
    """Indexes over the facts of all notes: built on first use, then updated note by note.

    Report changes with `note_changed`; only the changed note is examined again.
    """

    def __init__(self) -> None:
        self._by_kind: dict[str, tuple[FileNames | None, NoteIndex]] = {}

    def note_changed(self, path: str) -> None:
        """Look at a note anew, which may have come or gone."""
        for _, index in self._by_kind.values():
            index.stale.add(path)

    def get(self, kind: str, names: FileNames | None = None) -> NoteIndex:
        """Return the index of a kind, maybe empty yet; a new one if it depends on `names` and these are others now."""
        known = self._by_kind.get(kind)
        if known is None or known[0] is not names:
            known = self._by_kind[kind] = (names, NoteIndex())
        return known[1]

    def copy(self) -> NoteIndexes:
        """Return indexes in the same state, for a state of the vault that goes its own way."""
        copy = NoteIndexes()
        copy._by_kind = {kind: (names, index.copy()) for kind, (names, index) in self._by_kind.items()}
        return copy


class NoteIndex:
    """Keys that notes have: which notes have a key, and how many."""

    def __init__(self) -> None:
        self.stale: set[str] = set()
        self._keys: dict[str, frozenset[str]] | None = None  # note -> its keys, of those that have any
        self._notes: dict[str, str | frozenset[str]] = {}  # key -> the notes that have it, most often one

    def copy(self) -> NoteIndex:
        copy = NoteIndex()
        copy.stale = set(self.stale)
        copy._keys, copy._notes = dict(self._keys) if self._keys is not None else None, dict(self._notes)
        return copy

    def notes(self, key: str) -> list[str]:
        """Return the notes that have a key, sorted."""
        found = self._notes.get(key, ())
        return [found] if isinstance(found, str) else sorted(found)

    def count(self, key: str) -> int:
        found = self._notes.get(key, ())
        return 1 if isinstance(found, str) else len(found)

    def update(
        self,
        notes: Callable[[], Iterable[Facts]],
        facts: Callable[[str], Facts | None],
        keys: Callable[[Facts], Iterable[str]],
    ) -> None:
        """Add all notes at first, later the stale ones."""
        if self._keys is None:
            self._fill((each.path, frozenset(keys(each))) for each in notes())
        else:
            for path in self.stale:
                there = facts(path)
                self._put(path, frozenset(keys(there)) if there is not None else frozenset())
        self.stale.clear()

    def _fill(self, found: Iterable[tuple[str, frozenset[str]]]) -> None:
        own = {path: keys for path, keys in found if keys}
        notes: dict[str, list[str]] = {}
        for path, keys in own.items():
            for key in keys:
                notes.setdefault(key, []).append(path)
        self._keys = own
        self._notes = {key: paths[0] if len(paths) == 1 else frozenset(paths) for key, paths in notes.items()}

    def _put(self, path: str, keys: frozenset[str]) -> None:
        assert self._keys is not None
        before = self._keys.pop(path, frozenset())
        for key in before ^ keys:
            found = self._notes.pop(key, frozenset())
            found = frozenset({found} if isinstance(found, str) else found) ^ {path}
            if found:
                self._notes[key] = next(iter(found)) if len(found) == 1 else found
        if keys:
            self._keys[path] = keys


def is_note(path: str) -> bool:
    """Return whether a file is a note or a canvas, which have facts."""
    return path.lower().endswith((".md", ".canvas"))


class GitHistory:
    """Git's history of files that are missing. Git runs when the first link turns out to be broken."""

    def __init__(self, root: Path, view: GitView | None = None) -> None:
        self._root = root
        self._view = view

    @cached_property
    def view(self) -> GitView | None:
        """Git's view of the folder; None outside a work tree."""
        from vaultlint.resolution.git_history import open_view

        return self._view or open_view(self._root)

    @cached_property
    def gone(self) -> tuple[Resolver, ...]:
        """Resolvers of links over the files that are gone: since HEAD, then ever."""
        return tuple(map(Resolver, self.view.indexes)) if self.view is not None else ()

    @cached_property
    def dates(self) -> CommitDates:
        """The dates of commits. Git runs when they are first asked for."""
        from vaultlint.vault.commit_dates import CommitDates

        return CommitDates(self._root)
