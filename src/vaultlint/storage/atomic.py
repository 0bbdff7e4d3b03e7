"""Replace one file atomically: at every moment it has its old bytes or its new ones.

The new bytes go to a temporary file in the same folder and to the disk; then the old file gets a second name, its
bytes are compared with what they were when it was read, and `os.replace` puts the new file in its place. The second
name is what makes the rest safe: the old file can be put back without a byte of free disk space, and what an editor
wrote into it at the last moment is seen and put back too. On Linux a lease keeps editors waiting meanwhile (`busy`).
What stays open is an editor that itself *replaces* the file between the comparison and `os.replace`, a few
microseconds.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from vaultlint.storage.errors import CHANGED, WriteRefused, in_words
from vaultlint.storage.lease import lease
from vaultlint.storage.metadata import carry_over
from vaultlint.storage.paths import find_place, find_target, is_there, missing_folders, temporary_path
from vaultlint.storage.rename import move_exclusively, sync_folders


class Fingerprint(NamedTuple):
    """Size in bytes and SHA-256 (hexadecimal) of a content, for callers that did not keep the bytes."""

    size: int
    digest: str

    @classmethod
    def of(cls, content: bytes) -> Fingerprint:
        return cls(len(content), digest_of(content))


Expected = bytes | Fingerprint


def digest_of(content: bytes) -> str:
    """SHA-256 of `content`, hexadecimal."""
    return sha256(content).hexdigest()


def matches(content: bytes, expected: Expected) -> bool:
    """Whether `content` is what was expected."""
    return content == expected if isinstance(expected, bytes) else Fingerprint.of(content) == expected


_OPEN = "another program has it open to write"


def replace_bytes(path: Path, new: bytes, *, expected: Expected, vault_root: Path) -> None:
    """Replace the content of one file that holds `expected`. Raises `WriteRefused`; the file is then as it was.

    For a run that can be reverted use `transaction.write`, which records the old bytes first.
    """
    replacement = Replacement(path, expected, new, vault_root)
    try:
        replacement.prepare()
        replacement.sync()
        replacement.swap()
        sync_folders([replacement.place.parent])
        try:
            replacement.verify()
        except WriteRefused:
            replacement.roll_back()
            raise
    finally:
        replacement.discard()


class Replacement:
    """One file on its way from `before` to `after`; None means that there is no file.

    `prepare`, `sync`, `swap`, `verify` in this order, then `discard`, whatever happened; `roll_back` before it to have
    the old file again. `place` is the real file, known once prepared. All but `discard` raise `WriteRefused`.
    """

    def __init__(self, path: Path, before: Expected | None, after: bytes | None, vault_root: Path) -> None:
        self.path = path
        self.before = before
        self.after = after
        self.place = path
        self.swapped = False
        self._vault_root = vault_root
        self._descriptor: int | None = None
        self._new: Path | None = None  # the temporary file with the new bytes, until it is in place
        self._old: Path | None = None  # the second name of the old file

    def prepare(self) -> None:
        """Find the real file and write the new bytes beside it."""
        if self.before is None:
            self.place = find_place(self.path, self._vault_root)
            if is_there(self.place):
                raise WriteRefused(self.path, "a file of that name is already there")
            status = None
        else:
            self.place, status = find_target(self.path, self._vault_root)
        if self.after is None:
            return
        try:
            # A note may be private: others get to read the new file no sooner than they could read the old one.
            self._write_new(self.after, 0o666 if status is None else 0o600)
            if status is not None and self._descriptor is not None:
                carry_over(self.place, status, self._descriptor)
        except OSError as error:
            raise WriteRefused.from_os(self.path, error) from error

    def sync(self) -> None:
        """Wait until the new bytes are on the disk."""
        if self._descriptor is None:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise WriteRefused.from_os(self.path, error) from error
        finally:
            self._close()

    def swap(self) -> None:
        """Put the new file in the place of the old one, if that still holds what it is expected to."""
        self.swapped = True  # first: an interruption from the keyboard must not leave it swapped and unknown
        try:
            if self.before is None:
                self._swap_in()
            elif self.after is None:
                self._swap_out()
            else:
                self._swap_over()
        except WriteRefused:
            self.swapped = False
            raise
        except OSError as error:
            self.swapped = False
            if isinstance(error, FileExistsError):
                raise WriteRefused(self.path, "a file of that name is there by now") from error
            raise WriteRefused.from_os(self.path, error) from error

    def verify(self) -> None:
        """Refuse if somebody wrote into the old file meanwhile, as far as it has a second name."""
        if not self.swapped or self._old is None or self.before is None:
            return
        try:
            if not matches(self._old.read_bytes(), self.before):
                raise WriteRefused(self.path, CHANGED)
        except OSError as error:
            raise WriteRefused.from_os(self.path, error) from error

    def roll_back(self) -> None:
        """Have the old file again. A newer file that somebody else put there stays, and that is an error."""
        if not self.swapped:
            return
        try:
            now = self.place.read_bytes() if is_there(self.place) else None
            if self.after is None:
                self._restore_removed()
            elif now == self.after:
                self._restore_replaced()
            elif now != self.before:
                raise WriteRefused(self.path, "another program has written it meanwhile")
        except OSError as error:
            raise WriteRefused(self.path, f"its old text could not be put back: {in_words(error)}") from error
        self.swapped = False

    def follow(self, old: Path, new: Path) -> None:
        """Know of a rename of the file or of a folder above it."""
        self.place = _renamed(self.place, old, new)
        if self._old is not None:
            self._old = _renamed(self._old, old, new)

    def discard(self) -> None:
        """Remove what is temporary."""
        self._close()
        if self.after is None and not self.swapped:
            # Set aside and then interrupted: this is the note itself.
            with suppress(OSError):
                self._restore_removed()
            self._old = None
        for path in (self._new, self._old):
            if path is not None:
                with suppress(OSError):
                    path.unlink()
        self._new = self._old = None

    def _write_new(self, content: bytes, mode: int) -> None:
        # Folders that are missing are made when the journal knows of them; until then the file waits above.
        missing = missing_folders(self.place)
        new = temporary_path(missing[0].parent if missing else self.place.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(new, flags, mode)
        self._new = new
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def _swap_in(self) -> None:
        assert self._new is not None
        self.place.parent.mkdir(parents=True, exist_ok=True)
        move_exclusively(self._new, self.place)
        self._new = None

    def _swap_out(self) -> None:
        # Renamed first and compared afterwards: what is compared is what is gone.
        self._old = temporary_path(self.place.parent)
        self.place.rename(self._old)
        if self.before is not None and not matches(self._old.read_bytes(), self.before):
            self._restore_removed()
            raise WriteRefused(self.path, CHANGED)

    def _swap_over(self) -> None:
        assert self._new is not None
        assert self.before is not None
        self._old = temporary_path(self.place.parent)
        try:
            self._old.hardlink_to(self.place)
        except OSError:  # not every file system has hard links; the comparison below still holds
            self._old = None
        with lease(self.place) as held:
            if held.denied and self._leases_are_given():
                raise WriteRefused(self.path, _OPEN)
            if not matches(self.place.read_bytes(), self.before):
                raise WriteRefused(self.path, CHANGED)
            self._new.replace(self.place)
            self._new = None
            if self._old is not None and held.is_wanted_back():
                # An editor waits to write into the old file: it is in its place again before the editor goes on.
                self._old.replace(self.place)
                self._old = None
                raise WriteRefused(self.path, _OPEN)

    def _leases_are_given(self) -> bool:
        """Whether this file system gives leases: then it gives one on the new file, which no other process knows."""
        assert self._new is not None
        with lease(self._new) as held:
            return held.given

    def _restore_removed(self) -> None:
        if self._old is not None and is_there(self._old):
            move_exclusively(self._old, self.place)
        self._old = None

    def _restore_replaced(self) -> None:
        if self.before is None:
            self.place.unlink()
            return
        if self._old is None:
            if not isinstance(self.before, bytes):
                raise WriteRefused(self.path, "its old text is not known")
            _, status = find_target(self.place, self._vault_root)
            self._write_new(self.before, 0o600)
            assert self._descriptor is not None
            assert self._new is not None
            carry_over(self.place, status, self._descriptor)
            self.sync()
            self._old, self._new = self._new, None
        self._old.replace(self.place)
        self._old = None

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _renamed(path: Path, old: Path, new: Path) -> Path:
    return new / path.relative_to(old) if path.is_relative_to(old) else path
