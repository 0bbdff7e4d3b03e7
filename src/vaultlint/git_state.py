"""The state of a repository, by which one sees without git that its answers may be others than before."""

from __future__ import annotations

import os
from pathlib import Path
from time import time_ns
from typing import Any

from vaultlint.regular_file import read_regular

_LONGEST_NAME = 8_192


def git_state(root: Path) -> Any:
    """Return a value that differs once git's answers may differ: of HEAD, its log, the index, the packed references."""
    here = Path(os.path.realpath(root))
    for folder in (here, *here.parents):
        git = folder / ".git"
        if git.is_file():  # a work tree beside the first, or a submodule
            git = _named_folder(git, "gitdir: ") or git
        if git.is_file():
            return str(git), str(time_ns())
        if git.is_dir():
            shared = _named_folder(git / "commondir", "") or git
            files = [git / "HEAD", git / "logs" / "HEAD", git / "index", shared / "packed-refs"]
            return str(git), [file_state(file) for file in files]
    return None


def _named_folder(file: Path, before: str) -> Path | None:
    """Return the folder that a small file of git names; None if it does not."""
    try:
        text = os.fsdecode(read_regular(file, _LONGEST_NAME)).rstrip("\r\n")
        folder = file.parent / text.removeprefix(before)
        return folder if text.startswith(before) and folder.is_dir() else None
    except (OSError, ValueError):
        return None


def file_state(file: Path) -> tuple[int, int, int]:
    """Return size, time and number of a file."""
    try:
        state = file.stat()
    except OSError:
        return -1, -1, -1
    return state.st_size, state.st_mtime_ns, state.st_ino
