from __future__ import annotations

from collections.abc import Iterator

from vaultlint.link_text.words import shown
from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.rule import Edit, Fix, Problem, rule
from vaultlint.rules.urls._conflicts import elsewhere
from vaultlint.rules.urls._web import WebLink, outward, url_of, written
from vaultlint.urls.identifiers import Impossible, impossible, may_be_impossible
from vaultlint.urls.identifiers_in_text import mentioned
from vaultlint.urls.sites import place_of


@rule(on=Note, severity="error", fix="display")
def malformed_identifier(note: Note) -> Iterator[Problem]:
    """An identifier that cannot exist: arXiv, DOI, ISBN, ISSN, ORCID, YouTube, GitHub, Wikipedia."""
    for link in outward(note):
        url = url_of(link)
        if not may_be_impossible(place_of(url), url.lower()) or (found := impossible(url)) is None:
            continue
        if not (found.missing and link.kind == "autolink"):
            yield _in_url(note, link, url, found)
    yield from _in_prose(note)


def _in_url(note: Note, link: Link, url: str, found: Impossible) -> Problem:
    at = link.target_start
    where: Span = link
    fix = None
    if written(note, link) == link.target:
        where = Span(at + found.start, at + found.end)
        if found.likely:
            edit = Edit(where.start, where.end, found.likely)
            fix = Fix((edit,), "display", f"likely {found.likely}", frozenset({"link"}))
    if fix is None and link.kind in ("markdown", "autolink"):
        text = shown(note.text[link.text_start : link.text_end]) if link.kind == "markdown" else ""
        fix = elsewhere(note, WebLink(link, url, text))
    return Problem(where, found.message, fix, defer="other-url")


def _in_prose(note: Note) -> Iterator[Problem]:
    for found in mentioned(note.source):
        if note.document.links.overlaps(found.start, found.end) or note.opaque.covers(found.start):
            continue
        where = Span(found.start, found.end)
        fix = None
        if found.likely:
            fix = Fix((Edit(where.start, where.end, found.likely),), "display", f"likely {found.likely}")
        yield Problem(where, found.message, fix)
