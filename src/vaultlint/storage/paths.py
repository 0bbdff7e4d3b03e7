"""Temporary files: names that tell whose they are, and removing those of runs that were killed.

`.vaultlint-<process id>-<second it was made, hexadecimal>-<random>.tmp`, beside the note. The leading dot hides it from
Obsidian. The second is part of the name because a file that was linked here keeps the times of the note.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vaultlint.pattern import Pattern

#: A temporary file lives for seconds; after this many its process id belongs to someone else.
MAX_AGE = 3600

_NAME = Pattern(r"\.vaultlint-(\d{1,10})-([0-9a-f]{1,12})-[0-9a-f]{8}\.tmp")
_STARTED = int(time.time())


def temporary_path(folder: Path) -> Path:
    """A name in `folder` that no other file has."""
    return folder / f".vaultlint-{os.getpid()}-{int(time.time()):x}-{os.urandom(4).hex()}.tmp"


def is_temporary(name: str) -> bool:
    """Whether a file of this name was made here."""
    return _NAME.fullmatch(name) is not None


def remove_leftovers(folders: Iterable[Path]) -> list[Path]:
    """Remove the temporary files that killed runs left in `folders` (not below them); return those removed.

    A file is left over when its process is gone or it is older than `MAX_AGE` seconds. Should a process be alive after
    all (in another container, say), it finds its file missing and refuses that note: nothing is lost. A folder that
    cannot be listed or changed is passed over.
    """
    removed: list[Path] = []
    for folder in folders:
        for name in _names(folder):
            if _is_left_over(name):
                with suppress(OSError):
                    (folder / name).unlink()
                    removed.append(folder / name)
    return removed


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.name.startswith(".vaultlint-")]
    except OSError:
        return []


def _is_left_over(name: str) -> bool:
    match = _NAME.fullmatch(name)
    if match is None:
        return False
    pid, made = int(match[1]), int(match[2], 16)
    if time.time() - made > MAX_AGE:
        return True
    if pid == os.getpid():
        # In a container every run has the same small id: what is older than this process is not its own.
        return made < _STARTED
    return not _is_running(pid)


if sys.platform == "win32":

    def _is_running(pid: int) -> bool:
        # `os.kill(pid, 0)` would interrupt the process here.
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return ctypes.get_last_error() == 5  # access denied: it is someone else's, and running
        status = ctypes.c_ulong()
        kernel.GetExitCodeProcess(ctypes.c_void_p(handle), ctypes.byref(status))
        kernel.CloseHandle(ctypes.c_void_p(handle))
        return status.value == 259  # STILL_ACTIVE

else:

    def _is_running(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except PermissionError:
            return True
        return True
