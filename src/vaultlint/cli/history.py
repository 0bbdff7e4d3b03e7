"""`vaultlint undo` and `vaultlint history`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.options import take_vault_options, use_color, vault_options
from vaultlint.cli.say import drawn, say, show_line, show_text
from vaultlint.cli.sessions import root_of
from vaultlint.errors import Failure
from vaultlint.report.summary import counted
from vaultlint.storage.journal import Journal
from vaultlint.storage.run_file import RunInfo
from vaultlint.vault.files import relative


def _journal(given: dict[str, Any]) -> Journal:
    return Journal.open(root_of((), take_vault_options(given)))


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@vault_options
def history(form: str, **given: Any) -> None:
    """List the runs that wrote files, the last one first."""
    journal = _journal(given)
    runs = journal.runs()[::-1]
    for notice in journal.notices:
        say(f"vaultlint: {notice}")
    if form == "json":
        click.echo(json.dumps([_as_json(run) for run in runs], indent=2, ensure_ascii=False))
    elif not runs:
        show_line(f"No run has written to {journal.vault_root} yet, or the journal dropped it.")
    else:
        for run in runs:
            show_line(_as_line(run))


def _as_json(run: RunInfo) -> dict[str, Any]:
    return {
        "run": run.id,
        "time": run.time,
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
    marks = [f"takes back {run.undoes}"] if run.undoes else []
    marks += [f"taken back by {run.undone_by}"] if run.undone_by else []
    marks += [] if run.is_complete else ["did not end"]
    told = f"({'; '.join(marks)})" if marks else ""
    return "  ".join(one for one in (run.id, run.time[:16].replace("T", " "), what, ", ".join(rules), told) if one)


@click.command()
@click.argument("run", required=False)
@click.option("--note", "notes", multiple=True, metavar="NOTE", help="Only this note or folder; repeatable.")
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Only what this rule changed; repeatable.")
@click.option("--force", is_flag=True, help="Restore also notes that changed since; history keeps their text.")
@click.option("--diff", is_flag=True, help="Show what would be restored, write nothing.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@vault_options
def undo(run: str | None, **given: Any) -> int:
    """Take back the last run that wrote files, or the one named RUN.

    Every note gets back the bytes it had. A note that changed since is left alone unless --force.
    """
    notes, rules, force, diff = (given.pop(name) for name in ("notes", "rules", "force", "diff"))
    color = use_color(given.pop("color"))
    journal = _journal(given)
    if not journal.runs():
        raise Failure(f"{journal.vault_root}: the journal holds no run to take back.")
    report = journal.undo(
        run,
        force=force,
        only_notes=[_in_vault(journal, name) for name in notes] or None,
        only_rules=rules or None,
        dry_run=diff,
        command=tuple(sys.argv),
        on_wait=lambda text: say(f"vaultlint: {text}"),
    )
    if diff:
        _show(journal, run, frozenset(report.restored), color)
    for path, reason in report.refused:
        say(f"vaultlint: {path}: not restored: {reason}")
    done = [counted(len(report.restored), "note")] if report.restored or not report.renamed else []
    done += [counted(len(report.renamed), "name")] if report.renamed else []
    told = f"{'Would restore' if diff else 'Restored'} {' and '.join(done)} from before {report.run}"
    click.echo(f"{told}{_what_it_was(journal, report.run)}.", err=diff)
    return 2 if report.refused else 0


def _what_it_was(journal: Journal, run: str) -> str:
    """That an undo was taken back: who undoes twice may have meant the run before, and gets the changes again."""
    undone = next((info.undoes for info in journal.runs() if info.id == run), None)
    return f", itself an undo: this brings back what {undone} wrote" if undone else ""


def _in_vault(journal: Journal, name: str) -> str:
    """A note or folder as the journal names it; a note that is gone now may be named by its place in the vault."""
    path = relative(journal.vault_root, Path(name))
    return path if path and (journal.vault_root / path).exists() else Path(name).as_posix()


def _show(journal: Journal, run: str | None, restored: frozenset[str], color: bool) -> None:
    """The difference that taking a run back would make to the notes that it would restore."""
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
