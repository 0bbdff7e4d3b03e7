"""The cache files of a vault: for each set of options a table, read and replaced whole, and a heap that only grows.

A file is taken only if every byte of it is as it was written: its header holds the hash of each part. Two runs at once
each leave a whole one after.
"""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO, Final, NamedTuple

from vaultlint.pattern import Pattern

SIZE: Final = 16  # bytes
#: A symbolic link is never written through: it may lead anywhere.
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def hashed(*parts: Any) -> bytes:
    """A hash of strings, bytes, numbers, None, and tuples, lists or dictionaries of these."""
    return hash_of(marshal.dumps(parts, 2))


def hash_of(data: bytes, size: int = SIZE) -> bytes:
    return blake2b(data, digest_size=size).digest()


CHECK_SIZE: Final = 8  # bytes of a piece's hash


class Piece(NamedTuple):
    """Position of a piece (bytes), and its hash."""

    offset: int
    length: int
    check: bytes


class Heap:
    """A file of pieces; it is opened when the first is asked for."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._open: BinaryIO | None = None

    def __reduce__(self) -> tuple[type[Heap], tuple[Path]]:
        return Heap, (self.file,)  # another process opens it anew

    def get(self, piece: Piece) -> bytes | None:
        """A piece as it was added; None if the file is gone or says something else."""
        try:
            if self._open is None:
                self._open = self.file.open("rb", buffering=0)
            self._open.seek(piece.offset)
            data = self._open.read(piece.length)
        except OSError:
            return None
        return data if hash_of(data, CHECK_SIZE) == piece.check else None

    def add(self, parts: Sequence[bytes]) -> list[Piece]:
        """Add pieces; the answer is where they lie, in their order. OSError if they cannot be written."""
        data = b"".join(parts)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_LINK
        with os.fdopen(os.open(self.file, flags, 0o600), "ab", buffering=0) as file:
            if file.write(data) != len(data):
                raise OSError("the disk is full")
            at = file.tell() - len(data)  # whatever another run added before
        pieces = []
        for part in parts:
            pieces.append(Piece(at, len(part), hash_of(part, CHECK_SIZE)))
            at += len(part)
        return pieces

    def size(self) -> int:
        """Bytes in the file; 0 if there is none."""
        try:
            return os.stat(self.file).st_size
        except OSError:
            return 0

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def remove(self) -> None:
        self.close()
        with suppress(OSError):  # on Windows another run may have it open: the next one removes it
            self.file.unlink()


_FORMAT = b"vaultlint cache 8\n"
_LENGTH = 8
_MOST_TABLES = 4  # kept for a vault: of other options
_MOST_TEXTS = 8  # printed reports kept for a vault: of another format, width, or folder

#: A file's size, the time of its last change (ns) and its number, packed.
STAMP: Final = Struct("<qqQ")
_RECORD: Final = Struct(f"<{STAMP.size}s{SIZE}sQL{CHECK_SIZE}sB")


class Record(NamedTuple):
    """Record of a note: state of its file, hash of its bytes, position of its facts, and their traits."""

    stamp: bytes
    digest: bytes
    facts: Piece
    traits: int

    def pack(self) -> bytes:
        return _RECORD.pack(self.stamp, self.digest, *self.facts, self.traits)

    @classmethod
    def unpack(cls, packed: bytes) -> Record:
        stamp, digest, offset, length, check, traits = _RECORD.unpack(packed)
        return cls(stamp, digest, Piece(offset, length, check), traits)


class Kept(NamedTuple):
    """The part of a table that a run needs only if something changed.

    `notes` are packed `Record`s (a record begins with its stamp), `diagnostics` those of the notes that have any,
    packed. The next four are `ValidResults`, packed, and valid for `surroundings`: the hash of all that a rule on facts
    may look at besides facts. In notes that `on_facts` does not name nothing was found, with file names alone; of the
    others it tells whether these sufficed, and what was found. `heap` names the file of the facts, which has at least
    `heap_size` bytes, of which `garbage` are unused. `aliases` are those of the notes that have any.
    """

    notes: dict[str, bytes]
    diagnostics: dict[str, bytes]
    on_facts: dict[str, tuple[bool, bytes]] | None
    confirmed: dict[str, bytes]
    names_only: dict[str, bytes]
    until: float
    surroundings: bytes
    heap: str
    heap_size: int
    garbage: int
    aliases: dict[str, list[str]]


NOTHING: Final = Kept({}, {}, None, {}, {}, 0.0, b"", "", 0, 0, {})


class Table:
    """The file of one vault, and of one set of options.

    `key` identifies all that determines the results of a note besides its bytes, `facts_key` for all that determines
    its facts; without a key the table gives only facts, from the last run of any key.

    `answer` is the last run's whole report, packed, valid where the hash `asked` of everything is the same.
    """

    def __init__(self, folder: Path, root: Path, facts_key: bytes, key: bytes | None) -> None:
        self._folder = folder
        self._vault = _key_of(root)
        self.facts_key = facts_key
        self.key = key
        self.asked = b""
        self.answer = b""
        self._kept = b""
        if key is not None:
            self.file = folder / f"{self._vault}-{key.hex()[:8]}.cache"
            self._load()
            return
        self.file = folder / f"{self._vault}.cache"  # never written
        for file in self._tables():
            self.file = file
            if self._load():
                return

    def _tables(self) -> list[Path]:
        """The files of this vault, the last one that was written first."""
        return sorted(self._folder.glob(f"{self._vault}-*.cache"), key=_written, reverse=True)

    def _load(self) -> bool:
        """Read the file; the answer is whether it is of the right kind and whole."""
        try:
            data = self.file.read_bytes()
        except OSError:
            return False
        begin = _FORMAT + self.facts_key + (self.key or b"")
        start = len(_FORMAT) + 2 * SIZE
        head = start + SIZE + _LENGTH
        if not data.startswith(begin) or len(data) < head + 2 * SIZE:
            return False
        length = int.from_bytes(data[head - _LENGTH : head], "big")
        body = head + 2 * SIZE
        answer, kept = data[body : body + length], data[body + length :]
        if hash_of(data[:head] + answer) == data[head : head + SIZE]:
            if self.key is not None:
                self.asked, self.answer = data[start : start + SIZE], answer
            if hash_of(kept) == data[head + SIZE : body]:
                self._kept = kept
        return bool(self._kept)

    def kept(self) -> Kept:
        """Cached results of single notes; empty if the file is missing, broken, or of another key."""
        if not self._kept:
            return NOTHING
        kept = Kept(*marshal.loads(self._kept))
        if self.key is not None:
            return kept
        # A note that is not text has no facts, but reports, which are not known.
        notes = {path: record for path, record in kept.notes.items() if Record.unpack(record).facts.length}
        return NOTHING._replace(notes=notes, heap=kept.heap, heap_size=kept.heap_size, aliases=kept.aliases)

    def heap(self, name: str) -> Heap:
        """The file of facts of that name."""
        return Heap(self.file.with_name(f"{self.file.name}-{name}"))

    def new_heap(self) -> tuple[str, Heap]:
        """A file of facts that takes the place of all others of this vault. OSError if they have no folder."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in self.file.parent.glob(f"{self.file.name}-*"):
            Heap(old).remove()
        name = f"{time.time_ns():x}{os.getpid():x}"
        return name, self.heap(name)

    def text(self, name: str, asked: bytes) -> bytes | None:
        """A text that was kept for a report; None if it is missing, broken, or of another report."""
        try:
            data = self._text_file(name).read_bytes()
        except OSError:
            return None
        text = data[2 * SIZE :]
        is_whole = data[:SIZE] == asked and data[SIZE : 2 * SIZE] == hash_of(asked + text)
        return text if is_whole else None

    def keep_text(self, name: str, asked: bytes, text: bytes) -> None:
        """Store a text for the report `asked`, beside few others. OSError if it cannot be written."""
        known = self.file.parent.glob(f"{self.file.name}-text-*")
        for file in sorted(known, key=lambda file: file.stat().st_mtime, reverse=True)[_MOST_TEXTS - 1 :]:
            file.unlink(missing_ok=True)
        _replace(self._text_file(name), (asked, hash_of(asked + text), text))

    def _text_file(self, name: str) -> Path:
        return self.file.with_name(f"{self.file.name}-text-{name}")

    def save(self, asked: bytes, answer: bytes, kept: Kept) -> None:
        """Replace the file. OSError if it cannot be written; the old one is then left as it is."""
        assert self.key is not None
        body = marshal.dumps(tuple(kept), 2)
        head = _FORMAT + self.facts_key + self.key + (asked or bytes(SIZE)) + len(answer).to_bytes(_LENGTH, "big")
        _replace(self.file, (head, hash_of(head + answer), hash_of(body), answer, body))
        for old in self._tables()[_MOST_TABLES:]:
            for file in self._folder.glob(f"{old.name}*"):
                Heap(file).remove()


