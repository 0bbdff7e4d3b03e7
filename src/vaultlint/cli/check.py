"""`vaultlint check` and `vaultlint fix`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from vaultlint.cli.baseline_file import active_baseline
from vaultlint.cli.help import STATUSES, command
from vaultlint.cli.options import FixOptions, OutputOptions, RuleOptions, StatusOptions, VaultOptions, use_color
from vaultlint.cli.outcome import Outcome, exit_status, gather, status_of
from vaultlint.cli.output import Output, report, report_again, report_preview
from vaultlint.cli.parameters import argument, flag, group, option, takes
from vaultlint.cli.replay import printed_before, remember_printed
from vaultlint.cli.sessions import check_all, open_sessions, root_of
from vaultlint.engine.session import Session
from vaultlint.errors import Failure


@dataclass(frozen=True, kw_only=True)
class CheckOptions:
    """Options of `check` and `fix`."""

    paths: Sequence[Path] = argument(nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
    fixes: FixOptions = group(FixOptions)
    interactive: bool = flag("--interactive", help="Ask before each fix.")
    output: OutputOptions = group(OutputOptions)
    stdin_filename: str | None = option(
        "--stdin-filename", metavar="FILE", help="Path of the note that standard input contains."
    )
    baseline: Path | None = option(
        "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="File of accepted problems."
    )
    staged: bool = flag("--staged", help="Check what is staged in git, and the notes whose links it breaks.")
    changed_since: str | None = option(
        "--changed-since",
        metavar="REV",
        help="Check what changed since a commit, and the notes whose links that breaks.",
    )
    status: StatusOptions = group(StatusOptions)
    force_exclude: bool = flag("--force-exclude", help="Apply excludes to explicitly named notes too.")
    watch: bool = flag("--watch", help="Check again whenever a note changes.")
    rules: RuleOptions = group(RuleOptions)
    vault: VaultOptions = group(VaultOptions)

    @property
    def fixes_notes(self) -> bool:
        """Whether fixes are applied, if only to show them."""
        return self.fixes.fix or self.fixes.unsafe_fixes or self.fixes.diff or self.interactive


@command(epilog=STATUSES)
@takes(CheckOptions)
def check(options: CheckOptions) -> int:
    """Report problems in notes.

    PATHS are notes or folders (default: the vault of the current folder), or - for standard input.

    \b
    Examples:
      vaultlint check
      vaultlint check --select links Projects/
      vaultlint check --output-format json notes/a.md
    """
    return _run(options)


@command(epilog=STATUSES)
@takes(CheckOptions)
def fix(options: CheckOptions) -> int:
    """Apply safe fixes and report what remains.

    `vaultlint undo` reverts what was written.

    \b
    Examples:
      vaultlint fix --diff
      vaultlint fix --select encoding notes/
      vaultlint fix --unsafe-fixes --interactive
    """
    return _run(replace(options, fixes=replace(options.fixes, fix=True)))


def _run(options: CheckOptions) -> int:
    if options.watch:
        from vaultlint.cli.watch import watch

        return watch(lambda: _run_once(options), options.paths, options.vault)
    return _run_once(options)


def _run_once(options: CheckOptions) -> int:
    selection = options.rules.selection
    output = Output.of(options.output, show_fixes=options.fixes.show_fixes)
    standard_input = _standard_input(options.paths, options.stdin_filename)
    sessions = open_sessions(
        () if standard_input else options.paths,
        options.vault,
        selection,
        force_exclude=options.force_exclude,
        standard_input=standard_input,
    )
    config = sessions[0].config
    root = root_of([Path(standard_input[0])] if standard_input else options.paths, options.vault)
    accepted = active_baseline(options.baseline, config, root, options.vault)
    if options.staged or options.changed_since:
        from vaultlint.cli.git_scope import narrow

        sessions = narrow(sessions, staged=options.staged, since=options.changed_since, to_fix=options.fixes_notes)
    previous = check_all(sessions, options.vault, cached_for=selection)
    # A baseline decides by more than the notes, and fixes change them.
    is_plain = len(sessions) == 1 and not options.fixes_notes and accepted is None and standard_input is None
    cached = previous.get(sessions[0].root) if is_plain else None
    color = use_color(options.output.color)
    printed = printed_before(cached, sessions[0].root, output, color=color) if cached is not None else None
    if printed is not None:
        report_again(printed, output)
        return status_of(printed.severities, options.status, config.fail_on)
    outcome = Outcome()
    if options.fixes_notes:
        _fix(sessions, options, outcome, writes=standard_input is None and not options.fixes.diff, color=color)
    gather(sessions, outcome, accepted, fingerprints=output.fingerprints)
    if options.staged or options.changed_since:
        outcome.obsolete = 0  # of notes that the change affects, only what it broke is reported
    if standard_input is not None and options.fixes_notes and not options.fixes.diff:
        _print_text(sessions[0])
        output.to_stderr = True
    if options.fixes.diff:
        report_preview(outcome, output)
    else:
        printed = report(outcome, output, color)
        remember_printed(cached, sessions[0].root, output, printed, color=color)
    return exit_status(outcome, options.status, config.fail_on)


def _standard_input(paths: Sequence[Path], name: str | None) -> tuple[str, bytes] | None:
    if Path("-") not in paths:
        return None
    if len(paths) > 1:
        raise Failure("`-` (standard input) cannot be combined with other paths.")
    return name or "stdin.md", sys.stdin.buffer.read()


def _fix(sessions: Sequence[Session], options: CheckOptions, outcome: Outcome, *, writes: bool, color: bool) -> None:
    from vaultlint.cli.apply_fixes import fix_sessions
    from vaultlint.cli.interactive import asker

    choose_in = asker if options.interactive else None
    fix_sessions(sessions, options.fixes, outcome, writes=writes, color=color, choose_in=choose_in)


def _print_text(session: Session) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(session.read_bytes(session.chosen[0]))
    sys.stdout.buffer.flush()
