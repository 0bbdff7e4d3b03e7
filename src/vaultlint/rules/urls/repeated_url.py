from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Heading
from vaultlint.note import Note
from vaultlint.rule import Problem, rule
from vaultlint.rules.urls._web import WebLink, related, web_links
from vaultlint.urls.canonical import keys


@rule(on=Note, default=False)
def repeated_url(note: Note) -> Iterator[Problem]:
    """A page or paper that the note links to already, under any text and at any address."""
    links = web_links(note)
    if len(links) < 2:
        return
    headings = Regions((heading.start, heading.end) for heading in note.spans(Heading))
    seen: dict[tuple[str, str], WebLink] = {}
    for link in links:
        if headings.covers(link.span.start):
            continue
        # Two places of one page are two sources.
        what = keys(link.url).work, link.url.partition("#")[2]
        first = seen.setdefault(what, link)
        if first is not link:
            there = [related(note, first.span.start, "linked before")]
            yield Problem(link.span, "the note already links to it", related=there)
