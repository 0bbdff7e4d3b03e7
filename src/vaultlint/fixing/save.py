"""Mended notes go to the disk: through the journal, each note whole at every moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vaultlint.engine.session import Session
from vaultlint.fixing.mend import Mended


@dataclass(slots=True)
class Saved:
    """The notes that were written, those that were not with the reason, and the run's name in the journal."""

    written: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    run: str | None = None


def save(
    session: Session, mended: Mended, command: Sequence[str], on_wait: Callable[[str], None] | None = None
) -> Saved:
    """Write every changed note. A note that cannot be written stays as it was, and the others are written."""
    rules: dict[str, dict[str, None]] = {}
    for step in mended.steps:
        rules.setdefault(step.path, {})[step.rule] = None
    writes = [
        (path, mended.originals[path], data, tuple(rules.get(path, ())))
        for path, data in sorted(session.changed.items())
        if data != mended.originals.get(path)
    ]
    return write_notes(session.root, writes, command, on_wait)


def write_notes(
    root: Path,
    writes: Sequence[tuple[str, bytes, bytes, tuple[str, ...]]],
    command: Sequence[str],
    on_wait: Callable[[str], None] | None = None,
) -> Saved:
    """Write notes of the vault at `root`, each given as path, bytes before, bytes after and what changed it."""
    saved = Saved()
    if not writes:
        return saved
    from vaultlint.writing.journal import Journal
    from vaultlint.writing.transaction import FileEdit, Transaction, write

    transactions = [
        Transaction((FileEdit(root / path, before, after, rules),)) for path, before, after, rules in writes
    ]
    with Journal.open(root).begin(command, on_wait=on_wait) as run:
        answers = write(transactions, run)
        saved.run = run.id
    for (path, *_), refused in zip(writes, answers, strict=True):
        if refused is None:
            saved.written.append(path)
        else:
            saved.refused.append((path, str(refused)))
    return saved
