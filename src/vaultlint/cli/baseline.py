"""`vaultlint baseline create|show|prune`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from vaultlint.baseline import Baseline
from vaultlint.cli.baseline_file import Accepting, baseline_path
from vaultlint.cli.help import Command
from vaultlint.cli.options import RuleOptions, VaultOptions
from vaultlint.cli.outcome import Outcome, gather
from vaultlint.cli.parameters import argument, group, option, takes
from vaultlint.cli.say import show_line, show_text
from vaultlint.cli.sessions import check_all, open_sessions, root_of
from vaultlint.diagnostic import Diagnostic
from vaultlint.report.run import counted


@dataclass(frozen=True, kw_only=True)
class ShowOptions:
    """Options of `baseline show`."""

    baseline: Path | None = option(
        "--baseline", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="File of accepted problems."
    )
    vault: VaultOptions = group(VaultOptions)


@dataclass(frozen=True, kw_only=True)
class WriteOptions(ShowOptions):
    """Options of `baseline create` and `baseline prune`."""

    paths: Sequence[Path] = argument(nargs=-1, type=click.Path(path_type=Path))
    rules: RuleOptions = group(RuleOptions)


@click.group()
def baseline() -> None:
    """Accept today's problems, so that only new ones fail.

    The file is .vaultlint-baseline.json at the vault's root, unless --baseline or the configuration names another.
    """


@baseline.command(cls=Command)
@takes(WriteOptions)
def create(options: WriteOptions) -> int:
    """Write the file: accept all current problems."""
    accepting, found, failed = _checked(options)
    made = accepting.create(found)
    made.save(accepting.file)
    show_line(f"Accepted {counted(len(made.entries), 'problem')} in {accepting.file}.")
    return 2 if failed else 0


@baseline.command(cls=Command)
@takes(ShowOptions)
def show(options: ShowOptions) -> None:
    """List the accepted problems."""
    root = root_of((), options.vault)
    config = options.vault.load(root, needs_rules=False)
    show_text(Baseline.load(baseline_path(options.baseline, config, root)).show())


@baseline.command(cls=Command)
@takes(WriteOptions)
def prune(options: WriteOptions) -> int:
    """Remove fixed entries and update renamed paths."""
    accepting, found, failed = _checked(options)
    before = Baseline.load(accepting.file)
    match = accepting.match(before, found)
    after = before.prune(match)
    if after != before:
        after.save(accepting.file)
    moved = f" and moved {len(match.moved):,}" if match.moved else ""
    show_line(f"Dropped {len(match.fixed):,}{moved}; {len(after.entries):,} left in {accepting.file}.")
    return 2 if failed else 0


def _checked(options: WriteOptions) -> tuple[Accepting, list[Diagnostic], bool]:
    """Everything that a check without a baseline reports, and whether a note could not be read."""
    sessions = open_sessions(options.paths, options.vault, options.rules.selection)
    check_all(sessions, options.vault)
    outcome = Outcome()
    gather(sessions, outcome, fingerprints=True)
    root = root_of(options.paths, options.vault)
    accepting = Accepting(baseline_path(options.baseline, sessions[0].config, root), outcome.root, sessions)
    return accepting, outcome.diagnostics, outcome.failed
