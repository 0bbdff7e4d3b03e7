"""`vaultlint undo`, `vaultlint redo` and `vaultlint history`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import click

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions, color_option, format_option, use_color
from vaultlint.cli.parameters import argument, flag, group, option, takes
from vaultlint.cli.say import drawn, say, show_line, show_text
from vaultlint.cli.sessions import root_of
from vaultlint.errors import Failure
from vaultlint.report.run import counted
from vaultlint.storage.journal import Journal
from vaultlint.storage.run_file import RunInfo
from vaultlint.storage.run_state import to_redo, to_undo
from vaultlint.storage.undo import Choice, UndoReport
from vaultlint.storage.undo import undo as undo_run
from vaultlint.vault.files import relative


class _Target(NamedTuple):
    """A run to revert, in the journal of its vault."""

    journal: Journal
    run: RunInfo


@dataclass(frozen=True, kw_only=True)
class HistoryOptions:
    """Options of `history`."""

    form: str = format_option()
    vault: VaultOptions = group(VaultOptions)


@dataclass(frozen=True, kw_only=True)
class RestoreOptions:
    """Options of `redo` and `undo`."""

    force: bool = flag("--force", help="Also restore notes that changed since; their text is kept in the history.")
    diff: bool = flag("--diff", help="Show what would be restored without writing it.")
    color: str = color_option()
    vault: VaultOptions = group(VaultOptions)


@dataclass(frozen=True, kw_only=True)
class UndoOptions:
    """Options of `undo`."""

    run: str | None = argument(required=False)
    notes: Sequence[str] = option(
        "--note", multiple=True, metavar="NOTE", help="Restore only this note or folder; repeatable."
    )
    rules: Sequence[str] = option(
        "--rule", multiple=True, metavar="RULE", help="Restore only what this rule changed; repeatable."
    )
    restore: RestoreOptions = group(RestoreOptions)


@command()
@takes(HistoryOptions)
def history(options: HistoryOptions) -> None:
    """List the runs that wrote files, the last one first.

    They are those of the vault around the current folder, or of all vaults below it.
    """
    root, journals = _journals(options.vault)
    runs = sorted(((run, journal) for journal in journals for run in journal.runs()), key=_time, reverse=True)
    for journal in journals:
        for notice in journal.notices:
            say(f"vaultlint: {notice}")
    if options.form == "json":
        click.echo(json.dumps([_as_json(run) for run, _ in runs], indent=2, ensure_ascii=False))
    elif not runs:
        show_line(f"No run has written to {root} yet, or the journal dropped it.")
    else:
        for run, journal in runs:
            show_line(_as_line(run) + (f"  {_shown(journal.vault_root)}" if len(journals) > 1 else ""))


def _time(pair: tuple[RunInfo, Journal]) -> str:
    return pair[0].id


def _journals(options: VaultOptions) -> tuple[Path, list[Journal]]:
    """The folder that the command is about, and the journals of the vaults there."""
    root = root_of((), options)
    return root, [Journal.open(root)] if options.vault is not None else Journal.near(root)


def _shown(folder: Path) -> str:
    """A vault as it is named in messages: from the current folder if it lies in it."""
    here = Path.cwd().resolve()
    return os.path.relpath(folder, here) if folder.is_relative_to(here) else str(folder)


def _as_json(run: RunInfo) -> dict[str, Any]:
    return {
        "run": run.id,
        "time": run.time,
        "vault": run.vault,
        "command": list(run.command),
        "notes": {path: list(rules) for path, rules in run.notes.items()},
        "renames": [list(pair) for pair in run.renames],
        "undoes": run.undoes,
        "undone_by": run.undone_by,
        "complete": run.is_complete,
    }


def _as_line(run: RunInfo) -> str:
    rules = sorted({rule for names in run.notes.values() for rule in names})
    counts = [counted(len(run.notes), "note")] if run.notes or not run.renames else []
    what = ", ".join([*counts, *([f"{len(run.renames):,} renamed"] if run.renames else [])])
    marks = [f"reverts {'a part of ' if run.is_partial else ''}{run.undoes}"] if run.undoes else []
    marks += [f"undone by {run.undone_by}"] if run.undone_by else []
    marks += [] if run.is_complete else ["did not end"]
    told = f"({'; '.join(marks)})" if marks else ""
    return "  ".join(one for one in (run.id, run.time[:16].replace("T", " "), what, ", ".join(rules), told) if one)


@command()
@takes(UndoOptions)
def undo(options: UndoOptions) -> int:
    """Revert the last run that wrote files and is not undone yet, or the one named RUN.

    Every note gets back the bytes it had. A note that changed since is left alone unless --force. A run over several
    vaults is reverted in all of them; --vault keeps to one. `vaultlint redo` reverts the undo.
    """
    notes, rules = options.notes, options.rules
    root, journals = _journals(options.restore.vault)
    near = None if options.restore.vault.vault is not None else Journal.all
    if options.run is not None:
        targets = _named(options.run, journals, near)
    else:
        targets = _last(journals, near, lambda journal: to_undo(journal.runs(), _chosen(journal, notes, rules)))
    if not targets:
        raise Failure(_nothing_to_undo(root, journals, notes, rules))
    return _Revert(options.restore, notes, rules).over(targets)


@command()
@takes(RestoreOptions)
def redo(options: RestoreOptions) -> int:
    """Bring back what the last undo reverted.

    A note that changed since the undo is left alone unless --force.
    """
    root, journals = _journals(options.vault)
    near = None if options.vault.vault is not None else Journal.all
    targets = _last(journals, near, lambda journal: to_redo(journal.runs()))
    if not targets:
        raise Failure(f"{root}: there is no undo to revert.")
    return _Revert(options, (), ()).over(targets)


def _nothing_to_undo(root: Path, journals: Sequence[Journal], notes: Sequence[str], rules: Sequence[str]) -> str:
    runs = [run for journal in journals for run in journal.runs()]
    if not runs:
        return f"{root}: the journal holds no run to undo."
    if notes or rules:
        return f"{root}: no run that is not undone wrote that. `vaultlint history` lists the runs."
    return f"{root}: every run is undone. `vaultlint redo` brings back the last one."


def _chosen(journal: Journal, notes: Sequence[str], rules: Sequence[str]) -> Callable[[RunInfo], bool]:
    """Whether a run wrote a note, by a rule, that is to be restored and was not yet."""
    if not notes and not rules:
        return lambda run: True
    choice = _choice(journal, notes, rules)

    def is_chosen(run: RunInfo) -> bool:
        wrote = any(
            choice.has_note(path) and choice.has_rule(by) and path not in run.undone_files
            for path, by in run.notes.items()
        )
        return wrote or (choice.rules is None and any(choice.has_note(*pair) for pair in run.renames))

    return is_chosen


def _choice(journal: Journal, notes: Sequence[str], rules: Sequence[str]) -> Choice:
    names = tuple(_in_vault(journal, name) for name in notes)
    return Choice(names or None, frozenset(rules) or None)


def _last(
    journals: Sequence[Journal],
    others: Callable[[], Sequence[Journal]] | None,
    pick: Callable[[Journal], RunInfo | None],
) -> list[_Target]:
    """The last of the runs that `pick` picks in each vault, with those of the same command in other vaults."""
    found = [_Target(journal, run) for journal in journals if (run := pick(journal)) is not None]
    return _group(max(found, key=lambda target: target.run.id), others) if found else []


def _named(name: str, journals: Sequence[Journal], others: Callable[[], Sequence[Journal]] | None) -> list[_Target]:
    """The run of this name, or whose name begins so, with those of the same command in other vaults."""
    found = _with_name(name, journals)
    if not found and others is not None:
        found = [target for target in _with_name(name, others()) if target.run.id == name]
    if len({target.run.group or target.run.id for target in found}) == 1:
        return _group(found[0], others)
    runs = [target.run.id for target in found] or [run.id for journal in journals for run in journal.runs()]
    problem = "there are several runs" if found else "there is no run"
    known = f"; the last ones are {', '.join(sorted(runs)[-5:])}" if runs else ""
    hint = ". Name the vault with --vault" if len({target.journal.vault_root for target in found}) > 1 else ""
    raise Failure(f"{problem} {name!r}{known}{hint}")


def _with_name(name: str, journals: Sequence[Journal]) -> list[_Target]:
    targets = [_Target(journal, run) for journal in journals for run in journal.runs()]
    exact = [target for target in targets if target.run.id == name]
    return exact or [target for target in targets if target.run.id.startswith(name)]


def _group(target: _Target, others: Callable[[], Sequence[Journal]] | None) -> list[_Target]:
    """The runs of the command that made the run, the last one first."""
    if target.run.group is None:
        return [target]
    journals = [target.journal] if others is None else others()
    found = [_Target(journal, run) for journal in journals for run in journal.runs() if run.group == target.run.group]
    return sorted(found, key=lambda one: one.run.id, reverse=True)


class _Revert:
    """Runs that are reverted, and what is said of each."""

    def __init__(self, options: RestoreOptions, notes: Sequence[str], rules: Sequence[str]) -> None:
        self._force, self._diff = options.force, options.diff
        self._color = use_color(options.color)
        self._notes, self._rules = notes, rules

    def over(self, targets: Sequence[_Target]) -> int:
        """Revert the runs. Return 0, 1 if nothing had to be restored, 2 if a note could not be."""
        group = os.urandom(8).hex()
        done = [(target, self._revert(target, group)) for target in targets]
        vaults = {target.journal.vault_root for target in targets}
        for target, report in done:
            place = f"{_shown(target.journal.vault_root)}: " if len(vaults) > 1 else ""
            for path, reason in report.refused:
                say(f"vaultlint: {place}{path}: not restored: {reason}")
            (say if self._diff else show_line)(f"{place}{self._result(target, report)}")
        if any(report.refused for _, report in done):
            return 2
        return int(not any(report.restored or report.renamed for _, report in done))

    def _revert(self, target: _Target, group: str) -> UndoReport:
        journal, run = target
        choice = _choice(journal, self._notes, self._rules)
        report = undo_run(
            journal,
            run.id,
            force=self._force,
            only_notes=choice.notes,
            only_rules=choice.rules,
            dry_run=self._diff,
            command=tuple(sys.argv),
            group=group,
            on_wait=lambda text: say(f"vaultlint: {text}"),
        )
        if self._diff:
            _show(journal, run.id, frozenset(report.restored), self._color)
        return report

    def _result(self, target: _Target, report: UndoReport) -> str:
        counts = [counted(len(report.restored), "note")] if report.restored else []
        counts += [counted(len(report.renamed), "name")] if report.renamed else []
        if not counts:
            if report.refused:
                return f"Nothing was restored from before {report.run}."
            if report.unchanged:
                return f"Nothing to restore: the notes already have the text from before {report.run}."
            return f"Nothing to restore: {report.run} wrote none of the notes asked for."
        what = f"{'Would restore' if self._diff else 'Restored'} {' and '.join(counts)} from before {report.run}"
        undone = target.run.undoes
        return f"{what}{f', itself an undo: this brings back what {undone} wrote' if undone else ''}."


def _in_vault(journal: Journal, name: str) -> str:
    """A note or folder as the journal names it; a note that is gone now may be named by its place in the vault."""
    path = relative(journal.vault_root, Path(name))
    return path if path and (journal.vault_root / path).exists() else Path(name).as_posix()


def _show(journal: Journal, run: str, restored: frozenset[str], color: bool) -> None:
    """Print the difference that reverting a run would make to the notes that it would restore."""
    from vaultlint.report.diff import unified_diff

    contents = journal.read(run)
    first: dict[str, str | None] = {}
    for change in contents.changes:
        for write in change.writes:
            first.setdefault(write.path, write.before)
    for path, digest in sorted(first.items()):
        if path not in restored:
            continue
        now = journal.vault_root / Path(path)
        before = now.read_bytes() if now.is_file() else b""
        after = contents.content(digest) if digest else b""
        old, new = (one.decode("utf-8", "replace") for one in (before, after))
        show_text(unified_diff(path, old, new, color, drawn=drawn()))
