"""Copy mode, owner, times and extended attributes from the old file to the new one.

Best effort throughout: a note is not left unmended because its owner may not be set. The parts for macOS and Windows
are reached through ctypes because Python has no call for them.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path


def carry_over(source: Path, status: os.stat_result, descriptor: int) -> None:
    """Copy owner, mode, extended attributes and creation time of `source` to the open file `descriptor`."""
    if sys.platform != "win32":
        _keep_owner(status, descriptor)
        with suppress(PermissionError):  # a file system without modes of its own
            os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    _keep_attributes(source, descriptor)
    _keep_creation_time(status, descriptor)


if sys.platform != "win32":

    def _keep_owner(status: os.stat_result, descriptor: int) -> None:
        # Before the mode: a change of owner clears some of its bits. Without the right to give files away the group
        # alone may still be allowed.
        made = os.fstat(descriptor)
        if (made.st_uid, made.st_gid) == (status.st_uid, status.st_gid):
            return
        try:
            os.fchown(descriptor, status.st_uid, status.st_gid)
        except PermissionError:
            with suppress(PermissionError):
                os.fchown(descriptor, -1, status.st_gid)


if sys.platform == "linux":

    def _keep_attributes(source: Path, descriptor: int) -> None:
        # Access control lists are among them. Some names are the superuser's, some file systems have none at all.
        with suppress(OSError):
            for name in os.listxattr(source):
                with suppress(OSError):
                    os.setxattr(descriptor, name, os.getxattr(source, name))

    def _keep_creation_time(status: os.stat_result, descriptor: int) -> None:
        """Linux has no call that sets it."""

elif sys.platform == "darwin":

    def _keep_attributes(source: Path, descriptor: int) -> None:
        # Finder tags and comments are extended attributes. fcopyfile(3): COPYFILE_ACL | COPYFILE_XATTR.
        import ctypes

        copy = ctypes.CDLL(None).fcopyfile
        copy.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32]
        with source.open("rb") as old:
            copy(old.fileno(), descriptor, None, 1 | 4)

    def _keep_creation_time(status: os.stat_result, descriptor: int) -> None:
        # fsetattrlist(2) with ATTR_CMN_CRTIME: five 16- and 32-bit fields, then a timespec.
        import ctypes
        import struct

        nanoseconds = int(status.st_birthtime * 1_000_000_000)
        attributes = struct.pack("=HHIIIII", 5, 0, 0x200, 0, 0, 0, 0)
        moment = struct.pack("=qq", *divmod(nanoseconds, 1_000_000_000))
        put = ctypes.CDLL(None).fsetattrlist
        put.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint32]
        put(descriptor, attributes, moment, len(moment), 0)

elif sys.platform == "win32":

    def _keep_attributes(source: Path, descriptor: int) -> None:
        """The new file inherits the access rights of its folder, as the old one did."""

    def _keep_creation_time(status: os.stat_result, descriptor: int) -> None:
        # SetFileTime counts units of 100 ns from 1601. Before Python 3.12 `st_ctime` is the creation time here.
        import ctypes
        import msvcrt

        nanoseconds = getattr(status, "st_birthtime_ns", status.st_ctime_ns)
        moment = ctypes.c_uint64(nanoseconds // 100 + 116_444_736_000_000_000)
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
        ctypes.WinDLL("kernel32").SetFileTime(handle, ctypes.byref(moment), None, None)

else:

    def _keep_attributes(source: Path, descriptor: int) -> None:
        """No call for it on this system."""

    def _keep_creation_time(status: os.stat_result, descriptor: int) -> None:
        """No call for it on this system."""
