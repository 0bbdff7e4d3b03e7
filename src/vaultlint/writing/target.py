"""Which file a path means, and whether it may be replaced."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from vaultlint.storage.errors import WriteRefused


class Target(NamedTuple):
    """The real file behind a path, and what the system said of it."""

    path: Path
    status: os.stat_result


def find_target(path: Path, vault_root: Path) -> Target:
    """The file that is replaced when `path` is written. Raises `WriteRefused`.

    A symbolic link that stays in the vault is followed: the file behind it is replaced and the link stays. One that
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
    """Where an entry named `path` lies or would lie: its folder resolved, its own name kept. Raises `WriteRefused`.

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
    # write everything, but whoever took all write bits from a note meant it.
    effective = os.access in os.supports_effective_ids
    return bool(status.st_mode & 0o222) and os.access(path, os.W_OK, effective_ids=effective)
