"""`vaultlint clean`: remove the cache and leftover temporary files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions
from vaultlint.cli.parameters import flag, group, takes
from vaultlint.cli.say import show_line
from vaultlint.cli.sessions import cache_folder, root_of


@dataclass(frozen=True, kw_only=True)
class CleanOptions:
    """Options of `clean`."""

    everything: bool = flag("--all", help="Remove the caches of all vaults, not only of this one.")
    vault: VaultOptions = group(VaultOptions)


@command()
@takes(CleanOptions)
def clean(given: CleanOptions) -> None:
    """Remove the cache of this vault, and temporary files that killed runs left in it."""
    from vaultlint.cache.store import remove
    from vaultlint.report.run import counted
    from vaultlint.storage.paths import remove_leftovers_below

    options = given.vault
    root = root_of([Path.cwd()], options)
    folder = cache_folder(options, options.load(root, needs_rules=False))
    if count := remove(folder, None if given.everything else root):
        show_line(f"Removed {counted(count, 'cache')} from {folder}.")
    leftovers = remove_leftovers_below(root)
    if leftovers:
        show_line(f"Removed {counted(len(leftovers), 'temporary file')} from {root}.")
    if not count and not leftovers:
        show_line("Nothing to remove.")
