"""The folder in which the caches of all vaults lie."""

from __future__ import annotations

import os
from pathlib import Path

#: Names the folder; wins over the system's own, not over `cache-dir` and `--cache-dir`.
VARIABLE = "VAULTLINT_CACHE_DIR"


def default_folder() -> Path:
    """Where caches live unless the user says otherwise."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("vaultlint", appauthor=False)


def remove(folder: Path) -> int:
    """Take all caches out of a folder; the answer is of how many vaults. OSError if a file cannot be removed."""
    found = [one for one in folder.glob("*.cache*") if one.is_file() and one.name.partition(".")[0].isalnum()]
    for one in found:
        one.unlink(missing_ok=True)
    return len({one.name.partition(".")[0] for one in found})
