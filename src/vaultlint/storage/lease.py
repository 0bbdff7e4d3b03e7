"""Keep other programs from writing into a file while it is replaced, where the system supports leases.

Only Linux can, by a lease (fcntl(2), "Leases"): one for reading is granted on a file that no process has open for
writing, and a process that opens it for writing from then on waits until the lease is released.
"""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class Lease:
    """Whether a lease was `given`, or `denied` because somebody may be writing; neither where there are no leases."""

    def __init__(self, file: BinaryIO | None = None, *, denied: bool = False) -> None:
        self._file = file
        self.given = file is not None
        self.denied = denied

    def is_wanted_back(self) -> bool:
        """Whether somebody waits to write into the file."""
        if self._file is None:
            return False
        import fcntl

        return fcntl.fcntl(self._file, fcntl.F_GETLEASE) != fcntl.F_RDLCK


@contextmanager
def lease(path: Path) -> Iterator[Lease]:
    """A lease on a file while the block runs, which must not last.

    Network file systems deny leases even when no process writes. Raises OSError if the file cannot be opened.
    """
    if sys.platform != "linux":
        yield Lease()
        return
    import fcntl

    with path.open("rb") as file:
        try:
            # A writer is announced by a signal, and SIGIO, the default, would end the process.
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            yield Lease(denied=error.errno == errno.EAGAIN)
            return
        try:
            yield Lease(file)
        finally:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
