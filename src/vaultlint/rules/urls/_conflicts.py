"""Texts held against URLs once a note, for the two rules that report what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vaultlint.link_text.judge import Verdict, contradiction, may_be_title, says_nothing, wrong_by_itself
from vaultlint.link_text.suggest_url import Elsewhere, Mentioned
from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Heading, Link
from vaultlint.note import Note
from vaultlint.rule import Edit, Fix, Problem
from vaultlint.rules.urls._web import WebLink, is_alone, once, web_links


class Judged(NamedTuple):
    """A link whose text contradicts its URL."""

    link: WebLink
    verdict: Verdict


def conflicts(note: Note, rule: str, *, medium: bool) -> Iterator[Problem]:
    """The problems that a rule reports; `medium` also gives those that are likely but not sure."""
    for link, verdict in _judged(note):
        if verdict.rule == rule and (medium or verdict.tier == "high"):
            yield Problem(link.span, verdict.message, elsewhere(note, link), defer="other-url")


@once
def _judged(note: Note) -> list[Judged]:
    found = []
    for link in web_links(note):
        text = link.text.strip()
        if not text:
            continue
        verdict = wrong_by_itself(text, link.url)
        if verdict is None and not says_nothing(text):
            title = may_be_title(text)
            alone = title and is_alone(note, link.span.start, link.span.end)
            heading = title and _headings(note).covers(link.span.start)
            verdict = contradiction(text, link.url, alone=alone, heading=heading)
        if verdict is not None:
            found.append(Judged(link, verdict))
    return found


@once
def _headings(note: Note) -> Regions:
    return Regions((heading.start, heading.end) for heading in note.spans(Heading))


@once
def _others(note: Note) -> Elsewhere:
    return Elsewhere(Mentioned(link.text, link.url, note.path) for link in web_links(note))


def elsewhere(note: Note, link: WebLink) -> Fix | None:
    """Show the URL that the note has for what a link names, if there is one and only one."""
    if not isinstance(link.span, Link):
        return None
    other = _others(note).likely(link.text, link.url)
    if other is None:
        return None
    edit = Edit(link.span.target_start, link.span.target_end, other.url)
    return Fix((edit,), "display", f"the note links to {other.url} as well", frozenset({"link"}))
