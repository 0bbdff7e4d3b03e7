"""`vaultlint links`: the list of all links, or what the web says of those that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from vaultlint.cli.help import command
from vaultlint.cli.links_options import LinksOptions
from vaultlint.cli.options import VaultOptions
from vaultlint.cli.parameters import takes
from vaultlint.cli.say import say, show_text
from vaultlint.cli.sessions import check_all, open_sessions
from vaultlint.errors import Failure, needs_extra
from vaultlint.rule_selection import ALWAYS, Selection


@command()
@takes(LinksOptions)
def links(options: LinksOptions) -> int:
    """List every link and what it resolves to.

    With --online, check external links instead: each URL once, at a polite pace per host. Reports URLs that are dead
    (exit status 1), that moved, or whose title differs from the link text. Answers are cached and refreshed when they
    have grown old.
    """
    web = options.web
    if web.online and web.offline:
        raise Failure("--online and --offline exclude each other.")
    if web.online or web.offline:
        if options.form is not None:
            raise Failure("--format is of the list of links; with --online or --offline use --output-format.")
        with needs_extra("online", "--online" if web.online else "--offline"):
            from vaultlint.cli.links_online import report_web
        return report_web(options)
    only_online = {
        "fix": options.fixes.fix,
        "unsafe-fixes": options.fixes.unsafe_fixes,
        "diff": options.fixes.diff,
        "strict": web.strict,
        "refresh": web.refresh,
        "output-format": options.output.output_format,
        "output-file": options.output.output_file,
        "select": options.rules.select,
    }
    for name, value in only_online.items():
        if value:
            raise Failure(f"--{name} needs --online or --offline.")
    return _list(options.paths, options.form or "text", options.vault)


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
