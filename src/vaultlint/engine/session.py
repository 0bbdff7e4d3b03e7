"""A vault under check: notes read in parallel, facts folded, rules on the vault, then silence and order.

A session is kept up to date note by note (`update`), so that a fix is judged by the same code as the first look.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from vaultlint.cache import hashed
from vaultlint.config import Config
from vaultlint.diagnostic import Diagnostic, Place
from vaultlint.engine.checking import NoteResult, check_note, engine_report, shown_only, unreadable
from vaultlint.engine.mark import Mark
from vaultlint.engine.placing import Placer
from vaultlint.engine.plan import ActiveRule, Plan
from vaultlint.engine.precedence import without_superseded
from vaultlint.engine.reading import LARGEST_NOTE, read_file
from vaultlint.engine.recall import Recall, alike
from vaultlint.engine.settling import settled
from vaultlint.engine.silencing import silenced
from vaultlint.facts import Facts
from vaultlint.files import CHECKED_SUFFIXES, Tree
from vaultlint.note import NEVER_REWRITTEN
from vaultlint.settings import VaultSettings, read_settings
from vaultlint.vault import Vault
from vaultlint.web.answers import Answers

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
        self._results: dict[str, NoteResult] | None = {}
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
        self._said: dict[str, list[Diagnostic]] = {}  # what the rules on facts said of notes, as far as it holds
        self._settled: dict[str, list[Diagnostic]] = {}  # the same of what rules on notes left to the vault
        self._of_names: dict[str, list[Diagnostic]] = {}  # what rules said of the names of files, as long as these stay

    @property
    def results(self) -> dict[str, NoteResult]:
        """What came of each note that was checked."""
        if self._results is None:
            assert self.recall is not None
            self._results = {one.path: one for one in self.recall.results(self.chosen)}
        return self._results

    def read_bytes(self, path: str, largest: int | None = None) -> bytes:
        """The bytes of a note, as mended so far. OSError if it cannot be read or the file is larger than `largest`."""
        changed = self.changed.get(path)
        if changed is None:
            changed = self.staged.get(path)
        if changed is not None:
            return changed
        return read_file(self._place(path), largest)

    def _place(self, path: str) -> str:
        """Where a file lies on the disk. (Joining names as `Path`s takes longer than reading a note.)"""
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
        if self.changed or self.staged or self.only:
            self.recall = None
        if self.recall is not None and (report := self.recall.report()) is not None:
            self._report, self._results = report, None
            return
        from vaultlint.engine.parallel import check_notes

        known = {one.path: one for one in self.recall.results(self.chosen)} if self.recall is not None else {}
        rest = [path for path in self.chosen if path not in known] if known else self.chosen
        fresh = {result.path: result for result in check_notes(self, rest, jobs, progress)}
        self._results = {**known, **fresh}
        if self.recall is not None and known:
            self._said, self._settled = self.recall.on_facts(fresh)
            self._of_names = self.recall.of_names()

    def _alter(self, *paths: str) -> None:
        """Something changes: what is known of the whole no longer holds, nor what was said of these notes (or all)."""
        self._former = self._vault or self._former
        self._vault = self._report = None
        if paths:
            for path in paths:
                self._said.pop(path, None)
                self._settled.pop(path, None)
        else:
            self._said, self._settled = {}, {}

    def check(self, path: str) -> NoteResult:
        """Check one note as it is now."""
        try:
            data = self.read_bytes(path, LARGEST_NOTE)
        except OSError as error:
            return unreadable(path, error.strerror or str(error))
        result = check_note(path, data, self.plan, self.settings)
        if self.recall is not None:
            result.digest = hashed(data)
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
        if old is not None and alike(old.facts, new.facts) and not self.config.plugins and not self.config.rule_paths:
            self._alter(path)
        else:
            self._alter()

    def rename(self, old: str, new: str) -> dict[str, str]:
        """Take a file or folder under another name, as a fix would; the answer is every file that moves, old → new."""
        moved = {path: new + path[len(old) :] for path in self.tree.files if path == old or path.startswith(old + "/")}
        known = {path for path in moved if self.results.pop(path, None) is not None}
        origins = {after: self.renamed.pop(path, path) for path, after in moved.items()}
        self.renamed.update({path: origin for path, origin in origins.items() if path != origin})
        texts = {moved[path]: self.changed.pop(path) for path in moved if path in self.changed}
        self.changed.update(texts)
        self.tree = replace(self.tree, files=sorted(moved.get(path, path) for path in self.tree.files))
        self.chosen = sorted(moved.get(path, path) for path in self.chosen)
        self._of_names = {}
        for path in moved:
            self._beside.pop(path, None)
        for path in sorted(known):
            self.results[moved[path]] = self.check(moved[path])
        self._alter()
        return moved

    def mark(self) -> Mark:
        """The state that `back_to` brings back."""
        texts, names = dict(self.changed), dict(self.renamed)
        return Mark(self.tree, list(self.chosen), dict(self.results), texts, names, dict(self._beside))

    def back_to(self, mark: Mark) -> None:
        """Take back all updates and renames since `mark`."""
        self.tree, self.chosen = mark.tree, list(mark.chosen)
        self._results, self.changed = dict(mark.results), dict(mark.changed)
        self.renamed, self._beside = dict(mark.renamed), dict(mark.beside)
        self._of_names = {}
        self._alter()

    @property
    def vault(self) -> Vault:
        """The facts folded; links are resolved by it."""
        if self._vault is None:
            files, former = self.tree.files, self._former
            self._vault = Vault(self.root, self.settings, files, self._facts, whole=self.whole, like=former)
        return self._vault

    def _facts(self, path: str) -> Facts | None:
        result = self.results.get(path)
        if result is None:
            if not path.lower().endswith(CHECKED_SUFFIXES):
                return None
            result = self.facts_only(path)
        return result.facts

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
        return bool(self.tree.unreadable) or any(result.failed for result in self._results.values())

    def diagnostics(self) -> list[Diagnostic]:
        """Everything there is to report, in order: silenced, and one report for one defect."""
        if self.answers is not None:
            self._alter()  # nothing tells when they change
        if self._report is None:
            self._report = self._all_diagnostics()
            if self.recall is not None and not self.changed and not self.renamed:
                self.recall.save(self._report, self._said, self._settled, self._of_names)
        return list(self._report)

    def _all_diagnostics(self) -> list[Diagnostic]:
        found: dict[str, list[Diagnostic]] = {}
        results = self.results
        for path in self.chosen:
            if (result := results.get(path)) and not result.quiet:
                found[path] = self._settle(path, result)
        for diagnostic in self._on_vault():
            found.setdefault(diagnostic.path, []).append(diagnostic)
        for folder, reason in self.tree.unreadable:
            message = f"the folder cannot be listed: {reason}"
            found.setdefault(folder, []).append(engine_report(folder, "unreadable-note", message, "error"))
        kept: list[Diagnostic] = []
        for path, diagnostics in found.items():
            shown = silenced(self, path, without_superseded(diagnostics))
            kept += [one for one in shown if one.place in self.only[path]] if path in self.only else shown
        return sorted(kept, key=lambda one: one.order)

    def _on_vault(self) -> Iterator[Diagnostic]:
        """What the rules on facts and on the vault say of the chosen notes."""
        placer = Placer(self.read_text)
        for path in self.chosen:
            plan = self.plan.at(path)
            result = self.results.get(path) if plan.on_facts or plan.on_answers else None
            if result is not None:
                said = self._said.get(path)
                if said is None:
                    facts = result.facts
                    said = self._said[path] = list(self._on_facts(facts, plan, placer)) if facts is not None else []
                yield from said
        for active in self.plan.everywhere if self.whole else ():
            for one in self._on_whole(active, placer):
                plan = self.plan.at(one.path)
                if active.name in plan.names and active.name not in plan.ignored(one.path):
                    there = next(each for each in plan.on_vault if each.name == active.name)
                    severity: Any = one.severity
                    yield replace(one, severity=there.severity(severity))

    def _settle(self, path: str, result: NoteResult) -> list[Diagnostic]:
        """What the rules on notes say of a note, where they left something to the vault as that has it."""
        if not any(one.open for one in result.diagnostics):
            return list(result.diagnostics)
        if path not in self._settled:
            self._settled[path] = settled(result, self.vault)
        return list(self._settled[path])

    def _on_whole(self, active: ActiveRule, placer: Placer) -> list[Diagnostic]:
        """What a rule says of the whole vault. Of one that looks at names alone it is kept until these change."""
        said = self._of_names.get(active.name)
        if said is None:
            said = list(placer.place(active.check(self.vault), replace(active, configured=None)))
            # A fix may reach into notes, which change sooner than names.
            if "names" in active.rule.needs and not any(one.fix for one in said):
                self._of_names[active.name] = said
        return said

    def _on_facts(self, facts: Facts, plan: Plan, placer: Placer) -> Iterator[Diagnostic]:
        ignored = plan.ignored(facts.path)
        owned = facts.kind in NEVER_REWRITTEN
        calls: list[tuple[ActiveRule, Vault | Answers]] = [(active, self.vault) for active in plan.on_facts]
        if self.answers is not None:
            calls += [(active, self.answers) for active in plan.on_answers]
        for active, given in calls:
            if active.name in ignored or (facts.kind == "template" and not active.rule.in_templates):
                continue
            for one in placer.place(active.check(facts, given), active, facts.path):
                yield shown_only(one) if owned else one


_NO_RULES = Plan(frozenset())
