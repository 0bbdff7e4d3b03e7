"""`vaultlint check` and `vaultlint fix`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.baseline_file import active_baseline
from vaultlint.cli.options import (
    VaultOptions,
    selection_options,
    take_selection,
    take_vault_options,
    use_color,
    vault_options,
)
from vaultlint.cli.outcome import Outcome, exit_status, gather
from vaultlint.cli.output import Output, report, report_preview
from vaultlint.cli.say import say
from vaultlint.cli.sessions import check_all, open_sessions, root_of
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.report import formats

_OPTIONS = [
    click.option("--fix", is_flag=True, help="Repair what can be repaired without doubt."),
    click.option("--unsafe-fixes", is_flag=True, help="Repair also what is probable, not certain."),
    click.option("--diff", is_flag=True, help="Show what would be written, write nothing."),
    click.option("--show-fixes", is_flag=True, help="List what was repaired."),
    click.option("--interactive", is_flag=True, help="Ask before each fix."),
    click.option(
        "--output-format",
        "-f",
        multiple=True,
        metavar="FORMAT",
        help=f"One of {', '.join(formats())}.",
        shell_complete=lambda ctx, param, word: [name for name in formats() if name.startswith(word)],
    ),
    click.option("--output-file", "-o", multiple=True, type=click.Path(path_type=Path), metavar="FILE"),
    click.option("--statistics", is_flag=True, help="Count the problems of each rule."),
    click.option("--quiet", "-q", is_flag=True, help="Report problems and nothing else."),
    click.option("--stdin-filename", metavar="FILE", help="The note that standard input stands for."),
    click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Problems accepted before."),
    click.option("--staged", is_flag=True, help="Check what is staged in git, and the notes that it breaks."),
    click.option("--changed-since", metavar="REV", help="Check what changed since a commit, and what that breaks."),
    click.option("--fail-on", type=click.Choice(["error", "warning", "info", "never"]), help="Default: warning."),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 even if problems remain."),
    click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if anything was repaired."),
    click.option("--force-exclude", is_flag=True, help="Exclude also notes that are named by themselves."),
    click.option("--watch", is_flag=True, help="Check again whenever a note changes."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto"),
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True)),
]


def _check_options(command: Any) -> Any:
    for option in reversed(_OPTIONS):
        command = option(command)
    return vault_options(selection_options(command))


@click.command()
@_check_options
def check(**given: Any) -> int:
    """Report problems in notes.

    PATHS are notes or folders; the vault that holds the current folder by default, and - for standard input.
    """
    return _run(given)


@click.command()
@_check_options
def fix(**given: Any) -> int:
    """Repair what can be repaired without doubt, and report the rest.

    What was written can be taken back with `vaultlint undo`.
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
    check_all(sessions, options, cached_for=selection)
    outcome = Outcome()
    if fixes:
        for session in sessions:
            _mend(session, given, outcome, to_disk=standard_input is None)
    gather(sessions, outcome, accepted, fingerprints=output.fingerprints)
    if standard_input is not None and fixes and not given["diff"]:
        _print_text(sessions[0])
        output.to_stderr = True
    if given["diff"]:
        report_preview(outcome, output)
    else:
        report(outcome, output, use_color(given["color"]))
    return exit_status(outcome, given, sessions[0].config.fail_on)


def _standard_input(paths: Sequence[Path], name: str | None) -> tuple[str, bytes] | None:
    if Path("-") not in paths:
        return None
    if len(paths) > 1:
        raise Failure("- (standard input) stands alone: name no other path beside it.")
    return name or "stdin.md", sys.stdin.buffer.read()


def _mend(session: Session, given: dict[str, Any], outcome: Outcome, *, to_disk: bool) -> None:
    """Mend a session's notes; write them, unless only the difference is wanted."""
    from vaultlint.fixing.fixer import Mender

    choose = None
    if given["interactive"]:
        from vaultlint.cli.interactive import asker

        choose = asker(session)
    mended = Mender(session, unsafe=given["unsafe_fixes"], choose=choose).run()
    outcome.mended.append((session, mended))
    if given["diff"]:
        from vaultlint.cli.output import print_diff

        print_diff(session, mended, use_color(given["color"]))
    elif to_disk:
        from vaultlint.fixing.fixer import take_back
        from vaultlint.fixing.write import save

        saved = save(session.overlay, mended, sys.argv, on_wait=lambda text: say(f"vaultlint: {text}"))
        take_back(session, mended, saved.unwritten)
        outcome.saved.append(saved)


def _print_text(session: Session) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(session.read_bytes(session.chosen[0]))
    sys.stdout.buffer.flush()
