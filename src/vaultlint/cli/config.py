"""`vaultlint config` and `vaultlint init`."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.opening import root_of
from vaultlint.cli.options import take_vault_options, vault_options
from vaultlint.config.showing import as_toml, entries
from vaultlint.errors import Failure


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


STARTER = """\
# vaultlint's configuration. Every key is optional; `vaultlint config` shows what is in effect.

# Rules and groups beside those that are on by default; `vaultlint rules` lists them all.
extend-select = []
ignore = []

# Notes that are not checked (links may still lead to them). Patterns as in .gitignore.
exclude = []

# Rules that are silent in some notes.
[per-file-ignores]
# "Archive/" = ["broken-link"]

# How much a rule weighs: error, warning or info.
[severity]
# broken-link = "error"
"""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
def init(folder: Path) -> None:
    """Write a starter configuration, vaultlint.toml, into the vault's root."""
    if not folder.is_dir():
        raise Failure(f"{folder}: no such folder.")
    target = folder / "vaultlint.toml"
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(STARTER)
    except FileExistsError:
        raise Failure(f"{target} exists already. Edit it, or remove it first.") from None
    except OSError as error:
        raise Failure(f"{target} cannot be written: {error.strerror}.") from None
    click.echo(f"Wrote {target}.")
