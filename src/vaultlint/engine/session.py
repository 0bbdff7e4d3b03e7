"""A vault under check: notes read in parallel, facts folded, rules on the vault, then silence and order.

A session is kept up to date note by note (`update`), so that a fix is judged by the same code as the first look.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from vaultlint.config import Config
from vaultlint.diagnostic import Diagnostic, Place
from vaultlint.engine.check_note import LARGEST_NOTE, check_note, engine_report, read_file, unreadable
from vaultlint.engine.check_vault import Asking, NamesOnly, said_early
from vaultlint.engine.overlay import Mark
from vaultlint.engine.plan import Plan
from vaultlint.engine.results import NoteResult, Results, Said
from vaultlint.engine.suppression import silenced, without_superseded
from vaultlint.facts import OPEN, Facts, alike
from vaultlint.online.answers import Answers
from vaultlint.settings import VaultSettings, read_settings
from vaultlint.vault.files import CHECKED_SUFFIXES, Tree
from vaultlint.vault.vault import Vault

if TYPE_CHECKING:
    from vaultlint.cache.previous_run import Recall

Progress = Callable[[int, int], None]


class Session:
    """The notes `chosen` of a vault, under a plan. `whole` tells that they are all notes that are to be checked."""

    def __init__(self, tree: Tree, chosen: Sequence[str], config: Config, plan: Plan, *, whole: bool) -> None:
        self.root = tree.root
        self._folder = os.path.join(tree.root, "")
        self.tree = tree
        self.chosen = list(chosen)
        self.config = config
        self.plan = plan
        self.whole = whole
        self.settings: VaultSettings = read_settings(tree.root)
        self._results: Results | None = Results()
        self.changed: dict[str, bytes] = {}  # notes as a fix would leave them
        self.renamed: dict[str, str] = {}  # names as a fix would leave them → those on the disk
        self._beside: dict[str, NoteResult] = {}  # notes that are read because links lead to them
        self.staged: dict[str, bytes] = {}  # notes as the index holds them, where the disk differs
        self.only: dict[str, frozenset[Place]] = {}  # notes of which only what stands at these places is reported
        self.answers: Answers | None = None  # what the web says of the notes' URLs, if it was asked
        self._vault: Vault | None = None
        self._former: Vault | None = None  # what it found out of names and of git is not looked for again
        self.recall: Recall | None = None  # what earlier runs found
        self._report: list[Diagnostic] | None = None  # the last report, as long as nothing is altered
        self.said = Said()
        self._names: NamesOnly | None = None  # what a note may be told before all are read

    @property
    def results(self) -> Results:
        """What came of each note that was checked."""
        if self._results is None:
            assert self.recall is not None
            self._results = Results({}, self.recall, self.recall.known(self.chosen))
        return self._results

    def read_bytes(self, path: str, largest: int | None = None) -> bytes:
        """The bytes of a note, as mended so far. OSError if it cannot be read or the file is larger than `largest`."""
        changed = self.changed.get(path)
        if changed is None:
            changed = self.staged.get(path)
        if changed is not None:
            return changed
        if path in self.tree.names_only:
            raise OSError(errno.EACCES, "a symbolic link leads out of the vault", path)
        return read_file(self._place(path), largest)

    def _place(self, path: str) -> str:
        """Where a file lies on the disk. (Joining names as `Path`s takes longer than reading a note.)."""
        return f"{self._folder}{self.on_disk(path)}"

    def on_disk(self, path: str) -> str:
        """The name that a file has on the disk as long as nothing is written."""
        return self.renamed.get(path, path)

    def read_text(self, path: str) -> str | None:
        """The text that rows, columns and edits count in; bytes that are no UTF-8 each count as one character."""
        try:
            data = self.read_bytes(path)
        except OSError:
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("latin-1")

    def check_all(self, jobs: int = 1, progress: Progress | None = None) -> None:
        """Check every chosen note, in `jobs` processes; what earlier runs found is taken from them where it holds."""
        self._alter()
        self.said = Said()
        if self.changed or self.staged or self.only:
            self.recall = None
        if self.recall is not None and (report := self.recall.report()) is not None:
            self._report, self._results = report, None
            return
        from vaultlint.engine.workers import check_notes

        known = self.recall.known(self.chosen) if self.recall is not None else set()
        rest = [path for path in self.chosen if path not in known] if known else self.chosen
        asks = self.plan.on_facts or self.config.overrides
        if rest and asks and not self._has_own_rules:  # these may hold on to what they were given
            self._names = NamesOnly(self.root, self.settings, self.tree.files, self.whole)
        fresh = {result.path: result for result in check_notes(self, rest, jobs, progress)}
        self._results = Results(fresh, self.recall, known)
        if self.recall is not None and known:
            self.said = self.recall.said(fresh)
        for path, result in fresh.items():
            if result.early is not None:
                self.said.early[path] = result.early

    @property
    def _has_own_rules(self) -> bool:
        """Whether rules run of which nobody can tell what they look at."""
        return bool(self.config.plugins or self.config.rule_paths)

    def _alter(self) -> None:
        """Something changes: what is known of the whole no longer holds."""
        self._former = self._vault or self._former
        self._vault = self._report = None

    def check_early(self, path: str) -> NoteResult:
        """Check one note, and let the rules on facts speak as far as the names of the files suffice."""
        result = self.check(path)
        if self._names is not None and (facts := result.facts) is not None:
            result.early = said_early(facts, result.traits, self.plan.at(path), self._names, self.read_text)
        return result

    def check(self, path: str) -> NoteResult:
        """Check one note as it is now."""
        try:
            data = self.read_bytes(path, LARGEST_NOTE)
        except OSError as error:
            return unreadable(path, error.strerror or str(error))
        result = check_note(path, data, self.plan, self.settings)
        if self.recall is not None:
            result.digest = self.recall.digest(data)
        return result

    def update(self, path: str, data: bytes) -> None:
        """Take a note as a fix would leave it."""
        self.changed[path] = data
        self._take(path)

    def forget(self, path: str) -> None:
        """Take a note as it stands on the disk again."""
        self.changed.pop(path, None)
        self._take(path)

    def _take(self, path: str) -> None:
        """Check a note anew. What it says to other notes decides whether what was said of these still holds."""
        old = self.results.get(path)
        new = self.results[path] = self.check(path)
        self._alter()
        self.said.forget(path)
        if old is None or self._has_own_rules or not alike(old.facts, new.facts):
            self.said.forget_late()

    def rename(self, old: str, new: str) -> dict[str, str]:
        """Take a file or folder under another name, as a fix would; the answer is every file that moves, old → new."""
        moved = {path: new + path[len(old) :] for path in self.tree.files if path == old or path.startswith(old + "/")}
        known = {path for path in moved if self.results.pop(path) is not None}
        origins = {after: self.renamed.pop(path, path) for path, after in moved.items()}
        self.renamed.update({path: origin for path, origin in origins.items() if path != origin})
        texts = {moved[path]: self.changed.pop(path) for path in moved if path in self.changed}
        self.changed.update(texts)
        self.tree = replace(self.tree, files=sorted(moved.get(path, path) for path in self.tree.files))
        self.chosen = sorted(moved.get(path, path) for path in self.chosen)
        self.said = Said()
        for path in moved:
            self._beside.pop(path, None)
        for path in sorted(known):
            self.results[moved[path]] = self.check(moved[path])
        self._alter()
        return moved

    def mark(self) -> Mark:
        """The state that `back_to` brings back."""
        texts, names = dict(self.changed), dict(self.renamed)
        return Mark(self.tree, list(self.chosen), self.results.copy(), texts, names, dict(self._beside))

    def back_to(self, mark: Mark) -> None:
        """Take back all updates and renames since `mark`."""
        self.tree, self.chosen = mark.tree, list(mark.chosen)
        self._results, self.changed = mark.results.copy(), dict(mark.changed)
        self.renamed, self._beside = dict(mark.renamed), dict(mark.beside)
        self.said = Said()
        self._alter()

    @property
    def vault(self) -> Vault:
        """The facts folded; links are resolved by it."""
        if self._vault is None:
            files, former = self.tree.files, self._former or self._names
            self._vault = Vault(
                self.root,
                self.settings,
                files,
                self._facts,
                whole=self.whole,
                like=former,
                lacks=self._lacks,
                read_bytes=self._read_beginning if self.tree.names_only else None,
            )
        return self._vault

    def _read_beginning(self, path: str, size: int) -> bytes:
        """The first `size` bytes of a file on the disk, all if it is negative; none if it cannot be read."""
        try:
            data = self.read_bytes(path, LARGEST_NOTE)
        except OSError:
            return b""
        return data if size < 0 else data[:size]

    def _facts(self, path: str) -> Facts | None:
        result = self.results.get(path)
        if result is None:
            if not path.lower().endswith(CHECKED_SUFFIXES) or path in self.tree.names_only:
                return None
            result = self.facts_only(path)
        return result.facts

    def _lacks(self, path: str, trait: int) -> bool:
        """Whether it is known, without its facts, that a note has nothing of a kind."""
        if trait == OPEN:
            return path in self.said.early
        result = self.results.get(path)
        return result is not None and not result.traits & trait

    def facts_only(self, path: str) -> NoteResult:
        """Read a note that is not checked itself, because a link leads to it."""
        known = self._beside.get(path)
        if known is None:
            try:
                known = check_note(path, self.read_bytes(path), _NO_RULES, self.settings)
            except OSError:
                known = NoteResult(path)
            self._beside[path] = known
        return known

    @property
    def failed(self) -> bool:
        """Whether a note or a folder could not be read."""
        if self._results is None:  # taken from an earlier run, in which none failed
            return False
        return bool(self.tree.unreadable) or any(result.failed for result in self._results.fresh())

    def diagnostics(self) -> list[Diagnostic]:
        """Everything there is to report, in order: silenced, and one report for one defect."""
        if self.answers is not None:
            self._alter()  # nothing tells when they change
            self.said = Said()
        if self._report is None:
            self._report = self._all_diagnostics()
            if self.recall is not None and not self.changed and not self.renamed:
                from vaultlint.cache.previous_run import keep

                keep(self.recall, self._report, self.said)
        return list(self._report)

    def _all_diagnostics(self) -> list[Diagnostic]:
        asking = Asking(self)
        found: dict[str, list[Diagnostic]] = {}
        for result in self.results.speaking():
            found[result.path] = asking.settle(result)
        for diagnostic in asking.on_notes():
            found.setdefault(diagnostic.path, []).append(diagnostic)
        for diagnostic in asking.on_vault() if self.whole else ():
            if diagnostic.path in self.tree.names_only:
                continue  # it is no file of the vault
            found.setdefault(diagnostic.path, []).append(diagnostic)
        for folder, reason in self.tree.unreadable:
            message = f"the folder cannot be listed: {reason}"
            found.setdefault(folder, []).append(engine_report(folder, "unreadable-note", message, "error"))
        kept: list[Diagnostic] = []
        for path, diagnostics in found.items():
            shown = silenced(self, path, without_superseded(diagnostics))
            kept += [one for one in shown if one.place in self.only[path]] if path in self.only else shown
        return sorted(kept, key=lambda one: one.order)


_NO_RULES = Plan(frozenset())
