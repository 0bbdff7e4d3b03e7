"""`vaultlint check` and `vaultlint fix`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vaultlint.cli.baseline_file import active_baseline
from vaultlint.cli.help import STATUSES, command
from vaultlint.cli.options import (
    VaultOptions,
    selection_options,
    take_selection,
    take_vault_options,
    use_color,
    vault_options,
)
from vaultlint.cli.outcome import Outcome, exit_status, gather, status_of
from vaultlint.cli.output import Output, report, report_again, report_preview
from vaultlint.cli.replay import printed_before, remember_printed
from vaultlint.cli.say import say
from vaultlint.cli.sessions import check_all, open_sessions, root_of
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.report import formats

if TYPE_CHECKING:
    from vaultlint.fixing.write import Invocation

_OPTIONS = [
    click.option("--fix", is_flag=True, help="Apply safe fixes."),
    click.option("--unsafe-fixes", is_flag=True, help="Also apply fixes that are probable, not certain."),
    click.option("--diff", is_flag=True, help="Show changes without writing them."),
    click.option("--show-fixes", is_flag=True, help="List the fixes that were applied."),
    click.option("--interactive", is_flag=True, help="Ask before each fix."),
    click.option(
        "--output-format",
        "-f",
        multiple=True,
        metavar="FORMAT",
        help=f"One of {', '.join(formats())}.",
        shell_complete=lambda ctx, param, word: [name for name in formats() if name.startswith(word)],
    ),
    click.option(
        "--output-file",
        "-o",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the report to a file; may repeat, one per --output-format.",
    ),
    click.option("--statistics", is_flag=True, help="Show the number of problems per rule."),
    click.option("--quiet", "-q", is_flag=True, help="Print problems only."),
    click.option("--stdin-filename", metavar="FILE", help="Path of the note that standard input contains."),
    click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="File of accepted problems."),
    click.option("--staged", is_flag=True, help="Check what is staged in git, and the notes whose links it breaks."),
    click.option(
        "--changed-since",
        metavar="REV",
        help="Check what changed since a commit, and the notes whose links that breaks.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "info", "never"]),
        help="Lowest severity that fails the run [default: warning].",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with status 0 even if problems remain."),
    click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with status 1 if any fix was applied."),
    click.option("--force-exclude", is_flag=True, help="Apply excludes to explicitly named notes too."),
    click.option("--watch", is_flag=True, help="Check again whenever a note changes."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Color the output [default: on a terminal].",
    ),
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True)),
]


def _check_options(command: Any) -> Any:
    for option in reversed(_OPTIONS):
        command = option(command)
    return vault_options(selection_options(command))


@command(epilog=STATUSES)
@_check_options
def check(**given: Any) -> int:
    """Report problems in notes.

    PATHS are notes or folders (default: the vault of the current folder), or - for standard input.

    \b
    Examples:
      vaultlint check
      vaultlint check --select links Projects/
      vaultlint check --output-format json notes/a.md
    """
    return _run(given)


@command(epilog=STATUSES)
@_check_options
def fix(**given: Any) -> int:
    """Apply safe fixes and report what remains.

    `vaultlint undo` reverts what was written.

    \b
    Examples:
      vaultlint fix --diff
      vaultlint fix --select encoding notes/
      vaultlint fix --unsafe-fixes --interactive
    """
    given["fix"] = True
    return _run(given)


def _run(given: dict[str, Any]) -> int:
    options = take_vault_options(given)
    if given["watch"]:
        from vaultlint.cli.watch import watch

        return watch(lambda: _once({**given}, options), given["paths"], options)
    return _once(given, options)


def _once(given: dict[str, Any], options: VaultOptions) -> int:
    selection = take_selection(given)
    output = Output.of(given)
    paths: Sequence[Path] = given["paths"]
    standard_input = _standard_input(paths, given["stdin_filename"])
    sessions = open_sessions(
        () if standard_input else paths,
        options,
        selection,
        force_exclude=given["force_exclude"],
        standard_input=standard_input,
    )
    root = root_of([Path(standard_input[0])] if standard_input else paths, options)
    accepted = active_baseline(given["baseline"], sessions[0].config, root, options)
    fixes: bool = given["fix"] or given["unsafe_fixes"] or given["interactive"] or given["diff"]
    if given["staged"] or given["changed_since"]:
        from vaultlint.cli.git_scope import narrow

        sessions = narrow(sessions, staged=given["staged"], since=given["changed_since"], to_fix=fixes)
    previous = check_all(sessions, options, cached_for=selection)
    # A baseline decides by more than the notes, and fixes change them.
    is_plain = len(sessions) == 1 and not fixes and accepted is None and standard_input is None
    cached = previous.get(sessions[0].root) if is_plain else None
    color = use_color(given["color"])
    printed = printed_before(cached, sessions[0].root, output, color=color)
    if printed is not None:
        report_again(printed, output)
        return status_of(printed.severities, given, sessions[0].config.fail_on)
    outcome = Outcome()
    if fixes:
        from vaultlint.fixing.write import Invocation

        invocation = Invocation(sys.argv, lambda text: say(f"vaultlint: {text}"))
        writes = standard_input is None and not given["diff"]
        for session in sessions:
            _fix(session, given, outcome, invocation if writes else None)
    gather(sessions, outcome, accepted, fingerprints=output.fingerprints)
    if standard_input is not None and fixes and not given["diff"]:
        _print_text(sessions[0])
        output.to_stderr = True
    if given["diff"]:
        report_preview(outcome, output)
    else:
        printed = report(outcome, output, color)
        remember_printed(cached, sessions[0].root, output, printed, color=color)
    return exit_status(outcome, given, sessions[0].config.fail_on)


def _standard_input(paths: Sequence[Path], name: str | None) -> tuple[str, bytes] | None:
    if Path("-") not in paths:
        return None
    if len(paths) > 1:
        raise Failure("`-` (standard input) cannot be combined with other paths.")
    return name or "stdin.md", sys.stdin.buffer.read()


def _fix(session: Session, given: dict[str, Any], outcome: Outcome, invocation: Invocation | None) -> None:
    """Fix a session's notes; write them, or show the differences."""
    from vaultlint.cli.apply_fixes import apply_fixes

    choose = None
    if given["interactive"]:
        from vaultlint.cli.interactive import asker

        choose = asker(session)
    apply_fixes(session, outcome, invocation, unsafe=given["unsafe_fixes"], choose=choose)
    if given["diff"]:
        from vaultlint.cli.output import print_diff

        print_diff(*outcome.mended[-1], use_color(given["color"]))


def _print_text(session: Session) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(session.read_bytes(session.chosen[0]))
    sys.stdout.buffer.flush()
