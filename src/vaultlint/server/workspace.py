"""The vaults of a workspace: which of them a document belongs to, opened when first needed. In the worker's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vaultlint.errors import Failure
from vaultlint.server.documents import Document
from vaultlint.server.opening import VaultSource
from vaultlint.server.positions import Encoding
from vaultlint.server.uris import path_of
from vaultlint.server.vaults import Changes, VaultState
from vaultlint.server.vocabulary import Vocabulary
from vaultlint.vault.files import CONFIG_NAMES, relative

#: Files whose change may alter every report: settings, configuration, what is ignored, what is accepted.
_SETTINGS = frozenset({*CONFIG_NAMES, "pyproject.toml", ".gitignore", ".vaultlint-baseline.json"})
_OBSIDIAN = ".obsidian"


@dataclass(slots=True)
class OpenVault:
    """A vault with what the server keeps beside it. `root` is the folder that was asked for, which may hold several."""

    state: VaultState
    root: Path
    words: Vocabulary = field(default_factory=Vocabulary)
    unread: list[str] = field(default_factory=list)  # notes whose words are not known yet
    warming: Iterator[None] | None = None  # what is left of `VaultState.warm_up`

    def idle_work(self) -> Iterator[None]:
        """Idle-time work: one step per call, each done once."""
        while self.warming is not None and next(self.warming, self) is not self:
            yield
        self.warming = None
        while self.unread:
            path = self.unread.pop()
            self.words.take(path, self.state.text(path))
            yield


@dataclass(slots=True)
class Workspace:
    """The open vaults.

    notice: called with what the user should know. progress: called with how many of how many notes are checked.
    loaded: called with each vault when all of its notes are checked.
    """

    source: VaultSource
    encoding: Encoding
    notice: Callable[[str], None]
    progress: Callable[[int, int], None]
    loaded: Callable[[OpenVault], None]
    vaults: list[OpenVault] = field(default_factory=list)
    _documents: dict[str, Document] = field(default_factory=dict)
    _located: dict[str, tuple[OpenVault, str] | None] = field(default_factory=dict)

    def locate(self, uri: str) -> tuple[OpenVault, str] | None:
        """The vault of a file and its path there; None if it belongs to none. Its vault is opened if need be."""
        if uri not in self._located:
            path = path_of(uri)
            found = self._find(path) if path is not None else None
            if found is None and path is not None and self._load(path):
                found = self._find(path)
            self._located[uri] = found
        return self._located[uri]

    def _find(self, path: Path) -> tuple[OpenVault, str] | None:
        """The innermost open vault that holds a file."""
        best: tuple[OpenVault, str] | None = None
        for vault in self.vaults:
            inside = relative(vault.state.root, path)
            if inside and (best is None or len(inside) < len(best[1])):
                best = (vault, inside)
        return best

    def add_folder(self, folder: Path) -> list[OpenVault]:
        """Open the vault that holds a folder, and those in it: the ones that were not open before."""
        return self._load(folder)

    def remove_folder(self, folder: Path) -> list[OpenVault]:
        """Close the vaults below a folder."""
        gone = [vault for vault in self.vaults if vault.state.root.is_relative_to(folder)]
        self.vaults = [vault for vault in self.vaults if vault not in gone]
        self._located.clear()
        return gone

    def _load(self, path: Path) -> list[OpenVault]:
        root = self.source.root_of(path)
        if root is None or any(vault.root == root for vault in self.vaults):
            return []
        return self._open(root)

    def _open(self, root: Path) -> list[OpenVault]:
        try:
            opened = self.source.open(root, self.notice)
        except Failure as failure:
            self.notice(str(failure))
            return []
        found = [OpenVault(VaultState(one, self.encoding), root) for one in opened]
        self.vaults += found
        self._located.clear()
        for uri, document in self._documents.items():
            self._attach(uri, document)
        for vault in found:
            vault.state.check_all(self.progress)
            vault.unread = vault.state.notes()
            vault.warming = vault.state.warm_up()
            self.loaded(vault)
        return found

    def reopen(self, root: Path) -> list[tuple[OpenVault, Changes]]:
        """Open the vaults of a root anew, because what holds for all of their notes changed: what is gone since."""
        old = [vault for vault in self.vaults if vault.root == root]
        self.vaults = [vault for vault in self.vaults if vault not in old]
        new = self._open(root)
        if not new:  # a configuration that is being written: what was known stays
            self.vaults += old
            self._located.clear()
            return []
        answers: list[tuple[OpenVault, Changes]] = []
        for vault in new:
            before = next((one.state.reported for one in old if one.state.root == vault.state.root), {})
            answers.append((vault, {path: [] for path in before if path not in vault.state.reported}))
        return answers

    # Documents

    def open(self, uri: str, document: Document) -> None:
        if document.is_ours_to_read:
            self._documents[uri] = document
            self._attach(uri, document)

    def _attach(self, uri: str, document: Document) -> None:
        if (found := self.locate(uri)) is not None:
            found[0].state.open(found[1], document)

    def close(self, uri: str) -> None:
        if self._documents.pop(uri, None) is not None and (found := self.locate(uri)) is not None:
            found[0].state.close(found[1])

    # Files

    def files_changed(self, uris: list[str]) -> list[tuple[OpenVault, Changes]]:
        """Read files from the disk again; return what to report at once because a vault was reopened."""
        roots: dict[Path, None] = {}
        changed: dict[int, tuple[OpenVault, set[str]]] = {}
        self._located.clear()
        for uri in uris:
            path = path_of(uri)
            found = self._find(path) if path is not None else None
            if path is None or found is None:
                continue
            vault, inside = found
            parts = inside.split("/")
            if parts[0] == _OBSIDIAN or parts[-1] in _SETTINGS:
                roots[vault.root] = None
            elif not any(part.startswith(".") for part in parts):
                changed.setdefault(id(vault), (vault, set()))[1].add(inside)
        for vault, paths in changed.values():
            if vault.root not in roots and not vault.state.files_changed(paths):
                roots[vault.root] = None
            vault.unread += [path for path in paths if path.lower().endswith((".md", ".markdown"))]
        return [answer for root in roots for answer in self.reopen(root)]
