"""Shared by the rules on URLs: the web links of a note, with their texts as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from vaultlint.link_text.words import shown
from vaultlint.markdown.links import is_standalone
from vaultlint.markdown.spans import Link, ReferenceUse
from vaultlint.note import Note
from vaultlint.rule import Related
from vaultlint.urls.malformed import overrun
from vaultlint.urls.parse import is_web

_WEB = ("https://", "http://")
#: One of these is in every note that links to the web: entities and escapes may stand for parts of a URL.
WEB_REQUIRES = ("://", "&", "\\")


class WebLink(NamedTuple):
    """A link of the text to the web: no image, no property, no definition.

    `text` is what a reader sees, "" for a bare URL; `span` is the link with all its marks.
    """

    span: Link | ReferenceUse
    url: str
    text: str


Found = TypeVar("Found")


def once(find: Callable[[Note], Found]) -> Callable[[Note], Found]:
    """Compute once per note what several rules need: they run one after the other on the same note."""
    last: list[tuple[Note, Found]] = []

    def found(note: Note) -> Found:
        if not last or last[0][0] is not note:
            last[:] = [(note, find(note))]
        return last[0][1]

    return found


@once
def outward(note: Note) -> list[Link]:
    """The links of a note that are written by Markdown's rules or lead to the web: all but wikilinks and embeds."""
    return [link for link in note.spans(Link) if link.kind != "wikilink" and link.kind != "embed"]


@once
def web_links(note: Note) -> list[WebLink]:
    """The links of a note to http and https, in the order of the text."""
    spans: list[Link | ReferenceUse] = [
        one
        for one in outward(note)
        if (one.kind == "markdown" or one.kind == "autolink") and (one.target.startswith(_WEB) or is_web(one.target))
    ]
    uses = [use for use in note.spans(ReferenceUse) if not use.image and is_web(use.target)]
    if uses:
        spans = sorted([*spans, *uses], key=_start)
    text = note.text
    return [WebLink(span, url_of(span), shown(text[span.text_start : span.text_end])) for span in spans]


def _start(span: Link | ReferenceUse) -> int:
    return span.start


def url_of(link: Link | ReferenceUse) -> str:
    """URL of a link; a bare URL without the text that it ran into."""
    bare = isinstance(link, Link) and link.kind == "autolink"
    return link.target[: overrun(link.target)] if bare else link.target


def is_alone(note: Note, start: int, end: int) -> bool:
    """Whether nothing else is in the link's line, list item or heading."""
    source = note.source
    line = max(source.rfind("\n", 0, start), source.rfind("\r", 0, start)) + 1
    return is_standalone(source, line, start, end)


def related(note: Note, start: int, message: str) -> Related:
    """Another place of the same note."""
    return Related(message, *note.rows.place(start))


def written(note: Note, link: Link) -> str:
    """The destination as it is in the note, with Markdown's escapes and entities."""
    return note.text[link.target_start : link.target_end]
