"""What a run did, read from its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from vaultlint.writing.records import Record, Torn, read_content, read_records


class Write(NamedTuple):
    """One write of one file: its path in the vault with `/`, digests before and after (None is no file), rules."""

    path: str
    before: str | None
    after: str | None
    rules: tuple[str, ...]


class Renaming(NamedTuple):
    """One rename of a file or folder, paths in the vault with `/`."""

    old: str
    new: str
    rules: tuple[str, ...]


class Change(NamedTuple):
    """What was one transaction: writes, then renames, and the folders made for them, outermost first."""

    writes: tuple[Write, ...]
    renames: tuple[Renaming, ...]
    made: tuple[str, ...]


class RunInfo(NamedTuple):
    """A run for `history`. `time` is ISO 8601 with the offset, `size` the bytes the journal spends on it."""

    id: str
    time: str
    command: tuple[str, ...]
    undoes: str | None
    undone_by: str | None
    is_complete: bool
    size: int
    changes: tuple[Change, ...]

    @property
    def notes(self) -> dict[str, tuple[str, ...]]:
        """The files that the run wrote and the rules that changed each, in the order written."""
        rules: dict[str, dict[str, None]] = {}
        for change in self.changes:
            for write in change.writes:
                rules.setdefault(write.path, {}).update(dict.fromkeys(write.rules))
        return {path: tuple(names) for path, names in rules.items()}

    @property
    def renames(self) -> tuple[tuple[str, str], ...]:
        """Old and new name of each rename, in order."""
        return tuple((each.old, each.new) for change in self.changes for each in change.renames)


class Contents:
    """A run, and the texts that were there before it."""

    def __init__(self, path: Path, info: RunInfo, kept: dict[str, Record]) -> None:
        self.info = info
        self.changes = info.changes
        self._path = path
        self._kept = kept

    def content(self, digest: str) -> bytes:
        """The text with this SHA-256. Raises `Torn` if it is damaged or missing, `OSError` if unreadable."""
        if digest not in self._kept:
            raise Torn(f"{self._path}: a text that was kept is missing")
        return read_content(self._path, self._kept[digest])


def read_run(path: Path) -> tuple[Contents | None, str | None]:
    """A run from its file, None if not even its head can be read; and a sentence if it was cut short.

    Raises `OSError`.
    """
    records: list[Record] = []
    notice = None
    try:
        for record in read_records(path):
            records.append(record)  # one by one: what comes before the damage is kept
    except Torn as error:
        notice = str(error)
    if not records or records[0].kind != "run" or records[0].value.get("format") != 1:
        return None, notice or f"{path}: this is no run of a journal that this version can read"
    kinds = {record.kind for record in records}
    if notice is None and "change" in kinds and "commit" not in kinds:
        notice = f"{path.stem}: this run was cut short or goes on; it can be taken back like any other"
    head = records[0].value
    info = RunInfo(
        id=path.stem,
        time=str(head["time"]),
        command=tuple(head["command"]),
        undoes=head["undoes"],
        undone_by=None,
        is_complete="commit" in kinds,
        size=path.stat().st_size,
        changes=tuple(_changes(records)),
    )
    return Contents(path, info, {record.digest: record for record in records if record.kind == "content"}), notice


def _changes(records: list[Record]) -> Iterator[Change]:
    rolled_back = {record.value["change"] for record in records if record.kind == "rolled-back"}
    values: list[dict[str, Any]] = [record.value for record in records if record.kind == "change"]
    for number, value in enumerate(values):
        if number not in rolled_back:
            yield Change(
                tuple(Write(w["path"], w["before"], w["after"], tuple(w["rules"])) for w in value["writes"]),
                tuple(Renaming(r["old"], r["new"], tuple(r["rules"])) for r in value["renames"]),
                tuple(value["made"]),
            )
