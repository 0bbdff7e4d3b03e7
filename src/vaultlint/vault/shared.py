"""What several states of one vault share: indexes of file names and of notes, and git's word on files that are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vaultlint.resolution.file_index import FileIndex, path_key
from vaultlint.resolution.resolver import Resolver
from vaultlint.settings import VaultSettings

if TYPE_CHECKING:
    from vaultlint.facts import Facts
    from vaultlint.resolution.git_history import GitView
    from vaultlint.resolution.similar_names import NearestFiles, SimilarNames


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
        """Search for notes by a misspelt name, without `.md`."""
        from vaultlint.resolution.similar_names import SimilarNames

        return SimilarNames((name[:-3], name) for name in self.index.names if name.endswith(".md"))

    @cached_property
    def similar_files(self) -> SimilarNames:
        """Search for all other files by a misspelt name, with its extension."""
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
    """What is counted over the facts of all notes: made when first asked for, then brought up to date note by note.

    Whoever changes a note says so by `note_changed`; only that note is looked at again.
    """

    def __init__(self) -> None:
        self._aliases = _ByNote()
        self._missing = _ByNote()
        self._titles = _ByNote()
        self._names: FileNames | None = None  # those under which notes are missing

    def note_changed(self, path: str) -> None:
        """Look at a note anew, which may have come or gone."""
        self._aliases.stale.add(path)
        self._missing.stale.add(path)
        self._titles.stale.add(path)

    def aliases(self, notes: Callable[[], Iterable[Facts]], facts: Callable[[str], Facts | None]) -> _ByNote:
        """Return the index of aliases, by their keys. `notes` gives those that may have any, `facts` those of one."""
        self._aliases.update(notes, facts, lambda one: (path_key(alias) for alias in one.aliases))
        return self._aliases

    def titles(
        self,
        notes: Callable[[], Iterable[Facts]],
        facts: Callable[[str], Facts | None],
        titles: Callable[[Facts], Iterable[str]],
    ) -> _ByNote:
        """Return the index of what links to the web are called."""
        self._titles.update(notes, facts, titles)
        return self._titles

    def missing(
        self,
        names: FileNames,
        notes: Callable[[], Iterable[Facts]],
        facts: Callable[[str], Facts | None],
        missing: Callable[[Facts], Iterable[str]],
    ) -> _ByNote:
        """Return the index of missing notes that notes link to, which depends on the names of the files as well."""
        if self._names is not names:
            self._names, self._missing = names, _ByNote()
        self._missing.update(notes, facts, missing)
        return self._missing


class _ByNote:
    """Keys that notes have: which notes have a key, and how many."""

    def __init__(self) -> None:
        self.stale: set[str] = set()
        self._keys: dict[str, frozenset[str]] | None = None  # note -> its keys, of those that have any
        self._notes: dict[str, str | set[str]] = {}  # key -> the notes that have it, most often one

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
        """Take all notes at first, later those that are stale."""
        if self._keys is None:
            found = [(each.path, frozenset(keys(each))) for each in notes()]
            self._keys = {}
            for path, own in found:
                self._put(path, own)
        else:
            for path in self.stale:
                there = facts(path) if is_note(path) else None
                self._put(path, frozenset(keys(there)) if there is not None else frozenset())
        self.stale.clear()

    def _put(self, path: str, keys: frozenset[str]) -> None:
        assert self._keys is not None
        before = self._keys.pop(path, frozenset())
        for key in before - keys:
            found = self._notes[key]
            if isinstance(found, str) or found == {path}:
                del self._notes[key]
            else:
                found.discard(path)
        for key in keys - before:
            found = self._notes.setdefault(key, path)
            if isinstance(found, set):
                found.add(path)
            elif found != path:
                self._notes[key] = {found, path}
        if keys:
            self._keys[path] = keys


def is_note(path: str) -> bool:
    """Return whether a file is a note or a canvas, which have facts."""
    return path.lower().endswith((".md", ".canvas"))


class GitHistory:
    """What git knows of files that the vault no longer has. Git runs when the first link turns out to be broken."""

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
