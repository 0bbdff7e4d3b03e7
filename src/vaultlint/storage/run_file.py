"""The file of a run in the journal: append records, and read what a run did."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from vaultlint.errors import Failure
from vaultlint.storage.atomic import digest_of

_CONTENT = "content"


class Record(NamedTuple):
    """One record: a parsed JSON object, or for a content its digest and where its compressed bytes lie."""

    kind: str
    value: dict[str, Any]
    digest: str
    offset: int
    size: int


class RecordWriter:
    """Appends records to a new file. What cannot be written whole is taken off again. Raises `OSError`."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        self._end = 0
        self._contents: set[str] = set()

    def add(self, kind: str, value: dict[str, Any]) -> None:
        self._append(kind, json.dumps(value, separators=(",", ":")).encode("ascii"))

    def add_content(self, content: bytes) -> str:
        """Store `content` once per file however often it is added; return its SHA-256."""
        digest = digest_of(content)
        if digest not in self._contents:
            # Level 1 packs prose nearly as small as level 6, in a third of the time.
            self._append(_CONTENT, zlib.compress(content, 1), digest)
            self._contents.add(digest)
        return digest

    def sync(self) -> None:
        os.fsync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)

    def _append(self, kind: str, payload: bytes, *more: str) -> None:
        line = " ".join((kind, str(len(payload)), f"{zlib.crc32(payload):08x}", *more))
        rest = memoryview(b"%s\n%s\n" % (line.encode("ascii"), payload))
        end = self._end + len(rest)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except BaseException:
            os.ftruncate(self._descriptor, self._end)
            os.lseek(self._descriptor, self._end, os.SEEK_SET)
            raise
        self._end = end


def read_records(path: Path) -> Iterator[Record]:
    """The records of a file up to its end or to the first that is torn. Raises `OSError`, and `Torn` after the last."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        while (start := file.tell()) < size:
            record = _read_record(file, size)
            if record is None:
                raise Torn(f"{path}: the record at byte {start} is damaged; what comes after it is not read")
            yield record


def read_content(path: Path, record: Record) -> bytes:
    """The content that `record` of the file at `path` keeps. Raises `OSError`, and `Torn` if it is damaged."""
    with path.open("rb") as file:
        file.seek(record.offset)
        packed = file.read(record.size)
    try:
        content = zlib.decompress(packed)
    except zlib.error as error:
        raise Torn(f"{path}: a text that was kept is damaged") from error
    if digest_of(content) != record.digest:
        raise Torn(f"{path}: a text that was kept is damaged")
    return content


class Torn(Failure):
    """A record is damaged. The message names the file."""


def _read_record(file: IO[bytes], end: int) -> Record | None:
    words = file.readline(200).decode("ascii", "replace").split()
    if not (len(words) == 4 if words[:1] == [_CONTENT] else len(words) == 3) or not words[1].isdecimal():
        return None
    offset, size = file.tell(), int(words[1])
    if offset + size + 1 > end:
        return None
    if words[0] == _CONTENT:
        # Listing the runs passes over the texts; they are checked when they are unpacked.
        file.seek(size, os.SEEK_CUR)
        return Record(_CONTENT, {}, words[3], offset, size) if file.read(1) == b"\n" else None
    payload = file.read(size)
    if file.read(1) != b"\n" or f"{zlib.crc32(payload):08x}" != words[2]:
        return None
    return Record(words[0], json.loads(payload), "", offset, size)


class Write(NamedTuple):
    """One write of one file: its path in the vault with `/`, digests before and after (None means no file), rules."""

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
    """One transaction: writes, then renames, and the folders made for them, outermost first."""

    writes: tuple[Write, ...]
    renames: tuple[Renaming, ...]
    made: tuple[str, ...]


class RunInfo(NamedTuple):
    """A run for `history`. `time` is ISO 8601 with the offset, `size` the bytes the journal spends on it.

    `group` is shared by the runs, in several vaults, of one command. `undoes` is the run that this one reverted, only
    in part if `is_partial`. `undone_by` is the run that reverted this one, `undone_files` are those of its files that
    any run reverted.
    """

    id: str
    time: str
    command: tuple[str, ...]
    undoes: str | None
    undone_by: str | None
    is_complete: bool
    size: int
    changes: tuple[Change, ...]
    vault: str = ""
    group: str | None = None
    is_partial: bool = False
    undone_files: frozenset[str] = frozenset()

    @property
    def is_undone(self) -> bool:
        """Whether the run was reverted, at once or note by note."""
        return self.undone_by is not None or bool(
            self.notes and not self.renames and self.notes.keys() <= self.undone_files
        )

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
    try:
        return _read_run(path)
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        return None, f"{path}: this file of the journal is malformed, and is passed over; it can be removed"


def _read_run(path: Path) -> tuple[Contents | None, str | None]:
    records: list[Record] = []
    notice = None
    try:
        for record in read_records(path):
            records.append(record)  # one by one: what comes before the damage is kept
    except Torn as error:
        notice = str(error)
    if not records or records[0].kind != "run" or records[0].value.get("format") != 1:
        return None, notice or f"{path}: this is not a run of a journal that this version can read"
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
        vault=str(head["vault"]),
        group=head.get("group"),
        is_partial=bool(head.get("partial")),
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
