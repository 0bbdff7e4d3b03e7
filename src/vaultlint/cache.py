"""What earlier runs found, one file a vault in the user's folder for caches: read at once, thrown away when in doubt.

A file is taken only if every byte of it is as it was written: its head bears the hash of each part. It is replaced
whole, so that two runs at once each leave a whole one behind. Nothing in it is needed: without it a run takes longer.
"""

from __future__ import annotations

import marshal
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

_FORMAT = b"vaultlint cache 4\n"
_SIZE = 16  # bytes of a hash
_LENGTH = 8

#: Names the folder; wins over the system's own, not over `cache-dir` and `--cache-dir`.
VARIABLE = "VAULTLINT_CACHE_DIR"


class Entry(NamedTuple):
    """What is known of a note: the state of its file, the hash of its bytes, and the packed result."""

    stamp: tuple[int, int, int]
    digest: bytes
    facts: bytes
    diagnostics: bytes


class Kept(NamedTuple):
    """The part of a file that a run needs only if something changed.

    `notes` are `Entry`s; the next four are `Said`, packed, and valid for `surroundings`: the hash of all that such a
    rule may look at besides facts.
    """

    notes: dict[str, tuple[Any, ...]]
    on_facts: dict[str, bytes]
    early: list[str]
    settled: dict[str, bytes]
    of_names: dict[str, bytes]
    surroundings: bytes


def hashed(*parts: Any) -> bytes:
    """A hash of strings, bytes, numbers, None, and tuples, lists or dictionaries of these."""
    return blake2b(marshal.dumps(parts, 2), digest_size=_SIZE).digest()


def default_folder() -> Path:
    """Where caches live unless the user says otherwise."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("vaultlint", appauthor=False)


class Cache:
    """The file of one vault. `key` stands for all that makes the results of a note besides its bytes.

    `answer` is the last run's whole report, packed, valid where the hash `asked` of everything is the same.
    """

    def __init__(self, folder: Path, root: Path, key: bytes) -> None:
        self.file = folder / f"{blake2b(os.fsencode(os.path.realpath(root)), digest_size=12).hexdigest()}.cache"
        self.key = key
        self.asked = b""
        self.answer = b""
        self._kept = b""
        self._load()

    def _load(self) -> None:
        try:
            data = self.file.read_bytes()
        except OSError:
            return
        head = len(_FORMAT) + 2 * _SIZE + _LENGTH
        start = len(_FORMAT)
        if data[:start] != _FORMAT or data[start : start + _SIZE] != self.key or len(data) < head + 2 * _SIZE:
            return
        length = int.from_bytes(data[head - _LENGTH : head], "big")
        body = head + 2 * _SIZE
        answer, kept = data[body : body + length], data[body + length :]
        if _hash(data[:head] + answer) == data[head : head + _SIZE]:
            self.asked, self.answer = data[start + _SIZE : start + 2 * _SIZE], answer
            if _hash(kept) == data[head + _SIZE : body]:
                self._kept = kept

    def kept(self) -> Kept:
        """What is kept of single notes; nothing if the file is missing, broken, or of another key."""
        return Kept(*marshal.loads(self._kept)) if self._kept else Kept({}, {}, [], {}, {}, b"")

    def save(self, asked: bytes, answer: bytes, kept: Kept) -> None:
        """Replace the file. One that cannot be written is left as it is: the next run takes longer, that is all."""
        body = marshal.dumps(tuple(kept), 2)
        head = _FORMAT + self.key + (asked or bytes(_SIZE)) + len(answer).to_bytes(_LENGTH, "big")
        temporary = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.writelines((head, _hash(head + answer), _hash(body), answer, body))
            os.replace(temporary, self.file)
        except OSError:
            with suppress(OSError):
                temporary.unlink()


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()


def remove(folder: Path) -> int:
    """Take all caches out of a folder; the answer is how many. OSError if one cannot be removed."""
    found = [one for one in folder.glob("*.cache*") if one.is_file() and one.name.partition(".")[0].isalnum()]
    for one in found:
        one.unlink(missing_ok=True)
    return len(found)
