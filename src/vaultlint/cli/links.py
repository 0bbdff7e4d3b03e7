"""`vaultlint links`: the list of all links, or what the web says of those that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions, selection_options, take_vault_options, vault_options
from vaultlint.cli.say import say, show_text
from vaultlint.cli.sessions import check_all, open_sessions
from vaultlint.errors import Failure, needs_extra
from vaultlint.online.rate_limit import Manners
from vaultlint.report import formats
from vaultlint.rule_selection import ALWAYS, Selection

_DEFAULT = Manners()
_OPTIONS = [
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path)),
    click.option("--format", "form", type=click.Choice(["text", "json", "dot", "graphml"]), help="Format [text]."),
    click.option("--online", is_flag=True, help="Check URLs online: dead, moved, or with another title."),
    click.option("--offline", is_flag=True, help="Like --online, but use only cached answers."),
    click.option("--strict", is_flag=True, help="Also report checks without a result: timeouts, refusals."),
    click.option("--refresh", is_flag=True, help="Ignore cached answers."),
    click.option("--allow-private", is_flag=True, help="Also check addresses of this machine and of private networks."),
    click.option("--no-services", is_flag=True, help="Contact the linked hosts only: no archive, no title services."),
    click.option(
        "--per-host-delay", type=click.FloatRange(0, 3600), default=_DEFAULT.delay, metavar="SECONDS",
        help="Delay between requests to one host.", show_default=True,
    ),
    click.option("--per-host", type=click.IntRange(1, 8), default=_DEFAULT.per_host, show_default=True,
                 metavar="N", help="Simultaneous connections per host."),
    click.option("--connections", type=click.IntRange(1, 256), default=_DEFAULT.connections, show_default=True,
                 metavar="N", help="Simultaneous connections in total."),
    click.option("--timeout", type=click.FloatRange(0.1, 600), default=_DEFAULT.timeout, show_default=True,
                 metavar="SECONDS", help="Request timeout."),
    click.option("--retries", type=click.IntRange(0, 10), default=_DEFAULT.retries, show_default=True,
                 metavar="N", help="Number of retries."),
    click.option("--fix", is_flag=True, help="Apply safe fixes."),
    click.option("--unsafe-fixes", is_flag=True, help="Write the new URL of pages that moved permanently."),
    click.option("--diff", is_flag=True, help="Show changes without writing them."),
    click.option("--show-fixes", is_flag=True, help="List the fixes that were applied."),
    click.option("--output-format", "-f", multiple=True, metavar="FORMAT", help=f"One of {', '.join(formats())}."),
    click.option("--output-file", "-o", multiple=True, type=click.Path(path_type=Path), metavar="FILE"),
    click.option("--statistics", is_flag=True, help="Show the number of problems per rule."),
    click.option("--quiet", "-q", is_flag=True, help="Print problems only."),
    click.option("--fail-on", type=click.Choice(["error", "warning", "info", "never"]), help="Lowest failing level."),
    click.option("--exit-zero", is_flag=True, help="Exit with status 0 even if problems remain."),
    click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with status 1 if any fix was applied."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto"),
]  # fmt: skip


def _options(command: Any) -> Any:
    for option in reversed(_OPTIONS):
        command = option(command)
    return vault_options(selection_options(command))


@command()
@_options
def links(**given: Any) -> int:
    """List every link and what it resolves to.

    With --online, check external links instead: each URL once, at a polite pace per host. Reports URLs that are dead
    (exit status 1), that moved, or whose title differs from the link text. Answers are cached and refreshed when they
    have grown old.
    """
    options = take_vault_options(given)
    if given["online"] and given["offline"]:
        raise Failure("--online asks the web and --offline does not: give one of them.")
    if given["online"] or given["offline"]:
        if given["form"] is not None:
            raise Failure("--format is of the list of links; with --online or --offline use --output-format.")
        with needs_extra("online", "--online" if given["online"] else "--offline"):
            from vaultlint.cli.links_online import report_web
        return report_web(given, options)
    for name in ("fix", "unsafe_fixes", "diff", "strict", "refresh", "output_format", "output_file", "select"):
        if given[name]:
            raise Failure(f"--{name.replace('_', '-')} needs --online or --offline.")
    return _list(given["paths"], given["form"] or "text", options)


def _list(paths: Sequence[Path], form: str, options: VaultOptions) -> int:
    from vaultlint.vault.link_table import list_links, render_links

    sessions = open_sessions(paths, options, Selection(select=()))
    check_all(sessions, options, facts_only=True)
    rows = []
    for session in sessions:
        facts = [result.facts for path in session.chosen if (result := session.results.get(path)) and result.facts]
        rows += list_links(session.vault, facts)
    rendered = render_links(rows, form)
    if form in ("text", "dot"):
        show_text(rendered)
    else:
        click.echo(rendered, nl=False)
    for session in sessions:
        for one in session.diagnostics():
            if one.rule in ALWAYS:
                say(f"vaultlint: {one.path}: {one.message}; links in it are not listed.")
    return 2 if any(session.failed for session in sessions) else 0
