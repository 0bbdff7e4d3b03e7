from __future__ import annotations

import os
from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.rule import Problem, rule
from vaultlint.vault.vault import Vault


@rule(on=Facts, default=False, needs=("disk",))
def link_outside_vault(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link must not lead out of the vault, even if a file is there."""
    for link in facts.links:
        if "../" not in link.target:
            continue
        found = vault.resolve(link, facts.path)
        if found.status != "missing-note":
            continue
        folder = facts.path.rpartition("/")[0]
        inside = os.path.normpath(os.path.join(folder, found.target.linkpath)).replace(os.sep, "/")
        if not inside.startswith("../"):
            continue
        if any((vault.root / (inside + ending)).is_file() for ending in ("", ".md")):
            yield Problem(
                link, f"`{found.target.linkpath}` exists, but outside the vault, where Obsidian does not look"
            )
