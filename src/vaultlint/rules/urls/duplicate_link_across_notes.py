from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import LinkFact
from vaultlint.rule import Problem, Related, rule
from vaultlint.urls.canonical import keys
from vaultlint.urls.parse import is_web
from vaultlint.vault.vault import Vault


@rule(on=Vault, default=False)
def duplicate_link_across_notes(vault: Vault) -> Iterator[Problem]:
    """A page or paper that another note links to as well."""
    first: dict[tuple[str, str], tuple[str, LinkFact]] = {}
    for facts in vault.notes():
        if facts.kind in ("template", "canvas"):
            continue
        here = set()
        for link in facts.links:
            if link.kind not in ("markdown", "autolink", "reference") or link.place == "heading":
                continue
            if not is_web(link.target):
                continue
            what = keys(link.target).work, link.target.partition("#")[2]
            if what in here:
                continue
            here.add(what)
            path, other = first.setdefault(what, (facts.path, link))
            if path != facts.path:
                there = Related("linked here as well", other.row, other.column, path)
                yield Problem(link, f"`{path}` links to it as well", related=[there], path=facts.path)
