from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.rule import Problem, rule
from vaultlint.rules.links._fixes import any_of, link_fix, named
from vaultlint.vault.link_edits import rewrite_path, spell
from vaultlint.vault.vault import Vault, is_markdown


@rule(on=Facts, severity="info", fix="unsafe", needs=("open-links",))
def self_shadowed_link(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link by name that leads to its own note while another note has that name."""
    for link, found in vault.unsettled(facts):
        if found.path != facts.path or not found.rivals or found.status == "ambiguous" or not found.target.linkpath:
            continue
        if found.target.subpath and found.status == "resolved":
            continue  # a heading or block of this note is meant
        markdown = is_markdown(link)
        rival = found.rivals[0]
        path = spell(vault.resolver, rival, facts.path, ["absolute"], markdown=markdown, extension=markdown)
        edit = rewrite_path(link, path) if path and len(found.rivals) == 1 else None
        fix = link_fix(link, [edit] if edit else None, f"link to {named(rival)}")
        yield Problem(link, f"resolves to its own note; {any_of(found.rivals)} has the same name", fix)
