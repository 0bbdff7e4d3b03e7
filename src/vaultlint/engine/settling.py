"""A fix that would change a link's target, judged by what the vault holds."""

from __future__ import annotations

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.checking import shown_only
from vaultlint.facts import Facts
from vaultlint.vault import Vault


def settled(one: Diagnostic, facts: Facts | None, vault: Vault) -> Diagnostic:
    """A fix that would change a link's target is only shown unless it makes the link lead somewhere."""
    if one.fix is None or one.fix.if_resolves is None:
        return one
    start = one.fix.edits[0].start
    link = next((link for link in facts.links if link.start <= start < link.end), None) if facts else None
    if link is None:
        return shown_only(one)
    mended = link._replace(target=one.fix.if_resolves)
    now, then = (vault.resolve(each, one.path).status for each in (link, mended))
    return one if now.startswith("missing") and then == "resolved" else shown_only(one)
