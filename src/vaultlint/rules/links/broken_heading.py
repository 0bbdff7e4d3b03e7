from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts, LinkFact
from vaultlint.linking.headings import intended_subpath
from vaultlint.linking.writing import rewrite_subpath
from vaultlint.rule import Problem, rule
from vaultlint.rules.links._fixes import mend, named
from vaultlint.vault import Vault


@rule(on=Facts, fix="unsafe")
def broken_heading(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link to a heading that its note does not have."""
    for link in facts.links:
        if "#" in link.target or link.kind == "canvas":
            yield from _check(link, facts, vault)


def _check(link: LinkFact, facts: Facts, vault: Vault) -> Iterator[Problem]:
    found = vault.resolve(link, facts.path)
    if found.status != "missing-heading" or found.path is None:
        return
    asked = " > ".join(part.strip() for part in found.target.subpath.split("#") if part.strip())
    owner = "this note" if found.path == facts.path else named(found.path)
    outline = vault.outline(found.path)
    meant = intended_subpath(outline, found.target.subpath) if outline is not None else None
    if meant is None:
        yield Problem(link, f"{owner} has no heading `{asked}`")
        return
    edit = rewrite_subpath(link, meant)
    shown = " > ".join(meant.split("#"))
    fix = mend(link, [edit] if edit else None, f"link to the heading `{shown}`")
    yield Problem(link, f"{owner} has no heading `{asked}`: did you mean `{shown}`?", fix)
