"""State of runs: which are undone, and which run `undo` and `redo` refer to.

An undo is a run that names the run it reverts, and so is a redo, which reverts an undo. A run holds unless a later run
that holds reverts it. An undo of some notes or rules only reverts those notes. An undo that was killed or
interrupted reverts nothing: it can be run again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vaultlint.storage.run_file import RunInfo


def mark_undone(runs: Sequence[RunInfo]) -> list[RunInfo]:
    """Return the runs of a journal, oldest first, with `undone_by` and `undone_files` filled in."""
    marked: list[RunInfo] = []
    undone_by: dict[str, str] = {}
    undone: dict[str, set[str]] = {}
    for run in reversed(runs):  # what reverts a run comes after it, and may be reverted itself
        run = run._replace(undone_by=undone_by.get(run.id), undone_files=frozenset(undone.get(run.id, ())))
        if run.undoes and run.is_complete and not run.is_undone:
            files = undone.setdefault(run.undoes, set())
            files |= _files(run)
            if not run.is_partial:
                undone_by.setdefault(run.undoes, run.id)
        marked.append(run)
    return marked[::-1]


def to_undo(runs: Sequence[RunInfo], is_chosen: Callable[[RunInfo], bool]) -> RunInfo | None:
    """Return the last run that is neither an undo nor undone, None if there is none among those chosen."""
    return next((run for run in reversed(runs) if not run.undoes and not run.is_undone and is_chosen(run)), None)


def to_redo(runs: Sequence[RunInfo]) -> RunInfo | None:
    """Return the last undo that is not undone itself, None if there is none."""
    by_id = {run.id: run for run in runs}
    for run in reversed(runs):
        if run.undoes and not run.is_undone:
            reverted = by_id.get(run.undoes)
            if reverted is None or not reverted.undoes:
                return run
    return None


def _files(run: RunInfo) -> set[str]:
    return {*run.notes, *(name for pair in run.renames for name in pair)}
