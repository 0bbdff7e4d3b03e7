from __future__ import annotations

import re
from collections.abc import Iterator

from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, rule
from vaultlint.rules.urls._conflicts import elsewhere
from vaultlint.rules.urls._web import WebLink, shown, url_of, written
from vaultlint.urls.identifiers import impossible
from vaultlint.urls.mentions import mentioned

# Parts of the hosts and paths whose URLs hold an identifier that can be judged.
_HOLDS_ONE = (
    *("arxiv", "lanl.gov", "huggingface.co/papers", "youtu", "github.com", "doi.org", "orcid.org", "wiki", "amazon."),
    *("isbn", "issn"),
)
_PLAIN_REPOSITORY = Pattern(r"https?://(?:www\.)?github\.com/\w[\w-]{0,38}(?:/[\w.-]{1,100}(?:[/?#].*)?)?", re.ASCII)


@rule(on=Note, severity="error", fix="display")
def malformed_identifier(note: Note) -> Iterator[Problem]:
    """An identifier that cannot exist: arXiv, DOI, ISBN, ISSN, ORCID, YouTube, GitHub, Wikipedia."""
    links = [one for one in note.spans(Link) if not one.is_wiki]
    for link in links:
        lower = link.target.lower()
        if any(one in lower for one in _HOLDS_ONE) and not _PLAIN_REPOSITORY.fullmatch(link.target):
            yield from _in_url(note, link, url_of(link))
    yield from _in_prose(note)


def _in_url(note: Note, link: Link, url: str) -> Iterator[Problem]:
    found = impossible(url)
    if found is None:
        return
    at = link.target_start
    where: Span = link
    fix = None
    if written(note, link) == link.target:
        where = Span(at + found.start, at + found.end)
        if found.likely:
            edit = Edit(where.start, where.end, found.likely)
            fix = Fix((edit,), "display", f"likely {found.likely}", frozenset({"link"}))
    if fix is None and link.kind == "markdown":
        fix = elsewhere(note, WebLink(link, url, shown(note.text[link.text_start : link.text_end])))
    yield Problem(where, found.message, fix)


def _in_prose(note: Note) -> Iterator[Problem]:
    for found in mentioned(note.source):
        if note.document.links.overlaps(found.start, found.end) or note.opaque.covers(found.start):
            continue
        where = Span(found.start, found.end)
        fix = None
        if found.likely:
            fix = Fix((Edit(where.start, where.end, found.likely),), "display", f"likely {found.likely}")
        yield Problem(where, found.message, fix)
