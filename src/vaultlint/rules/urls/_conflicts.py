"""Texts held against URLs once a note, for the two rules that report what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from weakref import WeakKeyDictionary

from vaultlint.markdown.regions import Regions
from vaultlint.markdown.spans import Heading, Link
from vaultlint.note import Note
from vaultlint.rule import Edit, Fix, Problem
from vaultlint.rules.urls._web import WebLink, is_alone, web_links
from vaultlint.urls.elsewhere import Elsewhere, Mentioned
from vaultlint.urls.text import judge
from vaultlint.urls.verdict import Verdict


class Judged(NamedTuple):
    """A link whose text contradicts its URL."""

    link: WebLink
    verdict: Verdict


_known: WeakKeyDictionary[Note, list[Judged]] = WeakKeyDictionary()
_others: WeakKeyDictionary[Note, Elsewhere] = WeakKeyDictionary()


def conflicts(note: Note, rule: str, *, medium: bool) -> Iterator[Problem]:
    """The problems that a rule reports; `medium` also gives those that are likely but not sure."""
    for link, verdict in _judged(note):
        if verdict.rule == rule and (medium or verdict.tier == "high"):
            yield Problem(link.span, verdict.message, elsewhere(note, link), ask="other-url")


def _judged(note: Note) -> list[Judged]:
    found = _known.get(note)
    if found is None:
        found = []
        headings: Regions | None = None
        for link in web_links(note):
            if not link.text:
                continue
            if headings is None:
                headings = Regions((one.start, one.end) for one in note.spans(Heading))
            start, end = link.span.start, link.span.end
            verdict = judge(link.text, link.url, alone=is_alone(note, start, end), heading=headings.covers(start))
            if verdict is not None:
                found.append(Judged(link, verdict))
        _known[note] = found
    return found


def elsewhere(note: Note, link: WebLink) -> Fix | None:
    """Show the URL that the note has for what a link names, if there is one and only one."""
    if not isinstance(link.span, Link):
        return None
    known = _others.get(note)
    if known is None:
        known = _others[note] = Elsewhere(Mentioned(one.text, one.url, note.path) for one in web_links(note))
    other = known.likely(link.text, link.url)
    if other is None:
        return None
    edit = Edit(link.span.target_start, link.span.target_end, other.url)
    return Fix((edit,), "display", f"the note links to {other.url} as well", frozenset({"link"}))
