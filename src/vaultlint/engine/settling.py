"""What a rule on one note left to the vault: whether its report stands, and what its fix is."""

from __future__ import annotations

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix
from vaultlint.engine.check_note import NoteResult, shown_only
from vaultlint.facts import Facts, LinkFact
from vaultlint.vault.vault import Vault


def settled(result: NoteResult, vault: Vault) -> list[Diagnostic]:
    """The reports of a note as the vault has them."""
    each = (_settled(one, result.facts, vault) if one.open else one for one in result.diagnostics)
    return [one for one in each if one is not None]


def _settled(one: Diagnostic, facts: Facts | None, vault: Vault) -> Diagnostic | None:
    """The report as the vault has it; None if it does not stand."""
    link = _link_at(one, facts)
    if one.ask == "unless-file" and link is not None and _leads_to_file(link, one.path, vault):
        return None
    if one.ask == "other-url" and link is not None and one.fix is None and vault.whole:
        one = _with_other_url(one, link, vault)
    if one.fix is not None and one.fix.if_resolves is not None:
        return _if_it_resolves(one, one.fix.if_resolves, link, vault)
    return one


def _link_at(one: Diagnostic, facts: Facts | None) -> LinkFact | None:
    """The link that a report is about: it lies in it."""
    links = facts.links if facts is not None else ()
    place = one.fix.edits[0].begin if one.fix is not None and one.fix.edits else one.place
    return next(
        (link for link in links if (link.row, link.column) <= place < (link.end_row, link.end_column)),
        None,
    )


def _leads_to_file(link: LinkFact, path: str, vault: Vault) -> bool:
    return not vault.resolve(link, path).status.startswith(("missing-note", "external"))


def _if_it_resolves(one: Diagnostic, target: str, link: LinkFact | None, vault: Vault) -> Diagnostic:
    """A fix that would change a link's target is only shown unless it makes the link lead somewhere."""
    if link is None:
        return shown_only(one)
    mended = link._replace(target=target)
    now, then = (vault.resolve(each, one.path).status for each in (link, mended))
    return one if now.startswith("missing") and then == "resolved" else shown_only(one)


def _with_other_url(one: Diagnostic, link: LinkFact, vault: Vault) -> Diagnostic:
    """Show the URL that the vault has for what the link names."""
    from vaultlint.urls.shown import shown

    text = shown(link.text) if link.kind == "markdown" else ""
    other = vault.web_links.likely(text, link.target)
    before = link.raw[: link.target_start - link.start]
    if other is None or "\n" in before or "\r" in before or link.target_end > link.end:
        return one
    begin = Place(link.row, link.column + len(before))
    finish = Place(link.row, begin.column + link.target_end - link.target_start)
    edit = PlacedEdit(one.path, link.target_start, link.target_end, other.url, begin, finish)
    return one._replace(fix=PlacedFix("display", f"`{other.path}` links to {other.url}", (edit,), ("link",)))
