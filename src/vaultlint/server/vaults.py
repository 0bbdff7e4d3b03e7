"""A vault in the editor: its session, the buffers that lie over it, and what is known of its diagnostics.

Everything here runs in the worker's thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import cast

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.check_note import LARGEST_NOTE, read_file
from vaultlint.engine.results import PreviousRun
from vaultlint.engine.session import Session
from vaultlint.facts import HAS_ALIASES, Facts
from vaultlint.markdown.text import BOM
from vaultlint.note import Note
from vaultlint.server.documents import Document, shows_same, to_bytes
from vaultlint.server.name_search import Name, NameSearch
from vaultlint.server.opening import OpenedVault, SavedOnce
from vaultlint.server.positions import Encoding, TextMap
from vaultlint.server.uris import uri_of
from vaultlint.vault.files import CHECKED_SUFFIXES, scan
from vaultlint.vault.link_edits import without_md
from vaultlint.vault.vault import Vault, index_makers

#: Beyond as many changed files at once, a session is opened anew: one look at everything costs less.
MOST_CHANGED_FILES = 200

#: Path -> diagnostics, of the notes and files for which they are others than before.
Changes = dict[str, list[Diagnostic]]


class VaultState:
    """One vault. Paths are relative to it, with `/`."""

    def __init__(self, opened: OpenedVault, encoding: Encoding) -> None:
        self._opened = opened
        self.session: Session = opened.session
        self.encoding = encoding
        self.documents: dict[str, Document] = {}
        self.reported: Changes = {}
        self._taken: dict[str, tuple[Document, int]] = {}  # the version of each buffer that the session has
        self._quick: set[str] = set()  # notes that were looked at alone since all were
        self._notes: dict[str, tuple[str, Note]] = {}
        self._names: tuple[list[str], NameSearch] | None = None
        self._aliases = _Aliases()
        self._maps: dict[str, tuple[str, TextMap]] = {}

    @property
    def root(self) -> Path:
        return self.session.root

    @property
    def vault(self) -> Vault:
        return self.session.vault

    def uri(self, path: str) -> str:
        """The URI of a file, as the client wrote it if the file is open."""
        document = self.documents.get(path)
        return document.uri if document is not None else uri_of(self.root / path)

    # Buffers

    def open(self, path: str, document: Document) -> None:
        self.documents[path] = document

    def close(self, path: str) -> None:
        """Read a file from the disk again."""
        if self.documents.pop(path, None) is not None:
            self._taken.pop(path, None)
            self._revert(path)

    def _edit(self, path: str, data: bytes) -> None:
        self.session.edit(path, data)
        self._aliases.stale.add(path)

    def _revert(self, path: str) -> None:
        self.session.revert(path)
        self._aliases.stale.add(path)

    def take(self, path: str) -> None:
        """Give the session a buffer's latest text."""
        document = self.documents.get(path)
        if document is None or self._taken.get(path) == (document, document.version):
            return
        text, version = document.text, document.version
        data = self._on_disk(path)
        if data is not None and shows_same(text, data):
            if path in self.session.overlay.edited or path not in self._taken:
                self._revert(path)  # clients need not watch files, so a write may have gone unnoticed
        else:
            mark = BOM if data is not None and data.startswith(BOM.encode()) and not text.startswith(BOM) else ""
            edited = to_bytes(mark + text)
            if self.session.overlay.edited.get(path) != edited:
                self._edit(path, edited)
        self._taken[path] = (document, version)

    def take_all(self) -> None:
        for path in list(self.documents):
            self.take(path)

    def _on_disk(self, path: str) -> bytes | None:
        try:
            return read_file(self.session.overlay.location(path), LARGEST_NOTE)
        except OSError:
            return None

    def saved(self, path: str) -> None:
        """A buffer was written: the disk is asked again, whatever the session knows of the file."""
        self._taken.pop(path, None)
        self.take(path)

    # The disk

    def files_changed(self, paths: Iterable[str]) -> bool:
        """Read files or folders from the disk again. False if the vault has to be reopened."""
        paths = set(paths)
        listed = set(self.session.tree.files)
        if any(path not in listed and self._is_or_was_folder(path) for path in paths):
            paths |= listed ^ set(scan(self.root).files)
        if len(paths) > MOST_CHANGED_FILES:
            return False
        for path in sorted(paths):
            if self._is_or_was_folder(path) and path not in listed:
                continue
            self._taken.pop(path, None)
            self._revert(path)
            self.take(path)
        return True

    def _is_or_was_folder(self, path: str) -> bool:
        return os.path.isdir(self.root / path) or (
            not os.path.lexists(self.root / path)
            and any(each.startswith(path + "/") for each in self.session.tree.files)
        )

    # Diagnostics

    def check_all(self, progress: Callable[[int, int], None] | None = None) -> Changes:
        """Check every note, as far as no previous run knows the result: everything there is to report."""
        previous = self._opened.previous
        self.session.check_all(1, progress, cast(PreviousRun, SavedOnce(previous)) if previous is not None else None)
        self.session.diagnostics()  # of the disk alone: this is what the cache keeps
        return self.settle()

    def check_note(self, path: str) -> Changes:
        """Check one note after a change, and leave what the change means to others for later."""
        self.take(path)
        found = self.session.note_diagnostics(path)
        self._quick.add(path)
        return self._report({path: self._accepted_alone(path, found)})

    def settle(self, keep_going: Callable[[], None] | None = None) -> Changes:
        """Effect of a change on all notes: the diagnostics of notes whose last report is outdated.

        `keep_going` is called now and then and may raise an exception to give up.
        """
        self.take_all()
        by_path: Changes = {}
        for one in self._opened.accept(self.session.diagnostics(keep_going)):
            by_path.setdefault(one.path, []).append(one)
        self._quick.clear()
        gone = self.reported.keys() - by_path.keys()
        return self._report({**by_path, **{path: [] for path in gone}})

    def _accepted_alone(self, path: str, found: list[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics of a note that the baseline does not accept, as far as that can be told from it alone."""
        return [one for one in self._opened.accept(found) if one.path == path]

    def _report(self, found: Changes) -> Changes:
        changed = {path: ones for path, ones in found.items() if self.reported.get(path, []) != ones}
        for path, ones in changed.items():
            if ones:
                self.reported[path] = ones
            else:
                self.reported.pop(path, None)
        return changed

    def all_diagnostics(self) -> list[Diagnostic]:
        """Everything, also what a baseline accepts."""
        self.take_all()
        return self.session.diagnostics()

    def add_to_baseline(self, diagnostic: Diagnostic) -> Path | None:
        """Accept a diagnostic from now on; None if there is no way to."""
        if self._opened.add_to_baseline is None:
            return None
        return self._opened.add_to_baseline(self.all_diagnostics(), diagnostic)

    def warm_up(self) -> Iterator[None]:
        """Read and count in idle time what the first keystrokes would wait for; one piece per step."""
        for path in self.notes():
            self.facts(path)
            yield
        for make in index_makers() if self.session.whole else ():
            make(self.vault)
            yield
        self.search_names("a", 1)
        yield

    # Texts

    def text(self, path: str) -> str | None:
        """The text in which the session's offsets count; None if the file cannot be read."""
        return self.session.read_text(path)

    def map(self, path: str) -> TextMap:
        """Offsets and places of a note <-> positions of the client. A file that cannot be read is empty."""
        text = self.text(path) or ""
        known = self._maps.get(path)
        if known is None or known[0] != text:
            document = self.documents.get(path)
            shows_bom = document is not None and document.text.startswith(BOM)
            if len(self._maps) > 500:
                self._maps.clear()
            known = self._maps[path] = (text, TextMap(text, self.encoding, hides_bom=not shows_bom))
        return known[1]

    def note(self, path: str) -> Note:
        """The parsed note, as the session has it."""
        text = self.text(path) or ""
        known = self._notes.get(path)
        if known is None or known[0] != text:
            if len(self._notes) > 50:
                self._notes.clear()
            known = self._notes[path] = (text, Note(path, text, self.session.settings))
        return known[1]

    def facts(self, path: str) -> Facts | None:
        return self.vault.facts(path)

    def each_facts(self, trait: int = 0) -> Iterator[Facts]:
        """The facts of all notes and canvases, in the order of their paths; with a trait of those that may have it."""
        return self.vault.notes(trait)

    def search_names(self, typed: str, most: int) -> list[Name]:
        """The files that fit what was typed, by their names and, if anything was typed, aliases; the best first."""
        files = self.session.tree.files
        if self._names is None or self._names[0] is not files:
            self._names = (files, NameSearch(Name(without_md(path), path) for path in files))
        found = self._names[1].find(typed, most)
        if typed.strip():
            found += self._aliases.search(self).find(typed, most)
            found.sort(key=lambda one: (one.rank, len(one.name.label), one.name.path))
        return [one.name for one in found[:most]]

    def notes(self) -> list[str]:
        """The notes and canvases of the vault, sorted, also those that are not checked."""
        return [path for path in self.session.tree.files if path.lower().endswith(CHECKED_SUFFIXES)]


class _Aliases:
    """The aliases of all notes to be searched, made anew only when the aliases of a note change."""

    def __init__(self) -> None:
        self.stale: set[str] = set()
        self._known: dict[str, list[str]] | None = None
        self._search: NameSearch | None = None

    def search(self, state: VaultState) -> NameSearch:
        if self._known is None:
            self._known = {facts.path: facts.aliases for facts in state.each_facts(HAS_ALIASES)}
        for path in self.stale:
            facts = state.facts(path) if path in state.vault.index else None
            aliases = facts.aliases if facts is not None else []
            if aliases != self._known.get(path, []):
                self._known[path] = aliases
                self._search = None
        self.stale.clear()
        if self._search is None:
            self._search = NameSearch(Name(one, path, one) for path, given in self._known.items() for one in given)
        return self._search
