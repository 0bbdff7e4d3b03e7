"""The file that a run is kept in: records one after another, each readable without those behind it.

A record is a line `kind size checksum`, `size` bytes, and a line end. Kinds are `run` (always first), `content`,
`change`, `rolled-back` and `commit`; a content is compressed and its line names the SHA-256 of what it unpacks to, all
others are JSON. A process that is killed can leave the last record short: it is then as if it had never been written.
One file a run, because a run then depends on no other: dropping the oldest is removing one file, and damage to a file
costs one run.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from vaultlint.errors import Failure
from vaultlint.writing.content import digest_of

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
        """Keep `content`, once in a file however often it is added; return its SHA-256."""
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
