"""Read a file that may be hostile: regular files up to a size limit, no pipes or devices."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

#: Settings, configurations and ignore files are smaller by far.
SETTINGS_LIMIT: Final = 8_000_000


def read_regular(path: str | Path, limit: int = SETTINGS_LIMIT) -> bytes:
    """Read a regular file of at most `limit` bytes; symbolic links are followed.

    A pipe, a device or a larger file raises OSError, before anything is read from it.
    """
    # Opening a pipe without O_NONBLOCK waits for a writer.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))
        if status.st_size > limit:
            raise OSError(errno.EFBIG, f"larger than {limit:,} bytes", os.fspath(path))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)  # a file of /proc says it is empty
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"larger than {limit:,} bytes", os.fspath(path))
    return data
