"""The state of a repository, by which one sees without git that its answers may be others than before."""

from __future__ import annotations

import os
from pathlib import Path
from time import time_ns
from typing import Any


def git_state(root: Path) -> Any:
    """Return a value that differs once git's answers may differ: of HEAD, its log, the index, the packed references."""
    here = Path(os.path.realpath(root))
    for folder in (here, *here.parents):
        git = folder / ".git"
        if git.is_file():  # a work tree beside the first, or a submodule
            return str(git), str(time_ns())
        if git.is_dir():
            return str(git), [file_state(git / name) for name in ("HEAD", "logs/HEAD", "index", "packed-refs")]
    return None


def file_state(file: Path) -> tuple[int, int, int]:
    """Return size, time and number of a file."""
    try:
        state = file.stat()
    except OSError:
        return -1, -1, -1
    return state.st_size, state.st_mtime_ns, state.st_ino
