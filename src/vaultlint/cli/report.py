"""`vaultlint report`: one page on the state of a vault, or the same as data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click

from vaultlint.cli.attachments import report_of
from vaultlint.cli.baseline_file import active_baseline
from vaultlint.cli.help import command
from vaultlint.cli.options import RuleOptions, VaultOptions
from vaultlint.cli.outcome import Outcome, gather, prefix_of
from vaultlint.cli.output import rule_info
from vaultlint.cli.parameters import argument, flag, group, option, takes
from vaultlint.cli.say import say
from vaultlint.cli.sessions import check_all, open_sessions, root_of
from vaultlint.engine.session import Session
from vaultlint.errors import Failure, needs_extra
from vaultlint.html_report.data import Part, Subject, history_line, make_report
from vaultlint.html_report.files import check_target, read_history, write_report
from vaultlint.report.run import counted

#: Bytes above which an attachment is large.
_LARGE = 10_000_000


@dataclass(frozen=True, kw_only=True)
class ReportOptions:
    """Options of `report`."""

    file: Path | None = argument(required=False, type=click.Path(path_type=Path))
    form: str = option(
        "--format",
        type=click.Choice(["html", "json", "jsonl"]),
        default="html",
        help="A page, all of its data, or one line of figures for --history [default: html].",
    )
    history: Path | None = option(
        "--history", type=click.Path(path_type=Path), metavar="FILE", help="Show the trend since earlier reports."
    )
    force: bool = flag("--force", help="Overwrite a file that is not a report.")
    baseline: Path | None = option(
        "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="File of accepted problems."
    )
    rules: RuleOptions = group(RuleOptions)
    vault: VaultOptions = group(VaultOptions)


@command()
@takes(ReportOptions)
def report(options: ReportOptions) -> int:
    """Write one page on the state of the vault: health, links, attachments, repairs, and the link graph.

    The page loads nothing and works without a network. The problems are those that `vaultlint check` reports. Nothing
    but FILE is written, and FILE only if it is new or an earlier report.

    \b
    Examples:
      vaultlint report report.html
      vaultlint report --format jsonl >> history.jsonl
      vaultlint report report.html --history history.jsonl
    """
    file = _target(options)
    history = read_history(options.history) if options.history is not None else []
    selection = options.rules.selection
    sessions = open_sessions((), options.vault, selection)
    baseline = active_baseline(options.baseline, sessions[0].config, root_of((), options.vault), options.vault)
    check_all(sessions, options.vault, cached_for=selection)
    outcome = Outcome()
    gather(sessions, outcome, baseline)
    parts = [_part(session, outcome.root) for session in sessions]
    subject = Subject(
        outcome.root.absolute().name or str(outcome.root),
        outcome.diagnostics,
        frozenset().union(*(session.plan.names for session in sessions)),
        rule_info,
        outcome.accepted,
    )
    found = make_report(subject, parts, history)
    if options.form == "html":
        from vaultlint.html_report.page import render_page

        text = render_page(found)
    else:
        text = json.dumps(found if options.form == "json" else history_line(found), ensure_ascii=False) + "\n"
        text = text.replace("##[", "#\\u0023[")  # a command to GitHub's runner
    _write(file, text, force=options.force)
    if file is not None:
        say(f"Wrote {file}: {counted(len(outcome.diagnostics), 'problem')} in {counted(outcome.notes, 'note')}.")
    return 2 if outcome.failed else 0


def _target(options: ReportOptions) -> Path | None:
    """The file to write, None for standard output. Failure before anything is checked, if it cannot be written."""
    file = options.file if options.file != Path("-") else None
    if options.form == "html":
        with needs_extra("report", "a report as HTML"):
            import jinja2  # noqa: F401 - it is missed now, not after minutes of checking
        if options.file is None:
            raise Failure("name the file to write: vaultlint report report.html (- is standard output).")
    if options.form == "jsonl" and file is not None:
        raise Failure("--format jsonl prints a line; add it to a file with >> history.jsonl.")
    if file is not None:
        check_target(file, force=options.force)
    return file


def _part(session: Session, root: Path) -> Part:
    return Part(session, prefix_of(session, root), report_of(session, _LARGE))


def _write(file: Path | None, text: str, *, force: bool) -> None:
    if file is not None:
        write_report(file, text, force=force)
    else:
        click.echo(text.encode("utf-8", "backslashreplace"), nl=False)
