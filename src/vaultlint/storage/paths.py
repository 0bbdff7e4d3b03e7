"""Temporary files: their names, which file a path means, and removing leftovers of killed runs.

`.vaultlint-<process id>-<second it was made, hexadecimal>-<random>.tmp`, beside the note. The leading dot hides it from
Obsidian. The second is part of the name because a file that was linked here keeps the times of the note.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.storage.errors import WriteRefused

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


def remove_leftovers_below(root: Path) -> list[Path]:
    """Remove the temporary files that killed runs left in a vault, dot folders excepted; return those removed."""
    folders, waiting = list[Path](), [root]
    while waiting:
        folder = waiting.pop()
        folders.append(folder)
        with suppress(OSError), os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name[0] != "." and entry.is_dir(follow_symlinks=False)]
            waiting += [folder / name for name in names]
    return remove_leftovers(folders)


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


class Target(NamedTuple):
    """The real file after a path, and what the system said of it."""

    path: Path
    status: os.stat_result


def find_target(path: Path, vault_root: Path) -> Target:
    """The file that is replaced when `path` is written. Raises `WriteRefused`.

    A symbolic link that stays in the vault is followed: the file after it is replaced and the link stays. One that
    leads out is refused, and so is a file with several names: `os.replace` would leave the other names with the old
    text, and writing into the file itself could be cut short half-way.
    """
    try:
        real = path.resolve(strict=True)
        status = real.stat()
    except OSError as error:
        raise WriteRefused.from_os(path, error) from error
    except RuntimeError as error:  # how Python before 3.13 reports a link that leads to itself
        raise WriteRefused(path, "it is a symbolic link that leads to itself") from error
    if not real.is_relative_to(vault_root.resolve()):
        raise WriteRefused(path, f"it leads out of the vault, to {real}")
    if not stat.S_ISREG(status.st_mode):
        raise WriteRefused(path, "it is not a file")
    if not _is_writable(real, status):
        raise WriteRefused(path, "the file is read-only")
    if status.st_nlink > 1:
        raise WriteRefused(path, f"the file has {status.st_nlink} names (hard links), and only this one would change")
    return Target(real, status)


def find_place(path: Path, vault_root: Path) -> Path:
    """Real path of an entry named `path`, existing or not: its folder resolved, its name kept. Raises `WriteRefused`.

    This is the place of a symbolic link itself, not of what it leads to.
    """
    try:
        place = path.parent.resolve() / path.name
    except (OSError, RuntimeError) as error:
        raise WriteRefused(path, "its folder is a symbolic link that leads to itself") from error
    root = vault_root.resolve()
    if place == root or not place.is_relative_to(root) or path.name in ("", ".", ".."):
        raise WriteRefused(path, f"it lies outside the vault, at {place}")
    return place


def is_there(path: Path) -> bool:
    """Whether an entry is at `path`; a dangling link is one."""
    return os.path.lexists(path)


def is_named_exactly(path: Path) -> bool:
    """Whether the folder lists this very name: on many systems `Note.md` is found under `note.md` as well."""
    try:
        with os.scandir(path.parent) as entries:
            return any(entry.name == path.name for entry in entries)
    except (FileNotFoundError, NotADirectoryError):
        return False


def missing_folders(path: Path) -> list[Path]:
    """The folders above `path` that would have to be made, outermost first."""
    missing: list[Path] = []
    folder = path.parent
    while not is_there(folder):
        missing.insert(0, folder)
        folder = folder.parent
    return missing


def _is_writable(path: Path, status: os.stat_result) -> bool:
    # The folder's permission is enough for `os.replace`, so a read-only file has to be asked about; a superuser may
    # write everything, but a note without any write bit was protected on purpose.
    effective = os.access in os.supports_effective_ids
    return bool(status.st_mode & 0o222) and os.access(path, os.W_OK, effective_ids=effective)
