from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.rule import Problem, Related, rule
from vaultlint.rules.links._fixes import named
from vaultlint.vault.vault import Vault


@rule(on=Facts, needs=("open-links",))
def broken_block(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link to a block id or footnote that its note does not have."""
    for link, found in vault.unsettled(facts):
        if found.status != "missing-block" or found.path is None or found.anchor is None:
            continue
        asked = found.target.subpath.rpartition("#")[2].strip()
        owner = "this note" if found.path == facts.path else named(found.path)
        block = found.anchor.misplaced
        if block is None:
            what = f"footnote `{asked}`" if asked.startswith("[") else f"block `{asked}`"
            yield Problem(link, f"{owner} has no {what}")
        else:
            why = "there is no space before it" if block.glued else "it is not at the end of its block"
            there = Related("the block id", block.row, block.column, found.path)
            message = f"the block id `{asked}` of {owner} is not where Obsidian looks for it: {why}"
            yield Problem(link, message, severity="info", related=[there])
