"""Links of published notes to what is not published."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.rule import Problem, rule
from vaultlint.vault.link_table import resolved_links
from vaultlint.vault.publishing import Site
from vaultlint.vault.vault import Vault


@rule(on=Facts, default=False, needs=("publishing",))
def unpublished_link(
    facts: Facts, vault: Vault, *, require: str = "", exclude: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """A published note links to, or embeds, a file that is not published."""
    site = Site(vault.settings.publishing, require, tuple(exclude))
    if facts.kind == "canvas" or site.state(facts.path, facts).is_published is not True:
        return
    for link, found in resolved_links(vault, facts):
        path = found.path
        if path is None or path == facts.path or link.is_hidden or link.kind == "property":
            continue  # neither comments nor properties are links of the page
        state = site.state(path, vault.facts(path) if path.lower().endswith(".md") else None)
        if state.is_published is False:
            verb = "embeds" if link.kind in ("embed", "image") else "links to"
            yield Problem(link, f"this published note {verb} a file that is not published: {state.reason}")
