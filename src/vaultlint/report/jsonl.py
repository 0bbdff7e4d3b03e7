"""JSON Lines: the objects of `json`, one per line."""

from __future__ import annotations

from vaultlint.report.json import records
from vaultlint.report.run import Run


def render(run: Run, *, color: bool, width: int | None) -> str:
    """One line a diagnostic; nothing for a clean run."""
    return "".join(record + "\n" for record in records(run))
