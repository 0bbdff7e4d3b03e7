"""Cache keys: what results depend on besides the notes (options, code, parsers, git)."""

from __future__ import annotations

import os
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaultlint import __version__
from vaultlint.cache.store import hashed
from vaultlint.git_state import file_state

if TYPE_CHECKING:
    from vaultlint.config import Config
    from vaultlint.rule_selection import Selection


def key_of(config: Config, selection: Selection | None) -> bytes | None:
    """Key of all that determines a note's results besides its facts; None if unknown.

    Rules of the user's own in Python may read what they like.
    """
    if config.plugins or config.rule_paths:
        return None
    return hashed(repr(sorted(asdict(config).items(), key=lambda one: one[0])), repr(selection))


def facts_key() -> bytes:
    """Key of all that determines a note's facts besides its bytes and the vault's settings."""
    return hashed(__version__, _code(), _parsers())


def _code(folder: Path = Path(__file__).parent.parent) -> tuple[int, int, int]:
    """The state of vaultlint's own code and data, for a checkout changes without its version."""
    latest = count = size = 0
    stack = [os.fspath(folder)]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False) and not entry.name.endswith(".pyc"):
                    state = entry.stat()
                    latest, count, size = max(latest, state.st_mtime_ns), count + 1, size + state.st_size
                elif entry.is_dir(follow_symlinks=False) and entry.name[0] not in "_.":
                    stack.append(entry.path)
    return latest, count, size


def _parsers() -> list[Any]:
    """The state of the parsers that a note goes through, which may be other versions tomorrow."""
    specs = [find_spec(name) for name in ("pyromark", "yaml", "regex", "rapidfuzz")]
    return [(spec.origin, *file_state(Path(spec.origin))) for spec in specs if spec and spec.origin]
