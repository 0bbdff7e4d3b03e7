from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Heading, Link, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, delete, rule

# What web pages show beside a heading; Docusaurus and others show nothing but an invisible character.
_SIGN = Pattern(
    r"[\s\u200b\u2060\ufeff]*(?:\\?[¶#§⚓🔗]\ufe0f?|perma(?:nent )?link|link to (?:this|the) (?:heading|section)|anchor"
    r"|\[?#\]?|&para;|&#182;|&#8203;|)[\s\u200b\u2060\ufeff]*",
    2,
)
_FRAGMENT = Pattern(r"(?:https?://[^\s#]*|[^\s#:]*)#.+", 2)


@rule(on=Heading, fix="unsafe", requires="#")
def copied_anchor(headings: Sequence[Heading], note: Note) -> Iterator[Problem]:
    """The link that a web page shows beside its heading, copied along with it."""
    links = [link for link in note.spans(Link) if link.kind == "markdown"]
    number = 0
    for heading in headings:
        while number < len(links) and links[number].start < heading.text_start:
            number += 1
        while number < len(links) and links[number].end <= heading.text_end:
            link = links[number]
            number += 1
            text = note.source[link.text_start : link.text_end]
            if not _SIGN.fullmatch(text) or not _FRAGMENT.fullmatch(link.target):
                continue
            rest = note.source[heading.text_start : link.start] + note.source[link.end : heading.text_end]
            if rest.strip(" \t*_"):
                yield _problem(note, heading, link)


def _problem(note: Note, heading: Heading, link: Link) -> Problem:
    start, end = link.start, link.end
    if end == heading.text_end:
        start = heading.text_start + len(note.source[heading.text_start : start].rstrip())
    else:
        end += len(note.source[end : heading.text_end]) - len(note.source[end : heading.text_end].lstrip())
    fix = delete(Span(start, end), "remove the link", safe=False, may_change=("link", "heading", "prose", "layout"))
    return Problem(link, "link to the heading of a web page, copied along with the heading", fix)
