"""`vaultlint baseline create|show|prune`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from vaultlint.baseline import Baseline
from vaultlint.cli.baseline_file import Accepting, baseline_path
from vaultlint.cli.options import selection_options, take_selection, take_vault_options, vault_options
from vaultlint.cli.outcome import Outcome, gather
from vaultlint.cli.say import show_line, show_text
from vaultlint.cli.sessions import check_all, open_sessions, root_of
from vaultlint.diagnostic import Diagnostic
from vaultlint.report.summary import counted

_FILE = click.option("--baseline", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The file.")
_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.group()
def baseline() -> None:
    """Accept today's problems, so that only new ones fail.

    The file is .vaultlint-baseline.json at the vault's root, unless --baseline or the configuration names another.
    """


@baseline.command()
@_FILE
@_PATHS
@selection_options
@vault_options
def create(**given: Any) -> int:
    """Write the file: accept all current problems."""
    accepting, found, failed = _checked(given)
    made = accepting.create(found)
    made.save(accepting.file)
    show_line(f"Accepted {counted(len(made.entries), 'problem')} in {accepting.file}.")
    return 2 if failed else 0


@baseline.command()
@_FILE
@vault_options
def show(**given: Any) -> None:
    """List the accepted problems."""
    file = given.pop("baseline")
    options = take_vault_options(given)
    root = root_of((), options)
    show_text(Baseline.load(baseline_path(file, options.load(root, needs_rules=False), root)).show())


@baseline.command()
@_FILE
@_PATHS
@selection_options
@vault_options
def prune(**given: Any) -> int:
    """Remove fixed entries and update renamed paths."""
    accepting, found, failed = _checked(given)
    before = Baseline.load(accepting.file)
    match = accepting.match(before, found)
    after = before.prune(match)
    if after != before:
        after.save(accepting.file)
    moved = f" and moved {len(match.moved):,}" if match.moved else ""
    show_line(f"Dropped {len(match.fixed):,}{moved}; {len(after.entries):,} left in {accepting.file}.")
    return 2 if failed else 0


def _checked(given: dict[str, Any]) -> tuple[Accepting, list[Diagnostic], bool]:
    """Everything that a check without a baseline reports, and whether a note could not be read."""
    paths: Sequence[Path] = given.pop("paths")
    file = given.pop("baseline")
    options = take_vault_options(given)
    sessions = open_sessions(paths, options, take_selection(given))
    check_all(sessions, options)
    outcome = Outcome()
    gather(sessions, outcome, fingerprints=True)
    root = root_of(paths, options)
    accepting = Accepting(baseline_path(file, sessions[0].config, root), outcome.root, sessions)
    return accepting, outcome.diagnostics, outcome.failed
