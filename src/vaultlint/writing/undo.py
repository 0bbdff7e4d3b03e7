"""Takes a run back: every file gets the bytes it had before, unless somebody changed it since.

Undoing is a run like any other, recorded with what it found, so it can be undone in its turn. A rename and the edits
that belong to it are taken back together or, if one of them cannot be, not at all: a note that came back under its old
name while links name the new one would be a worse place than either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vaultlint.writing.content import digest_of
from vaultlint.writing.errors import WriteRefused, in_words
from vaultlint.writing.history import Contents, Renaming
from vaultlint.writing.records import Torn
from vaultlint.writing.rename import remove_empty
from vaultlint.writing.target import is_named_exactly, is_there
from vaultlint.writing.transaction import FileEdit, Rename, Transaction, write

if TYPE_CHECKING:
    from vaultlint.writing.journal import Journal


class Choice(NamedTuple):
    """What of a run to take back: notes or folders (paths in the vault with `/`, as they were called before or after
    the run) and rules. None is everything."""

    notes: tuple[str, ...] | None = None
    rules: frozenset[str] | None = None

    def has_note(self, *names: str) -> bool:
        """Whether one of a file's names is chosen."""
        if self.notes is None:
            return True
        return any(name == note or name.startswith(note.rstrip("/") + "/") for name in names for note in self.notes)


@dataclass
class UndoReport:
    """What was taken back, or would be. Paths are in the vault, with `/`; files under the name they have afterwards."""

    run: str
    undo_run: str | None = None
    restored: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_back(
    journal: Journal,
    run_id: str | None,
    choice: Choice,
    *,
    force: bool,
    dry_run: bool,
    command: Sequence[str],
    on_wait: Callable[[str], None] | None,
) -> UndoReport:
    """Take back a run of `journal`. With `force` also what changed since; the journal keeps that, too.

    Raises `Failure` if there is no such run or the journal cannot be read or written.
    """
    contents = journal.read(run_id)
    if dry_run:
        return _Plan(contents, journal.vault_root, choice, force).report()
    with journal.begin(command, undoes=contents.info.id, on_wait=on_wait) as run:
        plan = _Plan(contents, journal.vault_root, choice, force)
        answers = write([step.transaction for step in plan.steps], run)
        report = plan.report(answers)
        remove_empty(plan.made)
        report.undo_run = run.id
    return report if run.id else _without_run(report)


def _without_run(report: UndoReport) -> UndoReport:
    report.undo_run = None
    return report


@dataclass
class _File:
    """One file through a run: its name before and after, what it held before, and all that the run knows of it."""

    original: str
    name: str
    before: str | None
    known: set[str | None]
    rules: set[str] = field(default_factory=set)
    is_linked: bool = False  # belongs to a rename


class _Step(NamedTuple):
    transaction: Transaction
    names: list[str]
    renames: list[tuple[str, str]]


