"""A parsed note: all spans by kind, the expensive kinds built on demand."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from vaultlint.markdown import obsidian
from vaultlint.markdown import spans as kind
from vaultlint.markdown.blocks import Blocks, find_footnotes, find_quotes, find_tables
from vaultlint.markdown.links import find_bare_urls, find_cut_links, find_links_with_bracket, find_wikilinks
from vaultlint.markdown.pulldown import Events, Spans, Start
from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.text import blank_out, block_comments, front_matter, without_quirks

SpanKind = TypeVar("SpanKind", bound=kind.Span)
_start = attrgetter("start")


_kept: list[Document] = []  # at most one


def keep(document: Document) -> None:
    """Give this document to the next `parse` of the same text; the caller must not use it any more."""
    _kept[:] = [document]


def parse(text: str) -> Document:
    """Parse a text, unless its document was kept."""
    kept = _kept.pop() if _kept else None
    return kept if kept is not None and kept.text == text else Document(text)


class Document:
    """Text → spans. `text` is the raw text; `source` the same with front matter and block comments blanked out.

    `opaque` is where nothing is Markdown: code, math, HTML. `front_matter` is None if there is none.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.front_matter = front_matter(text)
        body = self.front_matter.end if self.front_matter and self.front_matter.closed else 0
        body = body or int(text.startswith("\ufeff"))
        # Line ends instead of the front matter: offsets stay, and blank lines before a note mean nothing.
        source = "\n" * body + text[body:] if body else text
        self.block_comments = block_comments(source, body)
        self.source = blank_out(source, self.block_comments) if self.block_comments else source
        self._events = Events(without_quirks(self.source))
        self._spans = self._events.spans
        self._spans[kind.FrontMatter] = [self.front_matter] if self.front_matter else []
        self._hold_comments(self._spans)
        self._display_math: Regions | None = None
        self.opaque = self._opaque()
        if self._events.setext:
            self._make_text_blocks()
        self._finish_links()

    def spans(self, wanted: type[SpanKind]) -> list[SpanKind]:
        """All spans of a kind, in the order of the text."""
        found = self._spans.get(wanted)
        if found is None:
            finder = _FINDERS.get(wanted)
            found = self._spans[wanted] = [*finder(self)] if finder else []
            if len(found) > 1:
                found.sort(key=_start)
        return found

    def _hold_comments(self, found: Spans) -> None:
        """A quote whose last lines are hidden reaches to the end of what hides them; so does HTML."""
        spans = [one for sort in (kind.Quote, kind.Html) for one in found.get(sort, ())] if self.block_comments else ()
        if not spans:
            return
        hidden = Regions.of(self.block_comments)
        for span in spans:
            if hidden.split_at(span.end):
                span.end = hidden.end_at(span.end)

    def texts_with(self, substring: str) -> list[kind.Span]:
        """The blocks of inline text (paragraphs, headings, table cells) that hold a substring."""
        find = self.source.find
        # One character is searched for ten times as fast as two.
        if substring[0] not in self.source or (at := find(substring)) < 0:
            return []
        paragraphs = self.spans(kind.Paragraph)
        starts = [paragraph.start for paragraph in paragraphs]
        found: list[kind.Span] = []
        while at >= 0:
            number = bisect_right(starts, at) - 1
            if number >= 0 and at + len(substring) <= paragraphs[number].end:
                found.append(paragraphs[number])
                at = paragraphs[number].end - 1
            at = find(substring, at + 1)
        for heading in self.spans(kind.Heading):
            if find(substring, heading.text_start, heading.text_end) >= 0:
                found.append(kind.Span(heading.text_start, heading.text_end))
        for table in self.spans(kind.Table):
            if find(substring, table.start, table.end) >= 0:
                found += (cell for row in table.rows for cell in row if find(substring, cell.start, cell.end) >= 0)
        return sorted(found, key=_start)

    @property
    def comments(self) -> Regions:
        return Regions((comment.start, comment.end) for comment in self.spans(kind.Comment))

    def _opaque(self) -> Regions:
        spans = self._spans
        hidden = [one for sort in (kind.Code, kind.Math, kind.Html) for one in spans.get(sort, ())]
        opaque = Regions.of(hidden)
        if not (blocks := list(obsidian.find_display_math(self.source, opaque))):
            return opaque
        spans[kind.Math] = sorted([*spans.get(kind.Math, ()), *blocks], key=_start)
        self._display_math = Regions.of(blocks)
        self._without_math(spans)
        return Regions.of([*hidden, *blocks])

    def _without_math(self, found: Spans) -> None:
        """Whatever pulldown-cmark saw inside a block of display math is math."""
        if inside := self._display_math:
            for sort, spans in found.items():
                found[sort] = [span for span in spans if not (inside.split_at(span.start) or inside.split_at(span.end))]

    def _make_text_blocks(self) -> None:
        """Find paragraphs and list items, and headings that are underlined."""
        blocks = Blocks(self._events)
        self._without_math(blocks.spans)
        blocks.finish()
        for sort in (kind.Paragraph, kind.ListItem):
            self._spans[sort] = blocks.spans[sort]
        if underlined := blocks.spans.get(kind.Heading):
            self._spans[kind.Heading] = sorted([*self._spans[kind.Heading], *underlined], key=_start)

    def _text_blocks(self, sort: type[SpanKind]) -> list[SpanKind]:
        self._make_text_blocks()
        return self._spans[sort]

    def _blocks(self, name: str, find: Callable[[Events], list[Any]]) -> list[Any]:
        """The spans that are made of the blocks of a name."""
        if name not in self._names:
            return []
        found = find(self._events)
        if self.block_comments or self._display_math:
            made: Spans = defaultdict(list, {type(found[0]): found})
            self._hold_comments(made)
            self._without_math(made)
            [found] = made.values()
        return found

    @cached_property
    def _names(self) -> set[str]:
        """The blocks that there are, by pulldown-cmark's names; of lists and tables not what they hold."""
        return {start[0] for start in self._events.outlines}

    def _standing(self, name: str, starts: list[Start]) -> Regions:
        """Ranges of the innermost blocks of a name."""
        found = [(start, end) for each, start, end, _ in starts if each == name]
        return Regions.ordered([start for start, _ in found], [end for _, end in found])

    @cached_property
    def tables(self) -> Regions:
        """Ranges of all tables; cheaper than `spans(Table)`, which also builds rows and cells."""
        return self._standing("Table", self._events.outlines) if "Table" in self._names else Regions()

    @cached_property
    def cells(self) -> Regions:
        """Ranges of table cells."""
        return self._standing("TableCell", self._events.starts) if "Table" in self._names else Regions()

    def _finish_links(self) -> None:
        links: list[kind.Link] = self._spans.get(kind.Link, [])
        wikilinks = find_wikilinks(self.source, self.opaque, lambda: self.cells)
        if wikilinks:
            if links:
                inside = Regions.ordered(
                    [wikilink.start for wikilink in wikilinks], [wikilink.end for wikilink in wikilinks]
                )
                # A wikilink wins over a Markdown link whose destination it is in, or that it cuts.
                links = [
                    link
                    for link in links
                    if not (inside.overlaps(link.target_start, link.target_end) or inside.cuts(link.start, link.end))
                ]
            links = links + wikilinks if links else wikilinks
        if "://" in self.source:
            uses: list[kind.ReferenceUse] = self._spans.get(kind.ReferenceUse, [])
            notes: list[kind.FootnoteReference] = self._spans.get(kind.FootnoteReference, [])
            links = links + list(find_bare_urls(self.source, self.opaque, links, [*uses, *notes]))
        if properties := list(self.property_links()):
            links = links + properties
        if links is not wikilinks:
            links = sorted(links, key=_start)
        self._spans[kind.Link] = links

    def hidden_links(self) -> Iterator[tuple[str, kind.Link]]:
        """Links that a rename must follow and that are never reported, with the reason: comment, bracket or cut.

        `comment`: in a block comment. `bracket`: with a lone `]`, a link only if such a file exists. `cut`: in two by
        a table; such a link cannot be rewritten.
        """
        for comment in self.block_comments:
            yield from (("comment", link) for link in self._links_in(comment))
        if "[[" in self.source:
            yield from (("bracket", one) for one in find_links_with_bracket(self.source, self.opaque, self.links))
            yield from (("cut", one) for one in find_cut_links(self.source, self.opaque, self.cells))

    def _links_in(self, comment: kind.Comment) -> Iterator[kind.Link]:
        start, end = comment.start + 2, comment.end - 2 if comment.closed else comment.end
        inner = self.text[start:end]
        if "[" not in inner or inner.startswith("---"):
            return
        for link in Document(inner).spans(kind.Link):
            if link.is_wiki or (link.kind in ("markdown", "image") and "://" not in link.target):
                for name in ("start", "end", "target_start", "target_end", "text_start", "text_end"):
                    setattr(link, name, getattr(link, name) + start)
                yield link

    @cached_property
    def links(self) -> Regions:
        """Ranges of links and of reference uses."""
        links, uses = self.spans(kind.Link), self.spans(kind.ReferenceUse)
        return Regions.of([*links, *uses] if uses else links)

    def property_links(self) -> Iterable[kind.Link]:
        """Properties whose whole value is one link (Obsidian help "Properties"; Markdown links since 1.11)."""
        matter = self.front_matter
        if matter is None or not matter.closed:
            return []
        find, start, end = self.text.find, matter.body_start, matter.body_end
        if find("[", start, end) < 0 or (find("](", start, end) < 0 and find("[[", start, end) < 0):
            return []
        from vaultlint.markdown.front_matter import links_of

        return links_of(self.text, self.spans(kind.Property))


