"""`vaultlint config`: show the effective configuration, and trust it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, is_dataclass, replace
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions, format_option
from vaultlint.cli.parameters import flag, group, takes
from vaultlint.cli.say import show_line, show_text
from vaultlint.cli.sessions import root_of
from vaultlint.config import files_of_config, find_config
from vaultlint.config.dump import as_toml, entries
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.vault.files import scan
from vaultlint.vault.flavor import flavor_of


@dataclass(frozen=True, kw_only=True)
class ConfigOptions:
    """Options of `config`."""

    form: str = format_option()
    schema: bool = flag("--schema", help="Print the JSON schema of the file instead.")
    trust: bool = flag("--trust", help="Trust the configuration as it is now, with its code.")
    untrust: bool = flag("--untrust", help="Stop trusting the configuration.")
    vault: VaultOptions = group(VaultOptions)


@command()
@takes(ConfigOptions)
def config(options: ConfigOptions) -> None:
    """Show the effective configuration, as TOML, and where each value comes from."""
    if options.schema:
        from vaultlint.config.schema import schema_text

        click.echo(schema_text(), nl=False)
        return
    root = root_of((), options.vault)
    if options.trust and options.untrust:
        raise Failure("--trust and --untrust cannot be used together.")
    if options.trust or options.untrust:
        _vouch(options.vault.config or find_config(root), root, options.trust)
        return
    loaded = options.vault.load(root, needs_rules=False)
    if loaded.flavor is None:
        flavor = flavor_of(scan(root, follow_links=loaded.follow_links), None)
        loaded = replace(loaded, flavor=flavor.name, sources={**loaded.sources, "flavor": "detected"})
    if options.form == "json":
        rows = {key: {"value": _plain(value), "source": source} for key, value, source in entries(loaded)}
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    show_line(f"# vault: {root}")
    show_text(as_toml(loaded))


def _vouch(path: Path | None, root: Path, trusted: bool) -> None:
    from vaultlint.cli.trust import remember_trust

    if path is None:
        raise Failure(f"no configuration file in {root} or above it.")
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
