"""A moment of a session, to which it can go back."""

from __future__ import annotations

from typing import NamedTuple

from vaultlint.engine.results import NoteResult, Results
from vaultlint.vault.files import Tree


class Mark(NamedTuple):
    """What a session had done to its notes at some moment."""

    tree: Tree
    chosen: list[str]
    results: Results
    changed: dict[str, bytes]
    renamed: dict[str, str]
    beside: dict[str, NoteResult]