class _Plan:
    """What to write in order to take a run back."""

    def __init__(self, contents: Contents, root: Path, choice: Choice, force: bool) -> None:
        self.steps: list[_Step] = []
        #: Folders that the run made, outermost first; those that are empty afterwards go.
        self.made = [root / name for change in contents.changes for name in change.made]
        self._contents = contents
        self._root = root
        self._choice = choice
        self._force = force
        self._unchanged: list[str] = []
        self._refused: list[tuple[str, str]] = []
        files, renames = self._follow()
        for file in files:
            if not file.is_linked:
                self._add_alone(file)
        if renames:
            self._add_linked([file for file in files if file.is_linked], renames)

    def report(self, answers: Sequence[WriteRefused | None] = ()) -> UndoReport:
        """The report, given what `write` answered to each step; without answers, as if each were carried out."""
        report = UndoReport(self._contents.info.id, unchanged=list(self._unchanged), refused=list(self._refused))
        for index, step in enumerate(self.steps):
            refusal = answers[index] if answers else None
            if refusal is None:
                report.restored += step.names
                report.renamed += step.renames
            else:
                names = step.names or [new for new, _ in step.renames]
                report.refused += [(name, refusal.reason) for name in names]
        return report

    def _follow(self) -> tuple[list[_File], list[Renaming]]:
        """The files of the run under their last names, and its renames, without one that was never carried out."""
        files: list[_File] = []
        renames: list[Renaming] = []
        last = len(self._contents.changes) - 1
        for number, change in enumerate(self._contents.changes):
            by_name = {file.name: file for file in files}
            for entry in change.writes:
                file = by_name.get(entry.path)
                if file is None:
                    file = _File(entry.path, entry.path, entry.before, {entry.before})
                    files.append(file)
                file.known.add(entry.after)
                file.rules.update(entry.rules)
                file.is_linked |= bool(change.renames)
            for each in change.renames:
                if number == last and self._was_cut_short(each):
                    continue
                renames.append(each)
                for file in files:
                    if _is_at_or_below(file.name, each.old):
                        file.name = each.new + file.name[len(each.old) :]
                        file.is_linked = True
        return files, renames

    def _was_cut_short(self, each: Renaming) -> bool:
        # A run that was killed recorded its last rename and may not have come to it.
        return is_named_exactly(self._root / each.old) and not is_named_exactly(self._root / each.new)

    def _add_alone(self, file: _File) -> None:
        if not self._choice.has_note(file.original, file.name) or not self._has_rule(file.rules):
            return
        if reason := self._mixed(file):
            self._refused.append((file.name, reason))
            return
        edit = self._edit(file)
        if edit is not None:
            self.steps.append(_Step(Transaction((edit,)), [file.name], []))

    def _add_linked(self, files: list[_File], renames: list[Renaming]) -> None:
        chosen = [self._choice.has_note(file.original, file.name) and self._has_rule(file.rules) for file in files]
        chosen += [self._choice.has_note(each.old, each.new) and self._has_rule(each.rules) for each in renames]
        if not any(chosen):
            return
        together = f"it belongs to the rename of {renames[0].old} to {renames[0].new}"
        names = [file.name for file in files] or [each.new for each in renames]
        if not all(chosen) or any(self._mixed(file) for file in files):
            self._refused += [(name, f"{together}, which is taken back whole or not at all") for name in names]
            return
        before = len(self._refused), len(self._unchanged)
        edits = [edit for file in files if (edit := self._edit(file)) is not None]
        self._refused += list(self._impossible(renames))
        if len(self._refused) > before[0]:
            told = {name for name, _ in self._refused[before[0] :]}
            self._refused += [(name, f"{together}, which stays") for name in names if name not in told]
            del self._unchanged[before[1] :]
            return
        back = tuple(Rename(self._root / each.new, self._root / each.old, each.rules) for each in reversed(renames))
        names = [_renamed_back(file.name, renames) for file in files if file.name not in self._unchanged]
        pairs = [(each.new, each.old) for each in reversed(renames)]
        self.steps.append(_Step(Transaction(tuple(edits), back), names, pairs))

    def _edit(self, file: _File) -> FileEdit | None:
        """What gives a file its old bytes; None if it has them or must not get them, which is noted."""
        path = self._root / file.name
        try:
            now = path.read_bytes() if is_there(path) else None
            original = None if file.before is None else self._contents.content(file.before)
        except OSError as error:
            self._refused.append((file.name, in_words(error)))
            return None
        except Torn as error:
            self._refused.append((file.name, str(error)))
            return None
        found = None if now is None else digest_of(now)
        if found == file.before:
            self._unchanged.append(file.name)
            return None
        if found not in file.known and not self._force:
            self._refused.append((file.name, "it was deleted since" if now is None else "it changed since"))
            return None
        return FileEdit(path, now, original, tuple(sorted(file.rules)))

    def _impossible(self, renames: list[Renaming]) -> Iterator[tuple[str, str]]:
        # Names in between are free by the time they are needed.
        passed = {each.new for each in renames}
        if not is_there(self._root / renames[-1].new):
            yield renames[-1].new, "it is no longer there"
        for each in renames:
            if each.old not in passed and is_named_exactly(self._root / each.old):
                yield each.new, f"something else is at {each.old} now"

    def _has_rule(self, rules: Iterable[str]) -> bool:
        return self._choice.rules is None or not self._choice.rules.isdisjoint(rules)

    def _mixed(self, file: _File) -> str | None:
        if self._choice.rules is None or not (others := file.rules - self._choice.rules):
            return None
        return f"{', '.join(sorted(others))} changed it in the same run; it can only be taken back as a whole"


def _is_at_or_below(name: str, folder: str) -> bool:
    return name == folder or name.startswith(folder + "/")


def _renamed_back(name: str, renames: list[Renaming]) -> str:
    for each in reversed(renames):
        if _is_at_or_below(name, each.new):
            name = each.old + name[len(each.new) :]
    return name
