"""A vault under check, kept up to date while notes change: for a run, for fixes, and for an editor.

A run checks everything once::

    session = Session(Overlay(tree), Scope(notes, whole=True), config, make_plan(config))
    session.check_all(jobs)
    session.diagnostics()

Afterwards notes may change in memory, as a fix or a buffer in an editor would have them. Each call checks again what
the change affects, and nothing is written to the disk::

    session.edit("a.md", data)        the note has these bytes; a path that does not exist yet is created
    session.revert("a.md")            the note is as on the disk: a buffer was closed or saved, a file came or went
    session.delete("a.md")            the file is gone
    session.rename("a.md", "b.md")    so is a folder, with all that is in it

    session.note_diagnostics("a.md")  the diagnostics of one note, without looking at the others
    session.changed_diagnostics()     path -> diagnostics (maybe none) of every note or file for which they are not
                                      those that one of these methods, or `diagnostics`, gave last

`note_diagnostics` is meant for every pause in typing, `changed_diagnostics` for a longer one: what other notes have to
say about a change is found there. Rules on the whole vault run in the second only; the first repeats what they found
last. Settings of the vault (`.obsidian`), configuration and `.gitignore` are read once: make a new session when they
change. A session is not safe to use from two threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import time
from typing import Any, Final, NamedTuple, TypeVar

from vaultlint.config import Config
from vaultlint.diagnostic import Diagnostic, Place
from vaultlint.engine.check_note import Placer, check_note, engine_report
from vaultlint.engine.check_vault import NamesOnlyVault, VaultChecker
from vaultlint.engine.overlay import Overlay, OverlaySnapshot
from vaultlint.engine.plan import NO_RULES, Plan
from vaultlint.engine.results import NoteResult, PreviousRun, Results, ValidResults, checksum
from vaultlint.engine.suppression import drop_superseded, suppress
from vaultlint.engine.workers import NoteChecker, Progress, check_notes
from vaultlint.facts import IS_TEMPLATE, OPEN, Facts, alike
from vaultlint.online.answers import Answers
from vaultlint.settings import Publishing, VaultSettings, read_settings
from vaultlint.vault.files import CHECKED_SUFFIXES, Tree
from vaultlint.vault.shared import FileNames, GitHistory, NoteIndexes
from vaultlint.vault.vault import Vault

T = TypeVar("T")

#: How many notes are asked before somebody else may want to go first.
_A_FEW: Final = 20


def _is_checked(path: str) -> bool:
    return path.lower().endswith(CHECKED_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Scope:
    """Scope of a session's report.

    notes: the notes to check, sorted.
    whole: whether they are all notes of the vault that are to be checked, so that rules on the vault may run.
    only: notes of which only diagnostics at these places are reported.
    takes: whether a note that is created later is to be checked; asked if `whole`.
    """

    notes: Sequence[str]
    whole: bool
    only: Mapping[str, frozenset[Place]] = field(default_factory=dict)
    takes: Callable[[str], bool] = _is_checked


class Snapshot(NamedTuple):
    """The state of a session at some moment."""

    overlay: OverlaySnapshot
    scope: Scope
    results: Results
    facts_only: dict[str, NoteResult]


class Session:
    """The notes in `scope` of a vault, checked under a plan. `answers` are what the web says of their URLs."""

    def __init__(
        self, overlay: Overlay, scope: Scope, config: Config, plan: Plan, answers: Answers | None = None
    ) -> None:
        self.overlay = overlay
        self.config = config
        self.plan = plan
        settings = read_settings(overlay.root, config.flavor or "obsidian", config.site_root)
        self.settings: VaultSettings = replace(settings, schemas=config.schemas, publishing=_publishing(overlay, plan))
        self._scope = scope
        self._answers = answers
        self._results: Results | None = Results()  # None: all as in the previous run, of which only the report is read
        self._valid = ValidResults()
        self._facts_only: dict[str, NoteResult] = {}  # notes outside the scope, read because links lead to them
        self._previous: PreviousRun | None = None
        self._lender: Callable[[], PreviousRun | None] | None = None  # knows facts of notes outside the scope
        self._report: dict[str, list[Diagnostic]] | None = None  # by path, until something changes
        self._given: dict[str, list[Diagnostic]] = {}  # what was given last, by path
        self._is_as_checked = True  # nothing has changed since `check_all`
        self._has_cached_report = False  # the report is that of the previous run, and not read yet
        self._from_vault: dict[str, list[Diagnostic]] = {}  # what rules on the vault found last, by path
        self._vault: Vault | None = None
        self._names: FileNames | None = None
        self._history = GitHistory(overlay.root)
        self._git_state: Any = None  # with which git was asked last, if a rule asks for its dates
        self._indexes = NoteIndexes()

    @property
    def root(self) -> Path:
        return self.overlay.root

    @property
    def tree(self) -> Tree:
        return self.overlay.tree

    @property
    def chosen(self) -> Sequence[str]:
        """The notes that are reported on, sorted."""
        return self._scope.notes

    @property
    def whole(self) -> bool:
        """Whether these are all notes of the vault that are to be checked."""
        return self._scope.whole

    @property
    def scope(self) -> Scope:
        return self._scope

    @property
    def results(self) -> Results:
        """The result of each checked note. For reading."""
        if self._results is None:
            assert self._previous is not None
            self._results = Results({}, self._previous, self._previous.known(self.chosen))
            self._valid = self._previous.valid_results({})
        return self._results

    def read_bytes(self, path: str, largest: int | None = None) -> bytes:
        """The bytes of a file as changed so far.

        Raises:
            OSError: it cannot be read, or is larger than `largest` bytes.

        """
        return self.overlay.read_bytes(path, largest)

    def read_text(self, path: str) -> str | None:
        """The text that rows, columns and edits count in; None if the file cannot be read."""
        return self.overlay.read_text(path)

    # Check

    def narrow(self, scope: Scope) -> None:
        """Report on these notes instead, from the next `check_all` on. Facts that were read meanwhile stay known."""
        self._scope = scope

    def borrow_facts(self, lender: Callable[[], PreviousRun | None]) -> None:
        """Take facts of notes outside the scope from a previous run, which is asked for when they are first needed."""
        self._lender = lender

    def set_answers(self, answers: Answers) -> None:
        """Also run the rules on answers from the web."""
        self._answers = answers

    def check_all(self, jobs: int = 1, progress: Progress | None = None, previous: PreviousRun | None = None) -> None:
        """Check every note in scope, in `jobs` processes.

        What the `previous` run found is taken where it is valid. It must be of the same files and scope: of nothing
        that is edited, staged or limited to places.
        """
        self._changed()
        self._indexes = NoteIndexes()
        self._valid, self._previous, self._is_as_checked = ValidResults(), previous, True
        if previous is not None and previous.is_current():
            self._results, self._has_cached_report = None, True
            return
        known = previous.known(self.chosen) if previous is not None else set[str]()
        rest = [path for path in self.chosen if path not in known] if known else self.chosen
        checker = self._checker(self._names_only() if rest else None)
        fresh = {result.path: result for result in check_notes(checker, rest, jobs, progress)}
        self._results = Results(fresh, previous, known)
        if previous is not None and known:
            self._valid = previous.valid_results(fresh)
        for path, result in fresh.items():
            if result.local is not None:
                self._valid.local[path] = result.local

    def check(self, path: str) -> NoteResult:
        """Run the rules on notes for one note as it is now. Nothing in the session changes."""
        return self._checker(None).check(path)

    def _checker(self, names: NamesOnlyVault | None) -> NoteChecker:
        return NoteChecker(self.overlay, self.plan, self.settings, names, self._digest)

    @property
    def _digest(self) -> Callable[[bytes], bytes]:
        return checksum if self._previous is None else self._previous.digest

    def was_checked(self, path: str, data: bytes) -> bool:
        """Return whether these are the bytes of the note that its diagnostics are about."""
        result = self.results.get(path)
        return result is not None and self._digest(data) == result.digest

    def _names_only(self) -> NamesOnlyVault | None:
        """The vault for rules on facts before all notes are read; None if they may not run that early."""
        if self._has_plugin_rules or not (self.plan.on_facts or self.config.overrides):
            return None  # rules from outside may hold on to what they are given
        return NamesOnlyVault(self.root, self.settings, self._file_names, self.whole)

    @property
    def _has_plugin_rules(self) -> bool:
        """Whether rules run whose inputs are unknown."""
        return bool(self.config.plugins or self.config.rule_paths)

    # Change

    def edit(self, path: str, data: bytes) -> None:
        """Set the bytes of a file, and check it if it is in scope. A file that does not exist is created."""
        before = self.tree
        self.overlay.set(path, data)
        self._update(path, before)

    def revert(self, path: str) -> None:
        """Read a file from the disk again, where it may have been changed, created or deleted."""
        before = self.tree
        self.overlay.clear(path)
        self._update(path, before)

    def delete(self, path: str) -> None:
        """Remove a file from the vault."""
        before = self.tree
        self.overlay.delete(path)
        self._update(path, before)

    def rename(self, old: str, new: str) -> dict[str, str]:
        """Give a file or folder another name.

        Returns:
            Every file that moves, old name -> new name.

        """
        moved = self.overlay.rename(old, new)
        chosen = set(self.chosen)
        for before, after in moved.items():
            self._facts_only.pop(before, None)
            self.results.pop(before)
            self._indexes.note_changed(before)
            self._indexes.note_changed(after)
            is_chosen = before in chosen or (self.whole and self._scope.takes(after))
            chosen.discard(before)
            if is_chosen and _is_checked(after):
                chosen.add(after)
        self._scope = replace(self._scope, notes=sorted(chosen))
        self._valid.names_changed()
        for path in sorted(chosen.intersection(moved.values())):
            self.results[path] = self.check(path)
        self._changed()
        return moved

    def _update(self, path: str, before: Tree) -> None:
        """Check one file that changed; `before` tells whether the names are as they were."""
        old = self.results.get(path)
        self._facts_only.pop(path, None)
        self._indexes.note_changed(path)
        if self.tree is not before:
            self._names_changed(path)
        if self._in_scope(path):
            new = self.results[path] = self.check(path)
        else:
            new = None
            self.results.pop(path)
        for_others = old is None or new is None or self._has_plugin_rules or not alike(old.facts, new.facts)
        self._valid.note_changed(path, for_others=for_others)
        self._changed()

    def _names_changed(self, path: str) -> None:
        self._valid.names_changed()
        if not self.overlay.lists(path):
            self._scope = replace(self._scope, notes=[each for each in self.chosen if each != path])
        elif self.whole and _is_checked(path) and self._scope.takes(path) and path not in self.chosen:
            self._scope = replace(self._scope, notes=sorted([*self.chosen, path]))

    def _in_scope(self, path: str) -> bool:
        return self.overlay.lists(path) and (path in self.results or path in self.chosen)

    def _changed(self) -> None:
        """Drop what is known of the whole."""
        if self._vault is not None:
            self._vault.retire()
        self._vault = self._report = None
        self._is_as_checked = self._has_cached_report = False

    def fork(self, plan: Plan) -> Session:
        """A session in the same state, in which to try changes; the rules of `plan` run for what changes there."""
        fork = Session(self.overlay.copy(), self._scope, self.config, plan, self._answers)
        fork.settings, fork._history, fork._names = self.settings, self._history, self._names
        fork._results, fork._previous = self.results.copy(), self._previous
        fork._facts_only, fork._indexes = dict(self._facts_only), self._indexes.copy()
        fork._is_as_checked = False
        return fork

    def snapshot(self) -> Snapshot:
        """The state that `restore` brings back."""
        return Snapshot(self.overlay.snapshot(), self._scope, self.results.copy(), dict(self._facts_only))

    def restore(self, snapshot: Snapshot) -> None:
        """Revert all changes since the snapshot."""
        self.overlay.restore(snapshot.overlay)
        self._scope, self._results = snapshot.scope, snapshot.results.copy()
        self._facts_only = dict(snapshot.facts_only)
        self._indexes = NoteIndexes()
        self._valid.names_changed()
        self._changed()

    # Ask

    @property
    def vault(self) -> Vault:
        """The facts of all notes together; links are resolved by it. Each change makes another object."""
        if self._vault is None:
            self._vault = Vault(
                self.root,
                self.settings,
                self._file_names,
                self._facts,
                whole=self.whole,
                git=self._history,
                lacks=self._lacks,
                read_bytes=self.overlay.read_start,
                indexes=self._indexes,
                known_aliases=self._known_aliases,
            )
        return self._vault

    @property
    def _file_names(self) -> FileNames:
        """Indexes of the names, for every state of the vault with the same files."""
        if self._names is None or self._names.paths is not self.tree.files:
            self._names = FileNames(self.tree.files, self.settings)
        return self._names

    def _facts(self, path: str) -> Facts | None:
        result = self.results.get(path)
        if result is None:
            if not _is_checked(path) or path in self.tree.names_only:
                return None
            result = self.facts_only(path)
        return result.facts

    def has_facts(self, path: str) -> bool:
        """Whether a file is a note or canvas that can be read as text."""
        result = self.results.get(path)
        return result.has_facts if result is not None else self._facts(path) is not None

    def _lacks(self, path: str, trait: int) -> bool:
        """Whether it is known, without its facts, that a note has nothing of a kind."""
        if trait == OPEN:
            return path in self._valid.local
        result = self.results.get(path)
        return result is not None and not result.traits & trait

    def _lender_of(self, path: str) -> PreviousRun | None:
        """The previous run, if it knows the facts of a note outside the scope as it is now."""
        lender = self._lender() if self._lender is not None and self.overlay.is_as_on_disk(path) else None
        return lender if lender is not None and lender.has_facts(path) else None

    def _known_aliases(self, path: str) -> Sequence[str] | None:
        """The aliases of a note outside the scope; None if it has to be read."""
        lender = self._lender_of(path)
        return lender.aliases(path) if lender is not None else None

    def facts_only(self, path: str) -> NoteResult:
        """Read a note that is not checked itself, because a link leads to it."""
        known = self._facts_only.get(path)
        if known is None and (lender := self._lender_of(path)) is not None:
            known = lender.result(path)
        if known is None:
            try:
                known = check_note(path, self.read_bytes(path), NO_RULES, self.settings)
            except OSError:
                known = NoteResult(path)
        self._facts_only[path] = known
        return known

    @property
    def failed(self) -> bool:
        """Whether a note or a folder could not be read."""
        if self._results is None:  # as in the previous run, in which none failed
            return False
        return bool(self.tree.unreadable) or any(result.failed for result in self._results.fresh())

    def templates(self) -> int:
        """Number of notes taken for templates."""
        found = (self.results.get(path) for path in self.chosen)
        return sum(1 for one in found if one is not None and one.traits & IS_TEMPLATE)

    def diagnostics(self, keep_going: Callable[[], None] | None = None) -> list[Diagnostic]:
        """Everything there is to report, in order: without what is suppressed, and once for one defect.

        `keep_going` is called now and then. It may raise an exception to give up; what was found by then stays known.
        """
        self._given = self._current(keep_going)
        return [one for path in sorted(self._given) for one in self._given[path]]

    def changed_diagnostics(self) -> dict[str, list[Diagnostic]]:
        """The diagnostics, maybe none, of every note or file for which they are not those that were given last."""
        given, self._given = self._given, self._current()
        paths = sorted(path for path in given.keys() | self._given if given.get(path, []) != self._given.get(path, []))
        return {path: list(self._given.get(path, ())) for path in paths}

    def note_diagnostics(self, path: str) -> list[Diagnostic]:
        """The diagnostics of one note, without looking at others. What rules on the vault say is as found last."""
        self._read_cached_report()
        if self._report is not None:
            return list(self._report.get(path, ()))
        checker = self._vault_checker()
        result = self.results.get(path)
        found = checker.confirm(result) if result is not None else []
        found += [one for one in checker.on_notes([path], self.results) if one.path == path]
        self._given[path] = self._composed(path, found + self._from_vault.get(path, []))
        return list(self._given[path])

    def _current(self, keep_going: Callable[[], None] | None = None) -> dict[str, list[Diagnostic]]:
        """Every file with diagnostics, and these in order."""
        self._read_cached_report()
        if self._answers is not None:  # nothing tells when they change
            self._vault = self._report = None
            self._valid.answers_changed()
        if self._git_changed():
            self._history, self._vault, self._report = GitHistory(self.root), None, None
            self._valid.answers_changed()
        if self._valid.until <= time():
            self._vault = self._report = None
            self._valid.time_passed()
        if self._report is None:
            self._report = self._find_all(keep_going or _go_on)
            if self._previous is not None and self._is_as_checked:
                report = [one for path in sorted(self._report) for one in self._report[path]]
                self._previous.save(report, self.results, self._valid, failed=self.failed)
        return self._report

    def _git_changed(self) -> bool:
        """Whether git may have other dates than when a rule last asked for them."""
        if not any("git" in active.rule.needs for active in self.plan.anywhere):
            return False
        from vaultlint.git_state import git_state

        before, self._git_state = self._git_state, git_state(self.root)
        return before is not None and before != self._git_state

    def _read_cached_report(self) -> None:
        if self._has_cached_report and self._previous is not None:
            self._report, self._has_cached_report = _by_path(self._previous.report()), False

    def _find_all(self, keep_going: Callable[[], None]) -> dict[str, list[Diagnostic]]:
        checker = self._vault_checker()
        found: dict[str, list[Diagnostic]] = {}
        for result in _now_and_then(self.results.with_diagnostics(), keep_going):
            found[result.path] = checker.confirm(result)
        for one in checker.on_notes(_now_and_then(self.chosen, keep_going), self.results):
            found.setdefault(one.path, []).append(one)
        outside = self.tree.names_only
        from_vault = [one for one in checker.on_vault(keep_going) if one.path not in outside] if self.whole else []
        self._from_vault = _by_path([*from_vault, *self._unreadable_folders()])
        for path, diagnostics in self._from_vault.items():
            found.setdefault(path, []).extend(diagnostics)
        composed = ((path, self._composed(path, diagnostics)) for path, diagnostics in found.items())
        return {path: diagnostics for path, diagnostics in composed if diagnostics}

    def _vault_checker(self) -> VaultChecker:
        return VaultChecker(self.vault, self.plan, self._valid, Placer(self.read_text), self._answers)

    def _unreadable_folders(self) -> Iterator[Diagnostic]:
        for folder, reason in self.tree.unreadable:
            message = f"the folder cannot be listed: {reason}"
            yield engine_report(folder, "unreadable-note", message, "error")

    def _composed(self, path: str, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Diagnostics of one file to report, in order."""
        plan, result = self.plan.at(path), self.results.get(path)
        shown = suppress(drop_superseded(diagnostics), result, plan, self.read_text, whole=self.whole)
        if path in self._scope.only:
            shown = [one for one in shown if one.place in self._scope.only[path]]
        return sorted(shown, key=lambda one: one.order)


def _publishing(overlay: Overlay, plan: Plan) -> Publishing:
    """Published notes, if a rule needs them."""
    if not any("publishing" in active.rule.needs for active in plan.anywhere):
        return Publishing()
    from vaultlint.vault.publishing import read_publishing

    return read_publishing(overlay.root)


def _now_and_then(each: Iterable[T], call: Callable[[], None]) -> Iterator[T]:
    """Call something between every few values."""
    for number, one in enumerate(each):
        if number % _A_FEW == 0:
            call()
        yield one


def _go_on() -> None:
    pass


def _by_path(diagnostics: Sequence[Diagnostic]) -> dict[str, list[Diagnostic]]:
    grouped: dict[str, list[Diagnostic]] = {}
    for one in diagnostics:
        grouped.setdefault(one.path, []).append(one)
    return grouped
