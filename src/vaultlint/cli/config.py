"""`vaultlint config` and `vaultlint init`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.opening import root_of
from vaultlint.cli.options import take_vault_options, vault_options
from vaultlint.config import entries
from vaultlint.errors import Failure


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@vault_options
def config(form: str, **given: Any) -> None:
    """Show the effective configuration and where each value comes from."""
    options = take_vault_options(given)
    root = root_of((), options)
    rows = entries(options.load(root))
    if form == "json":
        click.echo(json.dumps({key: {"value": value, "source": source} for key, value, source in rows}, indent=2))
        return
    click.echo(f"# vault: {root}")
    for key, value, source in rows:
        click.echo(f"{key} = {_toml(value)}  # {source}")


def _toml(value: object) -> str:
    if value is None:
        return '""'
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(one)}' for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


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
