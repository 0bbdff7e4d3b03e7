from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from vaultlint.facts import LINKS_TO_WEB, Facts, LinkFact
from vaultlint.link_text.words import shown
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, Related, rule
from vaultlint.vault.vault import Vault

#: The addresses of papers: only of those is known which are one work and which are two.
_PAPER = Pattern(r"https?://[^/?#]*(?:arxiv|lanl\.gov|(?:huggingface\.co|hf\.co)/papers/|doi\.org/10\.48550)", 2)

#: Three words that say something are not shorter.
_SHORTEST_TITLE = 10

#: A link and the note it is in.
_Mention = tuple[str, LinkFact]
_known: WeakKeyDictionary[Vault, dict[str, list[Problem]]] = WeakKeyDictionary()


@rule(on=Facts, needs=("web-links",))
def conflicting_link_text(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """One page under unrelated titles in a note, or one title over two papers in the vault."""
    links = _named_pages(facts)
    if not links:
        return
    mentions = [(facts.path, link) for link in links if _PAPER.match(link.target)]
    if len(mentions) > 1:
        yield from _two_names(mentions)
    if len(links) > 1:
        yield from _two_titles(facts.path, links)
    if mentions and vault.whole:
        found = _known.get(vault)
        if found is None:
            found = _known[vault] = _two_works(vault)
        yield from found.get(facts.path, ())


def _named_pages(facts: Facts) -> list[LinkFact]:
    """The links to the web that have a text."""
    return [
        link
        for link in facts.links
        if link.kind == "markdown" and link.text and link.target[:4].lower() == "http" and link.place != "canvas"
    ]


def _as_listed(mentions: Sequence[_Mention]) -> list[tuple[_Mention, object]]:
    from vaultlint.link_text.conflicts import Mention
    from vaultlint.urls.identifiers import impossible
    from vaultlint.urls.placeholders import placeholder

    # What names no paper at all is another rule's business.
    named = [
        mention for mention in mentions if not impossible(mention[1].target) and not placeholder(mention[1].target)
    ]
    return [(mention, Mention(shown(mention[1].text), mention[1].target)) for mention in named]


def _two_names(mentions: Sequence[_Mention]) -> Iterator[Problem]:
    from vaultlint.link_text.conflicts import one_work_two_names

    listed = _as_listed(mentions)
    for conflict in one_work_two_names(mention for _, mention in listed):  # type: ignore[misc]
        for at in conflict.links:
            others = [_related(listed[other][0]) for other in conflict.others]
            yield Problem(listed[at][0][1], conflict.message, related=others)


def _two_titles(path: str, links: Sequence[LinkFact]) -> Iterator[Problem]:
    """The same for links to any other page, which nearly always differ in their URLs or are called alike."""
    texts: dict[str, set[str]] = {}
    for link in links:
        if len(link.text) > _SHORTEST_TITLE:
            texts.setdefault(link.target, set()).add(link.text)
    twice = {target for target, found in texts.items() if len(found) > 1 and not _PAPER.match(target)}
    if not twice:
        return
    from vaultlint.link_text.conflicts import Mention, one_page_two_titles

    listed = [link for link in links if link.target in twice]
    for conflict in one_page_two_titles(Mention(shown(link.text), link.target) for link in listed):
        for at in conflict.links:
            others = [_related((path, listed[other])) for other in conflict.others]
            yield Problem(listed[at], conflict.message, related=others)


def _two_works(vault: Vault) -> dict[str, list[Problem]]:
    from vaultlint.link_text.conflicts import one_name_two_works

    notes = (facts for facts in vault.notes(LINKS_TO_WEB) if facts.kind != "template")
    listed = _as_listed(
        [(facts.path, link) for facts in notes for link in _named_pages(facts) if _PAPER.match(link.target)]
    )
    found: dict[str, list[Problem]] = {}
    for conflict in one_name_two_works(mention for _, mention in listed):  # type: ignore[misc]
        for at in conflict.links:
            path, link = listed[at][0]
            others = [one for one in conflict.others or conflict.links if one != at]
            there = [_related(listed[other][0]) for other in others[:3]]
            found.setdefault(path, []).append(Problem(link, conflict.message, related=there))
    return found


def _related(mention: _Mention) -> Related:
    path, link = mention
    return Related(shown(link.text), link.row, link.column, path)
