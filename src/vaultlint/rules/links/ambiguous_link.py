from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.rule import Problem, rule
from vaultlint.rules.links._fixes import MOST_NAMED, any_of, link_fix, named
from vaultlint.vault.link_edits import rewrite_path, spell
from vaultlint.vault.vault import Vault, is_markdown


@rule(on=Facts, fix="unsafe", needs=("open-links",))
def ambiguous_link(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link that several files fit, none of them nearer than the others."""
    for link, found in vault.unsettled(facts):
        if found.status != "ambiguous":
            continue
        winner = found.candidates[0]
        markdown = is_markdown(link)
        path = spell(vault.resolver, winner, facts.path, ["absolute"], markdown=markdown, extension=markdown)
        edit = rewrite_path(link, path) if path else None
        rivals = found.candidates[1 : MOST_NAMED + 1]
        fix = link_fix(link, [edit] if edit else None, f"write the path of {named(winner)}")
        yield Problem(link, f"leads to {named(winner)}, but may mean {any_of(rivals, len(found.candidates) - 1)}", fix)