def _find_properties(document: Document) -> Iterable[kind.Property]:
    if document.front_matter is None or not document.front_matter.closed:
        return []
    from vaultlint.markdown.front_matter import find_properties

    return find_properties(document.text, document.front_matter)


_FINDERS: dict[type[Any], Callable[[Document], Iterable[Any]]] = {
    kind.Paragraph: lambda d: d._text_blocks(kind.Paragraph),
    kind.ListItem: lambda d: d._text_blocks(kind.ListItem) if "List" in d._names else [],
    kind.Quote: lambda d: d._blocks("BlockQuote", find_quotes),
    kind.FootnoteDefinition: lambda d: d._blocks("FootnoteDefinition", find_footnotes),
    kind.Table: lambda d: d._blocks("Table", find_tables),
    kind.Tag: lambda d: obsidian.find_tags(d) if "#" in d.source else [],
    kind.BlockId: lambda d: obsidian.find_block_ids(d, d._events.line_breaks) if "^" in d.source else [],
    kind.Highlight: lambda d: obsidian.find_highlights(d, d.texts_with("==")),
    kind.Callout: lambda d: obsidian.find_callouts(d.source, d.spans(kind.Quote)),
    kind.Comment: lambda d: [*d.block_comments, *obsidian.find_inline_comments(d, d.texts_with("%%"))],
    kind.InlineFootnote: lambda d: obsidian.find_inline_footnotes(d, d.texts_with("^[")),
    kind.Property: _find_properties,
}
