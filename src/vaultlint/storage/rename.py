"""Rename a file or a folder, never overwriting anything."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vaultlint.storage.errors import WriteRefused
from vaultlint.storage.paths import find_place, is_named_exactly, is_there


def rename(old: Path, new: Path, vault_root: Path) -> tuple[Path, Path]:
    """Rename a file or a folder inside the vault; missing folders above `new` are made. Raises `WriteRefused`.

    The answer is the two places with links in their folders resolved.

    A symbolic link is renamed itself. Names that differ in case or Unicode form alone are told apart even where the
    file system finds one under the other.
    """
    source, place = check_rename(old, new, vault_root)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if is_there(place):
            source.rename(place)  # the same entry under another spelling, or check_rename had refused
            if not is_named_exactly(place):
                raise WriteRefused(old, f"the file system does not tell {place.name} from {source.name}")
        else:
            move_exclusively(source, place)
    except FileExistsError as error:
        raise WriteRefused(old, f"{new} is already there") from error
    except OSError as error:
        raise WriteRefused.from_os(old, error) from error
    sync_folders([source.parent, place.parent])
    return source, place


def check_rename(old: Path, new: Path, vault_root: Path) -> tuple[Path, Path]:
    """The two places of a rename that can be tried. Raises `WriteRefused`."""
    source, place = find_place(old, vault_root), find_place(new, vault_root)
    if not is_there(source):
        raise WriteRefused(old, "it is no longer there")
    if place.is_relative_to(source) and place != source:
        raise WriteRefused(old, f"{new} lies inside it")
    if is_there(place) and (not _is_same_entry(source, place) or is_named_exactly(place)):
        raise WriteRefused(old, f"{new} is already there")
    return source, place


def move_exclusively(old: Path, new: Path) -> None:
    """`os.rename` in one step that fails with `FileExistsError` if `new` is there.

    Where neither system nor file system can do that, the look and the rename are two steps, a few microseconds apart.
    """
    if not _rename_without_replacing(old, new):
        if is_there(new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new))
        old.rename(new)


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those of `folders`, outermost first, that hold nothing."""
    for folder in reversed(list(folders)):
        with suppress(OSError):
            folder.rmdir()


def sync_folders(folders: Iterable[Path]) -> None:
    """Have the system write the entries of `folders` to the disk, where folders can be opened for that."""
    if sys.platform == "win32":
        return
    for folder in set(folders):
        with suppress(OSError):  # the files are replaced already; some file systems do not sync folders
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _is_same_entry(old: Path, new: Path) -> bool:
    first, second = old.lstat(), new.lstat()
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)


#: What the calls below answer on a file system that cannot rename without replacing.
_UNABLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


if sys.platform == "win32":

    def _rename_without_replacing(old: Path, new: Path) -> bool:
        old.rename(new)  # never replaces here
        return True

else:

    def _rename_without_replacing(old: Path, new: Path) -> bool:
        # False: not possible here, nothing was done.
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
        names = os.fsencode(old), os.fsencode(new)
        if hasattr(library, "renameat2"):
            here = -100  # AT_FDCWD of Linux
            failed = library.renameat2(here, names[0], here, names[1], 1)  # RENAME_NOREPLACE
        elif hasattr(library, "renamex_np"):
            failed = library.renamex_np(names[0], names[1], 4)  # RENAME_EXCL of macOS
        else:
            return False
        number = ctypes.get_errno()
        if failed and number in _UNABLE:
            return False
        if failed:
            raise OSError(number, os.strerror(number), str(old), None, str(new))
        return True
