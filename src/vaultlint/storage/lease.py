"""Keep other programs from writing into a file while it is replaced, where the system supports leases.

Only Linux can, by a lease (fcntl(2), "Leases"): one for reading is given on a file that nobody has open for writing,
and whoever opens it to write from then on waits until the lease is given back.
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

    Network file systems deny leases also when nobody writes. Raises OSError if the file cannot be opened.
    """
    if sys.platform != "linux":
        yield Lease()
        return
    import fcntl

    with path.open("rb") as file:
        try:
            # Who wants to write is told by a signal, and SIGIO, the usual one, would end the process.
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            yield Lease(denied=error.errno == errno.EAGAIN)
            return
        try:
            yield Lease(file)
        finally:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
