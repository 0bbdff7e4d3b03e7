"""Errors for a file that cannot be written. The file is then as it was."""

from __future__ import annotations

import errno
from pathlib import Path

from vaultlint.errors import Failure

_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file is larger than the system allows",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "it is no longer there",
    errno.ELOOP: "it is a symbolic link that leads to itself",
}


#: The reason of a refusal after which the file can be read once more, and the write tried again.
CHANGED = "it changed since it was read"


class WriteRefused(Failure):
    """One file was not written and is whole.

    `path` is the file as the caller named it, `reason` a clause without a full stop.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: not written: {reason}")
        self.path = path
        self.reason = reason

    @classmethod
    def from_os(cls, path: Path, error: OSError) -> WriteRefused:
        """The refusal that tells an error of the system in words."""
        return cls(path, in_words(error))


def in_words(error: OSError) -> str:
    """`error` as a clause for a reader, without the path."""
    return _WORDS.get(error.errno or 0) or (error.strerror or str(error)).lower()
