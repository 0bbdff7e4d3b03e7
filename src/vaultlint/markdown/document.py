"""A parsed note: every span by kind, the costly kinds only when somebody asks for them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar

from vaultlint.markdown import obsidian
from vaultlint.markdown import spans as kind
from vaultlint.markdown.blocks import Blocks
from vaultlint.markdown.regions import Regions
from vaultlint.markdown.source import blank_out, block_comments, front_matter
from vaultlint.markdown.wikilinks import find_bare_urls, find_wikilinks

SpanKind = TypeVar("SpanKind", bound=kind.Span)


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
        self._blocks = Blocks(self.source)
        self._spans = self._blocks.spans
        self._hold_comments()
        self.opaque = self._opaque()
        self._finish_items()
        self._finish_links()

    def spans(self, wanted: type[SpanKind]) -> list[SpanKind]:
        """All spans of a kind, in the order of the text."""
        found = self._spans.get(wanted)
        if found is None:
            finder = _FINDERS.get(wanted)
            found = self._spans[wanted] = sorted(finder(self), key=_start) if finder else []
        return found

    def _hold_comments(self) -> None:
        """A quote whose last lines are hidden reaches to the end of what hides them."""
        if not self.block_comments:
            return
        hidden = Regions((one.start, one.end) for one in self.block_comments)
        for sort in (kind.Quote, kind.Html):
            for one in self._spans.get(sort, ()):
                if hidden.split_at(one.end):
                    one.end = hidden.end_at(one.end)

    def texts_with(self, sign: str) -> list[kind.Span]:
        """The blocks of inline text (paragraphs, headings, table cells) that hold a sign."""
        find = self.source.find
        # One character is searched for ten times as fast as two.
        if sign[0] not in self.source or (at := find(sign)) < 0:
            return []
        paragraphs = self.spans(kind.Paragraph)
        starts = [one.start for one in paragraphs]
        found: list[kind.Span] = []
        while at >= 0:
            number = bisect_right(starts, at) - 1
            if number >= 0 and at + len(sign) <= paragraphs[number].end:
                found.append(paragraphs[number])
                at = paragraphs[number].end - 1
            at = find(sign, at + 1)
        for heading in self.spans(kind.Heading):
            if find(sign, heading.text_start, heading.text_end) >= 0:
                found.append(kind.Span(heading.text_start, heading.text_end))
        for table in self.spans(kind.Table):
            if find(sign, table.start, table.end) >= 0:
                found += (cell for row in table.rows for cell in row if find(sign, cell.start, cell.end) >= 0)
        return sorted(found, key=_start)

    @property
    def comments(self) -> Regions:
        return Regions((one.start, one.end) for one in self.spans(kind.Comment))

    def _opaque(self) -> Regions:
        spans = self._spans
        ranges = [(one.start, one.end) for sort in (kind.Code, kind.Math, kind.Html) for one in spans.get(sort, ())]
        opaque = Regions(ranges)
        blocks = list(obsidian.find_display_math(self.source, opaque))
        if not blocks:
            return opaque
        # Whatever pulldown-cmark saw inside such a block is math.
        spans[kind.Math] = sorted([*spans.get(kind.Math, ()), *blocks], key=_start)
        inside = Regions((one.start, one.end) for one in blocks)
        for sort, found in spans.items():
            spans[sort] = [one for one in found if not (inside.split_at(one.start) or inside.split_at(one.end))]
        return Regions([*ranges, *((one.start, one.end) for one in blocks)])

    def _finish_items(self) -> None:
        """Close the own text of items, and count the text of tight items as paragraphs."""
        items: list[kind.ListItem] = self._spans.get(kind.ListItem, [])
        if not items:
            return
        paragraphs: list[kind.Paragraph] = self._spans.setdefault(kind.Paragraph, [])
        starts = sorted(one.start for one in paragraphs)
        for item in items:
            content, end = item.content, item.end
            if item.empty:
                item.own_end = content
                continue
            if 0 <= item.own_end < end:
                end = item.own_end
            item.own_end = end = self._blocks.own_text_end(content, end)
            if content < end:
                at = bisect_left(starts, item.start + len(item.marker))
                if at == len(starts) or starts[at] > content:
                    paragraphs.append(kind.Paragraph(content, end))
        paragraphs.sort(key=_start)
        items.sort(key=_start)

    def _finish_links(self) -> None:
        links: list[kind.Link] = self._spans.get(kind.Link, [])
        tables: list[kind.Table] = self._spans.get(kind.Table, [])
        wikilinks = list(find_wikilinks(self.source, self.opaque, tables))
        if wikilinks:
            if links:
                inside = Regions((one.start, one.end) for one in wikilinks)
                # A wikilink wins over a Markdown link whose destination it stands in, or that it cuts.
                links = [
                    one
                    for one in links
                    if not (inside.overlaps(one.target_start, one.target_end) or inside.cuts(one.start, one.end))
                ]
            links = links + wikilinks
        uses: list[kind.ReferenceUse] = self._spans.get(kind.ReferenceUse, [])
        notes: list[kind.FootnoteReference] = self._spans.get(kind.FootnoteReference, [])
        if "://" in self.source:
            taken = Regions((one.start, one.end) for one in (*links, *uses, *notes))
            links = links + list(find_bare_urls(self.source, self.opaque, taken))
        self._spans[kind.Link] = sorted([*links, *self.property_links()], key=_start)

    @cached_property
    def links(self) -> Regions:
        """Where links stand, and uses of references."""
        return Regions((one.start, one.end) for one in (*self.spans(kind.Link), *self.spans(kind.ReferenceUse)))

    def property_links(self) -> Iterable[kind.Link]:
        """Properties whose whole value is one link (Obsidian help "Properties"; Markdown links since 1.11)."""
        matter = self.front_matter
        if matter is None or not matter.closed or ("](" not in (yaml := matter_text(self)) and "[[" not in yaml):
            return []
        from vaultlint.markdown.properties import links_of

        return links_of(self.text, self.spans(kind.Property))


def matter_text(document: Document) -> str:
    matter = document.front_matter
    return document.text[matter.body_start : matter.body_end] if matter else ""


def _start(span: kind.Span) -> int:
    return span.start


def _find_properties(document: Document) -> Iterable[kind.Property]:
    if document.front_matter is None or not document.front_matter.closed:
        return []
    from vaultlint.markdown.properties import find_properties

    return find_properties(document.text, document.front_matter)


_FINDERS: dict[type[Any], Callable[[Document], Iterable[Any]]] = {
    kind.Tag: lambda d: obsidian.find_tags(d.source, d.opaque, d.links),
    kind.BlockId: lambda d: obsidian.find_block_ids(d.source, d.opaque, d._blocks.line_breaks),
    kind.Highlight: lambda d: obsidian.find_highlights(d, d.texts_with("==")),
    kind.Callout: lambda d: obsidian.find_callouts(d.source, d.spans(kind.Quote)),
    kind.Comment: lambda d: [*d.block_comments, *obsidian.find_inline_comments(d, d.texts_with("%%"))],
    kind.InlineFootnote: lambda d: obsidian.find_inline_footnotes(d, d.texts_with("^[")),
    kind.FrontMatter: lambda d: [d.front_matter] if d.front_matter else [],
    kind.Property: _find_properties,
}
