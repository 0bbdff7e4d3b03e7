"""`vaultlint clean`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vaultlint.cli.help import command
from vaultlint.cli.options import take_vault_options, vault_options
from vaultlint.cli.say import show_line
from vaultlint.cli.sessions import cache_folder, root_of


@command()
@vault_options
def clean(**given: Any) -> None:
    """Remove the cache of all vaults that share its folder, and temporary files that killed runs left in this vault."""
    from vaultlint.cache.store import remove
    from vaultlint.report.summary import counted
    from vaultlint.storage.paths import remove_leftovers_below

    options = take_vault_options(given)
    root = root_of([Path.cwd()], options)
    folder = cache_folder(options, options.load(root, needs_rules=False))
    if count := remove(folder):
        show_line(f"Removed {counted(count, 'cache')} from {folder}.")
    leftovers = remove_leftovers_below(root)
    if leftovers:
        show_line(f"Removed {counted(len(leftovers), 'temporary file')} from {root}.")
    if not count and not leftovers:
        show_line("Nothing to remove.")