def _written(file: Path) -> float:
    """Modification time of a file; 0 if it is gone."""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _replace(file: Path, parts: Sequence[bytes]) -> None:
    """Replace a file whole. OSError if it cannot be written; the old one is then left as it is."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        temporary.unlink(missing_ok=True)  # of a run that was killed, or a link that somebody planted
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as stream:
            stream.writelines(parts)
        os.replace(temporary, file)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


#: Names the folder; wins over the system's own, not over `cache-dir` and `--cache-dir`.
VARIABLE = "VAULTLINT_CACHE_DIR"


def default_folder() -> Path:
    """Default folder of caches."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("vaultlint", appauthor=False)


#: The names of tables, of their heaps and printed reports, and of files that a killed run did not finish.
_NAME = Pattern(r"[0-9a-f]{24}(?:-[0-9a-f]{8})?\.cache(?:-[0-9a-f]{6,40}|(?:-text-[0-9a-f]{32})?(?:\.\d{1,10})?)")


def _key_of(root: Path) -> str:
    """Return what the names of a vault's files begin with: 24 hexadecimal digits."""
    return blake2b(os.fsencode(os.path.realpath(root)), digest_size=12).hexdigest()


def remove(folder: Path, root: Path | None = None) -> int:
    """Remove the caches of one vault or of all from a folder; return the number of vaults. OSError if a file stays."""
    begin = "" if root is None else _key_of(root)
    found = [one for one in folder.glob(f"{begin}*.cache*") if _NAME.fullmatch(one.name) and one.is_file()]
    for one in found:
        one.unlink(missing_ok=True)
    return len({one.name[:24] for one in found})
