"""`vaultlint clean`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vaultlint.cli.options import take_vault_options, vault_options
from vaultlint.cli.say import show_line
from vaultlint.cli.sessions import cache_folder, root_of


@click.command()
@vault_options
def clean(**given: Any) -> None:
    """Remove the cache: of all vaults that share its folder."""
    from vaultlint.cache.store import remove

    options = take_vault_options(given)
    folder = cache_folder(options, options.load(root_of([Path.cwd()], options), needs_rules=False))
    count = remove(folder)
    show_line(
        f"Removed {count} {'cache' if count == 1 else 'caches'} from {folder}." if count else "Nothing to remove."
    )
