"""Write several files and renames, all of them or none.

All new texts are written and on the disk, and the journal knows all old ones, before the first file is replaced. If
one cannot be replaced, those before it get their old file back. Killed half-way, each file is whole, old or new, and
the journal can take the new ones back.

Waiting for the disk is what writing costs, so transactions go through these steps side by side, a batch at a time: one
wait a file, one for the journal; folders are waited for once, at the end. Each is still accepted or refused alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vaultlint.errors import Failure
from vaultlint.storage.atomic import Replacement
from vaultlint.storage.errors import WriteRefused
from vaultlint.storage.interrupts import interrupts_delayed
from vaultlint.storage.paths import missing_folders, remove_leftovers_below
from vaultlint.storage.rename import check_rename, remove_empty, rename, sync_folders

if TYPE_CHECKING:
    from vaultlint.storage.journal import Run

#: Files side by side in a batch; each holds an open file, and systems begin at 256 of those.
BATCH = 64

#: Threads that wait for the disk.
_WAITING = 4


@dataclass(frozen=True, slots=True)
class FileEdit:
    """One file: its bytes as they were read and as they shall be; None for a file that is made or removed."""

    path: Path
    before: bytes | None
    after: bytes | None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """A file or folder gets a new name. Nothing may be there."""

    old: Path
    new: Path
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transaction:
    """Edits, then renames in their order; the edits name files as they are called before the renames.

    A file that is made or removed cannot be renamed in the same transaction, nor another take its name.
    """

    edits: tuple[FileEdit, ...] = ()
    renames: tuple[Rename, ...] = ()


def write(transactions: Iterable[Transaction], run: Run) -> list[WriteRefused | None]:
    """Carry out transactions and record them in `run`; the answer has None or the reason for each, in their order.

    A transaction that is refused has changed nothing, others go on. No file is written that the journal could not
    keep: it is refused then.
    """
    answers: list[WriteRefused | None] = []
    written: set[Path] = set()
    for number, batch in enumerate(_batches(transactions)):
        if not number:
            # The second name of an old file, left by a run that was killed, would make the note look hard-linked.
            remove_leftovers_below(run.vault_root)
        with interrupts_delayed():
            answers += _write_batch(batch, run, written)
    sync_folders(written)
    return answers


def _batches(transactions: Iterable[Transaction]) -> Iterator[list[Transaction]]:
    # In a batch each file occurs once, and a rename is alone: what comes after it must find the new names.
    batch: list[Transaction] = []
    paths: set[Path] = set()
    for transaction in transactions:
        own = {edit.path for edit in transaction.edits}
        full = len(paths) + len(own) > BATCH
        if batch and (full or transaction.renames or batch[-1].renames or not paths.isdisjoint(own)):
            yield batch
            batch, paths = [], set()
        batch.append(transaction)
        paths |= own
    if batch:
        yield batch


def _write_batch(batch: Sequence[Transaction], run: Run, written: set[Path]) -> list[WriteRefused | None]:
    attempts = [_Attempt(transaction, run) for transaction in batch]
    try:
        for attempt in attempts:
            attempt.try_to(_Attempt.prepare)
        _side_by_side(attempts, _Attempt.sync)
        for attempt in attempts:
            attempt.try_to(_Attempt.record)
        _sync_journal(attempts, run)
        for attempt in attempts:
            attempt.try_to(_Attempt.carry_out)
        written.update(folder for attempt in attempts for folder in attempt.folders())
        for attempt in attempts:
            attempt.try_to(_Attempt.verify)
    except BaseException:
        for attempt in attempts:
            attempt.refuse("the run was interrupted")
        raise
    finally:
        for attempt in attempts:
            attempt.discard()
    return [attempt.refusal for attempt in attempts]


def _side_by_side(attempts: Sequence[_Attempt], step: Callable[[_Attempt], None]) -> None:
    # File systems answer waits that come together with one commit: measured six times faster than one by one.
    if len(attempts) < 2 * _WAITING:
        for attempt in attempts:
            attempt.try_to(step)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_WAITING) as pool:
        list(pool.map(lambda attempt: attempt.try_to(step), attempts))


def _sync_journal(attempts: Sequence[_Attempt], run: Run) -> None:
    try:
        run.sync()
    except Failure as error:
        for attempt in attempts:
            attempt.refuse(str(error))


def _is_done(edit: FileEdit) -> bool:
    """Return whether the file holds what it shall: another run did the same since this one read it."""
    if edit.before is None or edit.after is None:
        return False
    try:
        return edit.path.read_bytes() == edit.after
    except OSError:
        return False


class _Attempt:
    """One transaction on its way."""

    def __init__(self, transaction: Transaction, run: Run) -> None:
        self.refusal: WriteRefused | None = None
        edits = tuple(edit for edit in transaction.edits if edit.before != edit.after and not _is_done(edit))
        self._transaction = Transaction(edits, transaction.renames)
        self._run = run
        self._change: int | None = None
        self._renamed: list[tuple[Path, Path]] = []
        self._made: list[Path] = []
        root = run.vault_root
        self._replacements = [Replacement(edit.path, edit.before, edit.after, root) for edit in edits]

    def try_to(self, step: Callable[[_Attempt], None]) -> None:
        """Do one step unless an earlier one was refused; a refusal reverts what was done."""
        if self.refusal is not None:
            return
        try:
            step(self)
        except WriteRefused as error:
            self.refusal = error
            self._give_up()

    def refuse(self, reason: str) -> None:
        """Abort for a reason outside the files."""
        if self.refusal is None:
            self.refusal = WriteRefused(self._first_path(), reason)
            self._give_up()

    def prepare(self) -> None:
        self._check_renames()
        places = [edit.path for edit in self._transaction.edits if edit.before is None]
        places += [each.new for each in self._transaction.renames]
        self._made = list(dict.fromkeys(folder for place in places for folder in missing_folders(place)))
        for replacement in self._replacements:
            replacement.prepare()
        places = [replacement.place for replacement in self._replacements]
        if len(set(places)) < len(places):
            raise WriteRefused(self._first_path(), "two edits of one transaction are of the same file")

    def _check_renames(self) -> None:
        renames = self._transaction.renames
        for each in renames[:1]:  # what later ones find depends on the first
            check_rename(each.old, each.new, self._run.vault_root)
        named = {path for each in renames for path in (each.old, each.new)}
        for edit in self._transaction.edits:
            if edit.path in named and (edit.before is None or edit.after is None):
                raise WriteRefused(edit.path, "a transaction cannot both rename it and make or remove it")

    def sync(self) -> None:
        for replacement in self._replacements:
            replacement.sync()

    def record(self) -> None:
        if not self._replacements and not self._transaction.renames:
            return
        try:
            for edit, replacement in zip(self._transaction.edits, self._replacements, strict=True):
                self._run.record(replacement.place, edit.before, edit.after, edit.rules)
            for each in self._transaction.renames:
                self._run.record_rename(each.old, each.new, each.rules)
            self._change = self._run.end_change(self._made)
        except Failure as error:
            raise WriteRefused(self._first_path(), str(error)) from error

    def carry_out(self) -> None:
        for replacement in self._replacements:
            replacement.swap()
        for each in self._transaction.renames:
            old, new = rename(each.old, each.new, self._run.vault_root)
            self._renamed.append((old, new))
            self._follow(old, new)

    def verify(self) -> None:
        for replacement in self._replacements:
            replacement.verify()

    def roll_back(self) -> None:
        """Undo what `carry_out` did as far as possible. Raises the first `WriteRefused` when all was tried."""
        errors: list[WriteRefused] = []
        while self._renamed:
            old, new = self._renamed.pop()
            try:
                self._follow(*rename(new, old, self._run.vault_root))
            except WriteRefused as error:
                errors.append(error)
        for replacement in reversed(self._replacements):
            try:
                replacement.roll_back()
            except WriteRefused as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def discard(self) -> None:
        for replacement in self._replacements:
            replacement.discard()

    def folders(self) -> Iterator[Path]:
        for replacement in self._replacements:
            if replacement.swapped:
                yield replacement.place.parent

    def _follow(self, old: Path, new: Path) -> None:
        for replacement in self._replacements:
            replacement.follow(old, new)

    def _give_up(self) -> None:
        try:
            self.roll_back()
        except WriteRefused as error:
            # The journal keeps the change as one that happened, so that it can still be undone.
            assert self.refusal is not None
            self.refusal = WriteRefused(self.refusal.path, f"{self.refusal.reason}; and then {error}")
            return
        finally:
            self.discard()
            remove_empty(self._made)
        if self._change is not None:
            self._run.roll_back(self._change)
            self._change = None

    def _first_path(self) -> Path:
        edits, renames = self._transaction.edits, self._transaction.renames
        return edits[0].path if edits else renames[0].old if renames else self._run.vault_root
