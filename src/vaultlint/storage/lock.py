"""The state folder of a vault, and the lock that lets one process write at a time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from vaultlint.errors import Failure
from vaultlint.storage.atomic import digest_of
from vaultlint.storage.errors import in_words

#: Names another folder for state; tests and people with an unusual home set it.
VARIABLE = "VAULTLINT_STATE_DIR"


def state_folder() -> Path:
    """The user's state folder for vaultlint. It need not exist."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    import platformdirs

    return platformdirs.user_state_path("vaultlint", appauthor=False)


def vault_key(vault_root: Path) -> str:
    """The file name of a vault's data: readable, and unique to the path."""
    root = vault_root.resolve()
    readable = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in root.name)[:32]
    return f"{readable or 'vault'}-{digest_of(os.fsencode(root))[:16]}"


def make_private(folder: Path) -> Path:
    """Make a state folder that only its owner may read, since it holds texts of notes. Raises `Failure`."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Failure(
            f"{folder}: what is needed to undo a run cannot be kept here: {in_words(error)}; "
            f"name another folder in {VARIABLE}"
        ) from error
    return folder


class VaultLock:
    """Lock for one writer at a time per vault. It is released when the process ends in any way."""

    def __init__(self, vault_root: Path) -> None:
        self._vault_root = vault_root
        self._descriptor: int | None = None

    def acquire(self, *, on_wait: Callable[[str], None] | None = None, timeout: float = 60.0) -> None:
        """Wait up to `timeout` seconds; `on_wait` gets one sentence for the user if it takes any. Raises `Failure`."""
        path = make_private(state_folder() / "locks") / f"{vault_key(self._vault_root)}.lock"
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Failure(f"{path}: cannot be opened: {in_words(error)}; name another folder in {VARIABLE}") from error
        try:
            self._wait(descriptor, path, on_wait, time.monotonic() + timeout)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def release(self) -> None:
        """Release the lock; harmless if it is not held."""
        if self._descriptor is not None:
            # Closing unlocks. The file stays: removing it would let two writers lock two files of one name.
            os.close(self._descriptor)
            self._descriptor = None

    def _wait(self, descriptor: int, path: Path, on_wait: Callable[[str], None] | None, deadline: float) -> None:
        told = False
        while not _try_lock(descriptor, path):
            if time.monotonic() >= deadline:
                raise Failure(
                    f"{self._vault_root}: another vaultlint is writing to this vault; try again when it is done"
                )
            if on_wait is not None and not told:
                on_wait(f"waiting for another vaultlint that is writing to {self._vault_root}")
                told = True
            time.sleep(0.05)


if sys.platform == "win32":

    def _try_lock(descriptor: int, path: Path) -> bool:
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:  # one error for "held" and for everything else; the wait ends at its deadline
            return False
        return True

else:

    def _try_lock(descriptor: int, path: Path) -> bool:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise Failure(f"{path}: cannot be locked: {in_words(error)}; name another folder in {VARIABLE}") from error
        return True
