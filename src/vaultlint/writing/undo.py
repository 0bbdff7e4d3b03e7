"""Takes a run back: every file gets the bytes it had before, unless somebody changed it since.

Undoing is a run like any other, recorded with what it found, so it can be undone in its turn. What is to be written is
decided in `undo_plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vaultlint.storage.errors import WriteRefused
from vaultlint.storage.rename import remove_empty
from vaultlint.storage.transaction import write
from vaultlint.storage.undo import Choice, Plan

if TYPE_CHECKING:
    from vaultlint.storage.journal import Journal


@dataclass
class UndoReport:
    """What was taken back, or would be. Paths are in the vault, with `/`.

    `run` was taken back by `undo_run` (None for a dry run or if nothing was written). `restored` have their old bytes
    again (files under their old name), `unchanged` had them before, `renamed` are pairs of the name before the undo
    and after it, `refused` pairs of a name and the reason.
    """

    run: str
    undo_run: str | None = None
    restored: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_back(
    journal: Journal,
    run_id: str | None,
    choice: Choice,
    *,
    force: bool,
    dry_run: bool,
    command: Sequence[str],
    on_wait: Callable[[str], None] | None,
) -> UndoReport:
    """Take back a run of `journal`. With `force` also what changed since; the journal keeps that, too.

    Raises `Failure` if there is no such run or the journal cannot be read or written.
    """
    contents = journal.read(run_id)
    if dry_run:
        return _report(Plan(contents, journal.vault_root, choice, force), [])
    with journal.begin(command, undoes=contents.info.id, on_wait=on_wait) as run:
        plan = Plan(contents, journal.vault_root, choice, force)
        report = _report(plan, write([step.transaction for step in plan.steps], run))
        remove_empty(journal.vault_root / name for change in contents.changes for name in change.made)
    report.undo_run = run.id  # known to be None only now if nothing was written
    return report


def _report(plan: Plan, answers: Sequence[WriteRefused | None]) -> UndoReport:
    """The report, given what `write` answered to each step; without answers, as if each were carried out."""
    report = UndoReport(plan.run, refused=list(plan.refused))
    restored: dict[str, None] = {}
    for index, step in enumerate(plan.steps):
        refusal = answers[index] if answers else None
        if refusal is None:
            restored.update(dict.fromkeys(step.names))
            report.renamed += step.renames
        else:
            report.refused += [(name, refusal.reason) for name in step.names or [old for old, _ in step.renames]]
    report.restored = list(restored)
    report.unchanged = [name for name in dict.fromkeys(plan.unchanged) if name not in restored]
    return report
