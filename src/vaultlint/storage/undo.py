"""What to write in order to take a run back.

A run is taken back from its end. Changes without renames that follow one another are taken back file by file. A rename
and the edits that belong to it are taken back together or, if one of them cannot be, not at all: a note that came back
under its old name while links name the new one would be a worse place than either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from vaultlint.storage.errors import in_words
from vaultlint.storage.run_file import Change, Contents, Renaming
from vaultlint.storage.transaction import FileEdit, Rename, Transaction
from vaultlint.writing.content import digest_of
from vaultlint.writing.records import Torn
from vaultlint.writing.target import is_named_exactly
from vaultlint.writing.view import View, is_at_or_below, moved


class Choice(NamedTuple):
    """What of a run to take back; None is everything.

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
        """Those of `rules` that are not chosen, if it is rules that are chosen."""
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
        """What gives a file its old bytes; None if it has them or must not get them, which is noted."""
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
