"""`vaultlint clean`: remove the cache and leftover temporary files."""

from __future__ import annotations

from pathlib import Path

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions
from vaultlint.cli.parameters import takes
from vaultlint.cli.say import show_line
from vaultlint.cli.sessions import cache_folder, root_of


@command()
@takes(VaultOptions)
def clean(options: VaultOptions) -> None:
    """Remove the cache of all vaults that share its folder, and temporary files that killed runs left in this vault."""
    from vaultlint.cache.store import remove
    from vaultlint.report.run import counted
    from vaultlint.storage.paths import remove_leftovers_below

    root = root_of([Path.cwd()], options)
    folder = cache_folder(options, options.load(root, needs_rules=False))
    if count := remove(folder):
        show_line(f"Removed {counted(count, 'cache')} from {folder}.")
    leftovers = remove_leftovers_below(root)
    if leftovers:
        show_line(f"Removed {counted(len(leftovers), 'temporary file')} from {root}.")
    if not count and not leftovers:
        show_line("Nothing to remove.")
