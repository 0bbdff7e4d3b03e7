"""The journal of a vault: what each run wrote, and the bytes that were there before.

It lies in the user's state folder, one file a run (see `records`), never in the vault. Runs are dropped oldest first
when the journal outgrows its bounds, the newest never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from vaultlint.errors import Failure
from vaultlint.storage.atomic import digest_of
from vaultlint.storage.errors import in_words
from vaultlint.storage.lock import VARIABLE, VaultLock, make_private, state_folder, vault_key
from vaultlint.storage.run_file import Contents, RecordWriter, RunInfo, Torn, read_run
from vaultlint.storage.run_state import mark_undone

_SUFFIX = ".run"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a journal: bytes on the disk, and days."""

    size: int = 256 * 1024 * 1024
    days: int = 90


class Journal:
    """The runs of one vault. Nothing is made on the disk before the first run records something."""

    def __init__(self, vault_root: Path, folder: Path, bounds: Bounds) -> None:
        self.vault_root = vault_root
        self.bounds = bounds
        #: Sentences about runs that could not be read or were cut short, for the user.
        self.notices: list[str] = []
        self._folder = folder

    @classmethod
    def open(cls, vault_root: Path, bounds: Bounds | None = None) -> Journal:
        """The journal of the vault at `vault_root`, which must exist."""
        root = vault_root.resolve()
        return cls(root, state_folder() / "journal" / vault_key(root), bounds or Bounds())

    @classmethod
    def all(cls) -> list[Journal]:
        """Return the journals of all vaults that are still there, in the order of their paths."""
        folder = state_folder() / "journal"
        found: list[Journal] = []
        try:
            folders = [entry for entry in folder.iterdir() if entry.is_dir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Failure(f"{folder}: the journal cannot be read: {in_words(error)}") from error
        for each in folders:
            journal = cls(Path(), each, Bounds())
            vault = next((run.info.vault for path in journal._paths() if (run := journal._read(path))), None)
            if vault is not None and Path(vault).is_dir():
                found.append(cls.open(Path(vault)))
        return sorted(found, key=lambda journal: journal.vault_root)

    @classmethod
    def near(cls, folder: Path) -> list[Journal]:
        """Return the journals with runs of the vaults at or below `folder`, else of the nearest vault around it."""
        folder = folder.resolve()
        journals = [journal for journal in cls.all() if journal.runs()]
        if below := [journal for journal in journals if journal.vault_root.is_relative_to(folder)]:
            return below
        around = [journal for journal in journals if folder.is_relative_to(journal.vault_root)]
        return sorted(around, key=lambda journal: len(journal.vault_root.parts))[-1:]

    def begin(
        self,
        command: Sequence[str],
        *,
        undoes: str | None = None,
        partial: bool = False,
        group: str | None = None,
        on_wait: Callable[[str], None] | None = None,
        timeout: float = 60.0,
    ) -> Run:
        """Start a run and take the vault's lock for it; `command` is the command line. Raises `Failure`.

        `group` is shared by the runs of one command. `undoes` is the run that this one reverts, in part if `partial`.
        `on_wait` gets one sentence if another vaultlint is writing, which is waited for up to `timeout` seconds.
        `commit` ends the run and frees the lock; so does leaving the `with` block.
        """
        lock = VaultLock(self.vault_root)
        lock.acquire(on_wait=on_wait, timeout=timeout)
        header: dict[str, Any] = {"command": list(command), "undoes": undoes}
        header |= {"group": group} if group else {}
        header |= {"partial": True} if partial else {}
        return Run(self, lock, header)

    def runs(self) -> list[RunInfo]:
        """All runs that wrote, oldest first. Raises `Failure` if the folder cannot be read."""
        contents = [self._read(path) for path in self._paths()]
        infos = [each.info for each in contents if each is not None and each.changes]
        return mark_undone(infos)

    def read(self, run_id: str | None) -> Contents:
        """Changes of a run; the last one if `run_id` is None, else the one whose id begins so. Raises `Failure`."""
        infos = self.runs()
        if not infos:
            raise Failure(f"{self.vault_root}: there is nothing to undo: vaultlint has written nothing here")
        if run_id is None:
            found = infos[-1:]
        else:
            found = [info for info in infos if info.id == run_id] or [i for i in infos if i.id.startswith(run_id)]
        if len(found) != 1:
            known = ", ".join(info.id for info in (found or infos)[-5:])
            problem = "there is no run" if not found else "there are several runs"
            raise Failure(f"{self.vault_root}: {problem} {run_id!r}; the last ones are {known}")
        contents = self._read(self._folder / (found[0].id + _SUFFIX))
        if contents is None:
            raise Failure(f"{self.vault_root}: the run {found[0].id} has just been dropped from the journal")
        return contents

    def create_file(self) -> tuple[str, RecordWriter]:
        """A new run file and the run's id, greater than all before. Raises `Failure`. Needs the lock."""
        make_private(self._folder)
        paths = self._paths()
        run_id = _next_id(paths[-1].stem if paths else "", datetime.now())
        try:
            return run_id, RecordWriter(self._folder / (run_id + _SUFFIX))
        except OSError as error:
            raise unwritable(self._folder, error) from error

    def discard_file(self, run_id: str) -> None:
        """Forget a run that wrote nothing."""
        with suppress(OSError):
            (self._folder / (run_id + _SUFFIX)).unlink()

    def drop_old_runs(self) -> None:
        """Delete old runs beyond the bounds; the newest always stays. Needs the lock."""
        oldest = (datetime.now() - timedelta(days=self.bounds.days)).strftime("%Y%m%d-%H%M%S")
        total = 0
        for index, path in enumerate(reversed(self._paths())):
            with suppress(OSError):
                total += path.stat().st_size
                if index and (total > self.bounds.size or path.stem < oldest):
                    path.unlink()

    def _paths(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if path.suffix == _SUFFIX)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Failure(f"{self._folder}: the journal cannot be read: {in_words(error)}") from error

    def _read(self, path: Path) -> Contents | None:
        try:
            contents, notice = read_run(path)
        except (OSError, Torn) as error:
            notice, contents = f"{path}: this run cannot be read: {error}", None
        if notice and notice not in self.notices:
            self.notices.append(notice)
        return contents


class Run:
    """A run that writes. `record…` before writing, `sync`, write, and `commit` at the end.

    `transaction.write` does the recording; others need it only for what they write in another way.
    """

    def __init__(self, journal: Journal, lock: VaultLock, header: dict[str, Any]) -> None:
        self.vault_root = journal.vault_root
        #: None until something is recorded; a run that writes nothing leaves no trace.
        self.id: str | None = None
        self._journal = journal
        self._lock = lock
        self._header = {"format": 1, "vault": str(journal.vault_root), **header}
        self._writer: RecordWriter | None = None
        self._writes: list[dict[str, Any]] = []
        self._renames: list[dict[str, Any]] = []
        self._changes = 0
        self._open_changes = 0

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # An undo that was interrupted reverts nothing, so that it can be run again for the rest.
        self.commit(complete=kind is None or self._header["undoes"] is None)

    def record(self, path: Path, before: bytes | None, after: bytes | None, rules: Iterable[str] = ()) -> None:
        """Record the present (`before`) and intended content (`after`) of `path`, None for none. Raises `Failure`."""
        try:
            kept = None if before is None else self._file().add_content(before)
        except OSError as error:
            self._writes, self._renames = [], []
            raise unwritable(state_folder(), error) from error
        made = None if after is None else digest_of(after)
        self._writes.append({"path": self._name(path), "before": kept, "after": made, "rules": list(rules)})

    def record_rename(self, old: Path, new: Path, rules: Iterable[str] = ()) -> None:
        """Record the rename of `old` to `new`."""
        self._renames.append({"old": self._name(old), "new": self._name(new), "rules": list(rules)})

    def end_change(self, made: Iterable[Path] = ()) -> int:
        """End a change: what was recorded since the last call is one, reverted before earlier ones.

        `made` are folders that it makes, outermost first. The answer is its number for `roll_back`. Raises `Failure`.
        """
        value = {"writes": self._writes, "renames": self._renames, "made": [self._name(folder) for folder in made]}
        self._writes, self._renames = [], []
        try:
            self._file().add("change", value)
        except OSError as error:
            raise unwritable(state_folder(), error) from error
        self._changes += 1
        self._open_changes += 1
        return self._changes - 1

    def roll_back(self, change: int) -> None:
        """A change did not happen after all."""
        self._open_changes -= 1
        with suppress(OSError):  # undo would find the old texts in place and leave them
            self._file().add("rolled-back", {"change": change})

    def sync(self) -> None:
        """Wait until what was recorded is on the disk. Raises `Failure`."""
        if self._writes or self._renames:
            self.end_change()
        if self._writer is not None:
            try:
                self._writer.sync()
            except OSError as error:
                raise unwritable(state_folder(), error) from error

    def commit(self, *, complete: bool = True) -> None:
        """End the run, drop the oldest runs that are too many, free the lock.

        A run that is not `complete` counts as cut short.
        """
        try:
            if self._writes or self._renames:
                self.end_change()
            if self._writer is not None and self.id is not None:
                with suppress(OSError):  # all files are written; without this record the run counts as cut short
                    if complete:
                        self._writer.add("commit", {})
                    self._writer.sync()
                self._writer.close()
                self._writer = None
                if not self._open_changes:
                    self._journal.discard_file(self.id)
                    self.id = None
                self._journal.drop_old_runs()
        finally:
            self._lock.release()

    def _file(self) -> RecordWriter:
        if self._writer is None:
            run_id, writer = self._journal.create_file()
            time = datetime.now().astimezone().isoformat(timespec="seconds")
            try:
                writer.add("run", {"id": run_id, "time": time, **self._header})
            except OSError:
                writer.close()
                self._journal.discard_file(run_id)
                raise
            self.id, self._writer = run_id, writer
        return self._writer

    def _name(self, path: Path) -> str:
        # `/` on every system; a name that is not UTF-8 survives JSON as lone surrogates.
        absolute = path.parent.resolve() / path.name
        return absolute.relative_to(self.vault_root).as_posix()


def unwritable(folder: Path, error: OSError) -> Failure:
    """Message for a journal that cannot be written: then no note is written either."""
    return Failure(
        f"the journal for undo cannot be written in {folder}: {in_words(error)}. "
        f"Make room there, or name another folder in {VARIABLE}"
    )


def _next_id(last: str, now: datetime) -> str:
    # Always greater than the last, also in the same second and when the clock was set back; two letters count on.
    while True:
        second = now.strftime("%Y%m%d-%H%M%S")
        for number in range(26 * 26):
            run_id = f"{second}-{chr(97 + number // 26)}{chr(97 + number % 26)}"
            if run_id > last:
                return run_id
        now = max(now, datetime.strptime(last[:15], "%Y%m%d-%H%M%S")) + timedelta(seconds=1)
