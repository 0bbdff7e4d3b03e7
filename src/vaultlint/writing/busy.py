"""Whether another program has a file open to write into it.

Only Linux tells, by a lease (fcntl(2), "Leases"): one for reading is given to the owner of a file that nobody has open
for writing. Elsewhere, and on file systems without leases, the answer is no.
"""

from __future__ import annotations

import errno
import signal
import sys
from pathlib import Path


def is_open_for_writing(path: Path) -> bool:
    """Whether anybody, this process included, has the file open for writing as far as the system tells.

    Raises OSError if the file cannot be opened.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    with path.open("rb") as file:
        try:
            # Whoever opens the file while the lease lasts has a signal sent here, and SIGIO would end the process.
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except OSError as error:
            return error.errno == errno.EAGAIN
    return False
