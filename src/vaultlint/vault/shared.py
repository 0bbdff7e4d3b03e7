"""What several states of one vault share: indexes of its file names, and what git knows of files that are gone."""

from __future__ import annotations

from collections.abc import Iterable
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
        self.missing: dict[str, tuple[Facts, frozenset[str]]] = {}
        """Note -> its facts when it was asked, and the keys of the missing notes that it links to: that depends on
        nothing but its links and the names."""

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
