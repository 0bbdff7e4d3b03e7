from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts, LinkFact
from vaultlint.rule import Problem, rule
from vaultlint.rules.links._fixes import mend, named
from vaultlint.vault.broken_links import intended_subpath
from vaultlint.vault.link_edits import rewrite_subpath
from vaultlint.vault.vault import Vault


@rule(on=Facts, fix="unsafe", needs=("open-links",))
def broken_heading(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link to a heading that its note does not have."""
    for link, found in vault.unsettled(facts):
        if found.status == "missing-heading" and found.path is not None:
            yield _problem(link, found.path, found.target.subpath, facts, vault)


def _problem(link: LinkFact, path: str, subpath: str, facts: Facts, vault: Vault) -> Problem:
    asked = " > ".join(part.strip() for part in subpath.split("#") if part.strip())
    owner = "this note" if path == facts.path else named(path)
    outline = vault.outline(path)
    meant = intended_subpath(outline, subpath) if outline is not None else None
    if meant is None:
        return Problem(link, f"{owner} has no heading `{asked}`")
    edit = rewrite_subpath(link, meant)
    shown = " > ".join(meant.split("#"))
    fix = mend(link, [edit] if edit else None, f"link to the heading `{shown}`")
    return Problem(link, f"{owner} has no heading `{asked}`: did you mean `{shown}`?", fix)
