from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts, LinkFact
from vaultlint.rule import Applicability, Problem, rule
from vaultlint.rules.links._fixes import link_fix, named
from vaultlint.vault.link_edits import rewrite_subpath
from vaultlint.vault.vault import Vault


@rule(on=Facts, fix="unsafe", needs=("open-links",))
def broken_heading(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link to a heading that its note does not have."""
    for link, found in vault.unsettled(facts):
        if found.status == "missing-heading" and found.path is not None:
            yield _problem(link, found.path, found.target.subpath, facts, vault)


def _problem(link: LinkFact, path: str, subpath: str, facts: Facts, vault: Vault) -> Problem:
    wanted = " > ".join(part.strip() for part in subpath.split("#") if part.strip())
    owner = "this note" if path == facts.path else named(path)
    missing = f"{owner} has no heading `{wanted}`"
    if (file := vault.name_with_hash(link)) is not None:
        return Problem(link, f"{missing}, and no link can lead to {named(file)}, whose name has a `#`: rename it")
    if not vault.is_commonmark and vault.has_block(path, subpath):
        edit = rewrite_subpath(link, f"^{wanted}")
        fix = link_fix(link, [edit] if edit else None, f"link to the block `{wanted}`")
        return Problem(link, f"{missing}: did you mean the block `^{wanted}`?", fix)
    suggestions = vault.heading_suggestions(path)
    meant = suggestions.find(subpath) if suggestions is not None else None
    if suggestions is not None and meant is None and not vault.is_commonmark and suggestions.html_id(subpath):
        return Problem(link, f"{missing}: Obsidian does not jump to the HTML element with that id")
    if meant is None:
        return Problem(link, missing)
    if vault.is_commonmark:
        meant = meant._replace(subpath=vault.slug_of(path, meant.heading))
    edit = rewrite_subpath(link, meant.subpath)
    shown = " > ".join(meant.subpath.split("#"))
    tier: Applicability = "unsafe" if meant.sure else "display"
    fix = link_fix(link, [edit] if edit else None, f"link to the heading `{shown}`", tier)
    return Problem(link, f"{missing}: did you mean `{shown}`?", fix)
