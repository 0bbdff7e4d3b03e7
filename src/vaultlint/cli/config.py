"""`vaultlint config`."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass, replace
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.help import command
from vaultlint.cli.options import take_vault_options, vault_options
from vaultlint.cli.say import show_line, show_text
from vaultlint.cli.sessions import root_of
from vaultlint.config import files_of_config, find_config
from vaultlint.config.dump import as_toml, entries
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.vault.files import scan
from vaultlint.vault.flavor import flavor_of


@command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--schema", is_flag=True, help="Print the JSON schema of the file instead.")
@click.option("--trust", "trust", flag_value="yes", help="Vouch for the configuration as it is now, with its code.")
@click.option("--untrust", "trust", flag_value="no", help="Take that back.")
@vault_options
def config(form: str, schema: bool, trust: str | None, **given: Any) -> None:
    """Show the effective configuration, as TOML, and where each value comes from."""
    if schema:
        from vaultlint.config.schema import schema_text

        click.echo(schema_text(), nl=False)
        return
    options = take_vault_options(given)
    root = root_of((), options)
    if trust is not None:
        _vouch(options.config or find_config(root), root, trust == "yes")
        return
    loaded = options.load(root, needs_rules=False)
    if loaded.flavor is None:
        flavor = flavor_of(scan(root, follow_links=loaded.follow_links), None)
        loaded = replace(loaded, flavor=flavor.name, sources={**loaded.sources, "flavor": "detected"})
    if form == "json":
        rows = {key: {"value": _plain(value), "source": source} for key, value, source in entries(loaded)}
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    show_line(f"# vault: {root}")
    show_text(as_toml(loaded))


def _vouch(path: Path | None, root: Path, trusted: bool) -> None:
    from vaultlint.cli.trust import remember_trust

    if path is None:
        raise Failure(f"there is no configuration in {root} or above it.")
    remember_trust(path, trusted)
    if not trusted:
        click.echo(f"{visible(str(path))} is no longer trusted.")
        return
    click.echo(f"{visible(str(path))} is trusted until it, or a file that it names, changes:")
    for file in files_of_config(path):
        click.echo(f"  {visible(str(file))}")


def _plain(value: Any) -> Any:
    """Overrides and patterns as tables."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {key.replace("_", "-"): one for key, one in asdict(value).items() if one not in (None, {}, ())}
    return value
