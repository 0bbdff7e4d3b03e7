from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import FootnoteDefinition, Heading, ListItem, Paragraph, Span, Table
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Fix, Problem, delete, rule
from vaultlint.rules.urls._web import WebLink, related, web_links
from vaultlint.urls.canonical import keys

# What stands for a source again and again: [1], Smith et al. (2020), "source".
_CITATION = Pattern(
    r"[\W\d]*|(?:ibid|ref|reference|source|src|cite|citation|link|here|this|via|pdf|doi|paper|arxiv|github)s?\W*"
    r"|.{0,60}\bet al\b.{0,20}|[\w\s.,&'’-]{2,50}[\s,(](?:19|20)\d\d[a-z]?\)?",
    2,
)
# Sections that list the sources of the note: what stands there was linked before.
_SOURCES = Pattern(
    r"(?:\W|\d)*+(?:(?:further|related|recommended|external|additional|useful|key|more) )?"
    r"(?:references?|sources?|bibliography|citations?|works cited|reading|links|footnotes|see also|resources|literature"
    r"|参考.*|引用.*|资料.*|相关.*|延伸.*|链接.*|quellen|literatur|références|fuentes|fonti)\b.*",
    2,
)
_BEHIND = Pattern(r"(?:\^[A-Za-z0-9-]++|#\w++|[^\w#^])*+")
_LABEL = Pattern(
    r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]|\[.\][ \t])*+\W*+(?:[^\W\d_][\w-]*+(?: [\w-]++){0,2}+[*_]*+[:：]\W*+)?+"
)
_MOST_NAMED = 5
_LONGEST_BLOCK = 600


class Places(NamedTuple):
    """Where links repeat what the text links to: `apart` for good, a list of `sources` but for what it has twice."""

    apart: Regions
    sources: list[Span]

    def sources_at(self, start: int) -> str:
        """The list of sources in which a link stands, "" if it stands in the text."""
        at = bisect_right(self.sources, start, key=lambda one: one.start) - 1
        return str(at) if at >= 0 and start < self.sources[at].end else ""


@rule(on=Note, fix="unsafe")
def duplicate_link(note: Note) -> Iterator[Problem]:
    """An entry of a list, or a link within one paragraph, that is there already with the same text and URL."""
    links = web_links(note)
    if len(links) < 2:
        return
    texts = [link.text.casefold() for link in links if link.text]
    if len(set(texts)) == len(texts):
        return
    places: Places | None = None
    by_text: dict[str, list[WebLink]] = {}
    for link in links:
        if link.text:
            by_text.setdefault(link.text.casefold(), []).append(link)
    for text, same in by_text.items():
        if len(same) < 2 or _CITATION.fullmatch(text):
            continue
        by_url: dict[str, list[WebLink]] = {}
        for link in same:
            by_url.setdefault(keys(link.url).same, []).append(link)
        for found in by_url.values():
            if len(found) > 1:
                places = places or _places(note)
                yield from _repeats(note, found, places, note.spans(Paragraph))


def _repeats(note: Note, found: Sequence[WebLink], places: Places, blocks: Sequence[Paragraph]) -> Iterator[Problem]:
    """The links that say again what one before them says; a mention in another sentence does not."""
    seen: dict[tuple[str, ...], list[WebLink]] = {}
    for link in found:
        if places.apart.covers(link.span.start):
            continue
        before: list[WebLink] = []
        sources = places.sources_at(link.span.start)
        for what in (_entry(note, link), _block(link, blocks)):
            if what is not None:
                what = (sources, *what)
                before = before or seen.get(what, [])[:_MOST_NAMED]
                seen.setdefault(what, []).append(link)
        if before:
            others = [related(note, one.span.start, "the same link") for one in before]
            fix = _without_line(note, before[0], link)
            yield Problem(link.span, "the same link appears before it", fix, related=others)


def _places(note: Note) -> Places:
    ranges = [(one.start, one.end) for sort in (Heading, Table, FootnoteDefinition) for one in note.spans(sort)]
    sources: list[Span] = []
    headings = note.spans(Heading)
    for at, heading in enumerate(headings):
        if sources and heading.start < sources[-1].end:
            continue
        if _SOURCES.match(note.text[heading.text_start : heading.text_end]):
            deeper = (one.start for one in headings[at + 1 :] if one.level <= heading.level)
            sources.append(Span(heading.start, next(deeper, len(note.text))))
    return Places(Regions(ranges), sources)


def _entry(note: Note, link: WebLink) -> tuple[str, ...] | None:
    """What stands behind a link that opens its line, but for a label: nothing, or words by which entries are told."""
    line = _line(note, link)
    if not _LABEL.fullmatch(note.text, line.start, link.span.start):
        return None
    if _BEHIND.fullmatch(note.text, link.span.end, line.end):
        return ("entry",)
    # With a sentence behind it, it is one only beside its equal: steps of two recipes begin alike.
    item = _item_of(note, link)
    return ("item", str(item.list), *note.text[link.span.end : line.end].split()) if item else None


def _block(link: WebLink, blocks: Sequence[Paragraph]) -> tuple[str, ...] | None:
    """The paragraph that holds a link, unless it is so long that nobody sees the other end of it."""
    at = bisect_right(blocks, link.span.start, key=lambda one: one.start) - 1
    if at < 0 or link.span.end > blocks[at].end or blocks[at].end - blocks[at].start > _LONGEST_BLOCK:
        return None
    return ("block", str(at))


def _line(note: Note, link: WebLink) -> Span:
    """The line in which a link starts, without its line end."""
    row = note.rows.place(link.span.start)[0]
    start = note.rows.starts[row - 1]
    return Span(start, start + len(note.line(row)))


def _without_line(note: Note, first: WebLink, again: WebLink) -> Fix | None:
    """Two items of one list that read the same: the second line can go."""
    one, two = _item_of(note, first), _item_of(note, again)
    if one is None or two is None or one.list != two.list or one.of(note.text).split() != two.of(note.text).split():
        return None
    row = note.rows.place(two.start)[0]
    starts = note.rows.starts
    start, end = starts[row - 1], starts[row] if row < len(starts) else len(note.text)
    if two.of(note.text).strip() != note.text[two.start : end].strip() or note.text[start : two.start].strip():
        return None
    return delete(Span(start, end), "delete the line", safe=False, may_change=("list", "link", "layout", "prose"))


def _item_of(note: Note, link: WebLink) -> ListItem | None:
    """The list item whose own text holds a link."""
    items = note.spans(ListItem)
    at = bisect_right(items, link.span.start, key=lambda one: one.start) - 1
    return items[at] if at >= 0 and link.span.start < items[at].own_end else None
