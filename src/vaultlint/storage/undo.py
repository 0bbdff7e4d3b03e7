"""Plan and carry out the undo of a run.

A run is reverted from its end. Changes without renames that follow one another are reverted file by file. A rename
and the edits that belong to it are reverted together or, if one of them cannot be, not at all: a note that came back
under its old name while links name the new one would be a worse place than either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vaultlint.storage.atomic import digest_of
from vaultlint.storage.errors import WriteRefused, in_words
from vaultlint.storage.paths import is_named_exactly
from vaultlint.storage.rename import remove_empty
from vaultlint.storage.run_file import Change, Contents, Renaming, Torn
from vaultlint.storage.transaction import FileEdit, Rename, Transaction, write

if TYPE_CHECKING:
    from vaultlint.storage.journal import Journal


class View:
    """Files on the disk, seen through writes and renames that are only intended. Names are in the vault, with `/`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._contents: dict[str, bytes | None] = {}
        self._renames: list[tuple[str, str]] = []

    def copy(self) -> View:
        other = View(self._root)
        other._contents = dict(self._contents)
        other._renames = list(self._renames)
        return other

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, None if there is none. Raises `OSError` for what is there and is not a readable file."""
        if name in self._contents:
            return self._contents[name]
        path = self._on_disk(name)
        return path.read_bytes() if path is not None and is_named_exactly(path) else None

    def is_there(self, name: str) -> bool:
        """Whether a file or a folder has this very name."""
        if name in self._contents:
            return self._contents[name] is not None
        if any(content is not None and is_at_or_below(each, name) for each, content in self._contents.items()):
            return True
        path = self._on_disk(name)
        return path is not None and is_named_exactly(path)

    def write(self, name: str, content: bytes | None) -> None:
        self._contents[name] = content

    def rename(self, old: str, new: str) -> None:
        # What is known to be gone from the new name makes room for what comes there.
        self._contents = {
            moved(name, [(old, new)]): content
            for name, content in self._contents.items()
            if not is_at_or_below(name, new)
        }
        self._renames.append((old, new))

    def _on_disk(self, name: str) -> Path | None:
        for old, new in reversed(self._renames):
            if is_at_or_below(name, new):
                name = old + name[len(new) :]
            elif is_at_or_below(name, old):
                return None
        return self._root / name


def is_at_or_below(name: str, folder: str) -> bool:
    """Whether `name` is `folder` or lies in it."""
    return name == folder or name.startswith(folder + "/")


def moved(name: str, renames: Iterable[tuple[str, str]]) -> str:
    """The name a file has after renames of files and folders."""
    for old, new in renames:
        if is_at_or_below(name, old):
            name = new + name[len(old) :]
    return name


class Choice(NamedTuple):
    """Part of a run to revert; None is everything.

    `notes` are notes or folders, as paths in the vault with `/`, under their name before or after the run.
    """

    notes: tuple[str, ...] | None = None
    rules: frozenset[str] | None = None

    def has_note(self, *names: str) -> bool:
        """Whether a file is chosen by one of its names."""
        if self.notes is None:
            return True
        return any(is_at_or_below(name, note.rstrip("/")) for name in names for note in self.notes)

    def has_rule(self, rules: Iterable[str]) -> bool:
        """Whether what these rules did is chosen."""
        return self.rules is None or not self.rules.isdisjoint(rules)

    def others(self, rules: Iterable[str]) -> list[str]:
        """The `rules` that are not chosen, if rules are chosen."""
        return [] if self.rules is None else sorted(set(rules) - self.rules)


class Step(NamedTuple):
    """One transaction; the names of its files afterwards; its renames as pairs of names."""

    transaction: Transaction
    names: list[str]
    renames: list[tuple[str, str]]


@dataclass
class _File:
    """One file: its name now and after the undo, what it held before the run, and all the run knows of it."""

    name: str
    original: str
    before: str | None
    known: set[str | None]
    rules: set[str] = field(default_factory=set)


class Plan:
    """Steps in their order; `refused` files with reasons; `unchanged` ones that have their old bytes already."""

    def __init__(self, contents: Contents, root: Path, choice: Choice, force: bool) -> None:
        self.run = contents.info.id
        self.steps: list[Step] = []
        self.unchanged: list[str] = []
        self.refused: list[tuple[str, str]] = []
        self._contents = contents
        self._root = root
        self._choice = choice
        self._force = force
        self._view = View(root)
        for segment in _segments(self._carried_out()):
            if segment[0].renames:
                self._add_linked(segment[0])
            else:
                self._add_alone(segment)

    def _carried_out(self) -> list[Change]:
        """The changes of the run without renames that it was killed before; only its last change can have such."""
        changes = list(self._contents.changes)
        if changes and not self._contents.info.is_complete:
            renames = changes[-1].renames
            while renames and self._is_still_called(renames[-1].old, renames[-1].new):
                renames = renames[:-1]
            changes[-1] = changes[-1]._replace(renames=renames)
        return changes

    def _is_still_called(self, old: str, new: str) -> bool:
        return is_named_exactly(self._root / old) and not is_named_exactly(self._root / new)

    def _add_alone(self, changes: list[Change]) -> None:
        for file in _files(changes):
            if not self._choice.has_note(file.name) or not self._choice.has_rule(file.rules):
                continue
            if others := self._choice.others(file.rules):
                reason = f"{', '.join(others)} changed it in the same run; it can only be taken back as a whole"
                self.refused.append((file.name, reason))
            elif edit := self._edit(file):
                self.steps.append(Step(Transaction((edit,)), [file.name], []))
                self._view.write(file.name, edit.after)

    def _add_linked(self, change: Change) -> None:
        files, renames = _files([change]), change.renames
        for file in files:
            file.name = moved(file.name, ((each.old, each.new) for each in renames))
        names = [file.name for file in files] or [each.new for each in renames]
        wanted = self._is_wanted(files, renames)
        if wanted is None:
            return
        together = f"it belongs to the rename of {renames[0].old} to {renames[0].new}"
        if not wanted:
            self.refused += [(name, f"{together}, which is taken back whole or not at all") for name in names]
            return
        refused, unchanged = len(self.refused), len(self.unchanged)
        edits = [(file, edit) for file in files if (edit := self._edit(file))]
        view = self._view.copy()
        for file, edit in edits:
            view.write(file.name, edit.after)
        self.refused += _rename_back(view, renames)
        if told := {name for name, _ in self.refused[refused:]}:
            self.refused += [(name, f"{together}, which stays") for name in names if name not in told]
            del self.unchanged[unchanged:]
            return
        back = [Rename(self._root / each.new, self._root / each.old, each.rules) for each in reversed(renames)]
        pairs = [(each.new, each.old) for each in reversed(renames)]
        transaction = Transaction(tuple(edit for _, edit in edits), tuple(back))
        self.steps.append(Step(transaction, [file.original for file, _ in edits], pairs))
        self._view = view

    def _is_wanted(self, files: list[_File], renames: tuple[Renaming, ...]) -> bool | None:
        """Whether the choice takes in all of a change with renames; None if nothing of it."""
        choice = self._choice
        chosen = [choice.has_note(file.original, file.name) and choice.has_rule(file.rules) for file in files]
        chosen += [choice.has_note(each.old, each.new) and choice.has_rule(each.rules) for each in renames]
        if not any(chosen):
            return None
        return all(chosen) and not any(choice.others(file.rules) for file in files)

    def _edit(self, file: _File) -> FileEdit | None:
        """Edit that restores a file's old bytes; None if it has them or must not get them, which is noted."""
        try:
            now = self._view.read(file.name)
            original = None if file.before is None else self._contents.content(file.before)
        except OSError as error:
            self.refused.append((file.name, in_words(error)))
            return None
        except Torn as error:
            self.refused.append((file.name, str(error)))
            return None
        if now == original:
            self.unchanged.append(file.original)
            return None
        found = None if now is None else digest_of(now)
        if found not in file.known and not self._force:
            self.refused.append((file.name, "it was deleted since" if now is None else "it changed since"))
            return None
        return FileEdit(self._root / file.name, now, original, tuple(sorted(file.rules)))


