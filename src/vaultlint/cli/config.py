"""`vaultlint config`."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from typing import Any

import click

from vaultlint.cli.options import take_vault_options, vault_options
from vaultlint.cli.sessions import root_of
from vaultlint.config.dump import as_toml, entries


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--schema", is_flag=True, help="Print the JSON schema of the file instead.")
@vault_options
def config(form: str, schema: bool, **given: Any) -> None:
    """Show the effective configuration, as TOML, and where each value comes from."""
    if schema:
        from vaultlint.config.schema import schema_text

        click.echo(schema_text(), nl=False)
        return
    options = take_vault_options(given)
    root = root_of((), options)
    loaded = options.load(root)
    if form == "json":
        rows = {key: {"value": _plain(value), "source": source} for key, value, source in entries(loaded)}
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    click.echo(f"# vault: {root}")
    click.echo(as_toml(loaded), nl=False)


def _plain(value: Any) -> Any:
    """Overrides and patterns as tables."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {key.replace("_", "-"): one for key, one in asdict(value).items() if one not in (None, {}, ())}
    return value
