"""The facts of notes, one behind the other in a file that only grows: whoever knows a piece's place reads it alone.

Two runs at once may both add to it; each learns from the system where its own pieces begin. A piece that is not what
it was when it was added is not given out.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from vaultlint.cache.hashing import hash_of

CHECK_SIZE: Final = 8  # bytes of a piece's hash


class Piece(NamedTuple):
    """Where a piece lies (bytes), and its hash."""

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
        with self.file.open("ab", buffering=0) as file:
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