def _segments(changes: list[Change]) -> Iterator[list[Change]]:
    """From the end: a change with renames alone, others with their like."""
    segment: list[Change] = []
    for change in reversed(changes):
        if segment and (change.renames or segment[0].renames):
            yield segment
            segment = []
        segment.insert(0, change)
    if segment:
        yield segment


def _files(changes: list[Change]) -> list[_File]:
    """The files of changes in the order they were first written."""
    files: dict[str, _File] = {}
    for change in changes:
        for entry in change.writes:
            file = files.setdefault(entry.path, _File(entry.path, entry.path, entry.before, {entry.before}))
            file.known.add(entry.after)
            file.rules.update(entry.rules)
    return list(files.values())


def _rename_back(view: View, renames: tuple[Renaming, ...]) -> list[tuple[str, str]]:
    """Rename back in `view`; the answer is why not, with the name of the file."""
    for each in reversed(renames):
        if not view.is_there(each.new):
            return [(each.new, "it is no longer there")]
        if view.is_there(each.old):
            return [(each.new, f"something else is at {each.old} now")]
        view.rename(each.new, each.old)
    return []


@dataclass
class UndoReport:
    """Result of a revert, done or planned. Paths are relative to the vault, with `/`.

    `run` was reverted by `undo_run` (None for a dry run or if nothing was written). `restored` have their old bytes
    again (files under their old name), `unchanged` had them before, `renamed` are pairs of the name before the undo
    and after it, `refused` pairs of a name and the reason.
    """

    run: str
    undo_run: str | None = None
    restored: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def undo(
    journal: Journal,
    run_id: str | None = None,
    *,
    force: bool = False,
    only_notes: Iterable[str] | None = None,
    only_rules: Iterable[str] | None = None,
    dry_run: bool = False,
    command: Sequence[str] = ("undo",),
    group: str | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> UndoReport:
    """Revert a run of a journal, the last one if `run_id` is None. See `revert_run`.

    Raises: `Failure` if there is no such run.
    """
    choice = Choice(
        None if only_notes is None else tuple(only_notes), None if only_rules is None else frozenset(only_rules)
    )
    return revert_run(
        journal, run_id, choice, force=force, dry_run=dry_run, command=command, group=group, on_wait=on_wait
    )


def revert_run(
    journal: Journal,
    run_id: str | None,
    choice: Choice,
    *,
    force: bool,
    dry_run: bool,
    command: Sequence[str],
    group: str | None,
    on_wait: Callable[[str], None] | None,
) -> UndoReport:
    """Revert a run of `journal`. With `force` also what changed since, which the journal stores, too.

    Raises `Failure` if there is no such run or the journal cannot be read or written.
    """
    contents = journal.read(run_id)
    if dry_run:
        return _report(Plan(contents, journal.vault_root, choice, force), [])
    partial = choice != Choice()
    with journal.begin(command, undoes=contents.info.id, partial=partial, group=group, on_wait=on_wait) as run:
        plan = Plan(contents, journal.vault_root, choice, force)
        report = _report(plan, write([step.transaction for step in plan.steps], run))
        remove_empty(journal.vault_root / name for change in contents.changes for name in change.made)
    report.undo_run = run.id  # known to be None only now if nothing was written
    return report


def _report(plan: Plan, answers: Sequence[WriteRefused | None]) -> UndoReport:
    """The report, given what `write` answered to each step; without answers, as if each were carried out."""
    report = UndoReport(plan.run, refused=list(plan.refused))
    restored: dict[str, None] = {}
    for index, step in enumerate(plan.steps):
        refusal = answers[index] if answers else None
        if refusal is None:
            restored.update(dict.fromkeys(step.names))
            report.renamed += step.renames
        else:
            report.refused += [(name, refusal.reason) for name in step.names or [old for old, _ in step.renames]]
    report.restored = list(restored)
    report.unchanged = [name for name in dict.fromkeys(plan.unchanged) if name not in restored]
    return report
