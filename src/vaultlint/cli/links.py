"""`vaultlint links`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.opening import check_all, open_sessions
from vaultlint.cli.options import take_vault_options, vault_options
from vaultlint.selection import Selection


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "dot", "graphml"]), default="text")
@vault_options
def links(paths: Sequence[Path], form: str, **given: Any) -> int:
    """List every link and what it resolves to."""
    from vaultlint.linking.listing import list_links, render_links

    options = take_vault_options(given)
    sessions = open_sessions(paths, options, Selection(select=()))
    check_all(sessions, options)
    rows = []
    for session in sessions:
        facts = [result.facts for path in session.chosen if (result := session.results.get(path)) and result.facts]
        rows += list_links(session.vault, facts)
    click.echo(render_links(rows, form), nl=False)
    return 2 if any(session.failed for session in sessions) else 0
