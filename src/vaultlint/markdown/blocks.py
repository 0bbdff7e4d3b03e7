"""Containers, paragraphs and tables, built from the blocks that `pulldown` recorded.

pulldown-cmark says where each block starts and ends; here they get their parts, and the ends that a writer sees. Each
kind is made by itself, as few notes need all of them; paragraphs and list items only are found together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from vaultlint.markdown import spans as kind
from vaultlint.markdown.pulldown import Events, Spans, is_atx
from vaultlint.pattern import Pattern

_ITEM = Pattern(r"[\s>]*([-*+]|(\d{1,9})[.)])(?:[ \t]+\[([^\r\n])\](?=\s|\Z))?[ \t]*")
_LONE_BULLET = Pattern(r"-[ \t]*\Z")
_start = attrgetter("start")


def find_quotes(events: Events) -> list[kind.Quote]:
    found: list[kind.Quote] = []
    opened: list[int] = []  # where the quotes that are open end, innermost last
    for name, start, end, _ in events.outlines:
        if name == "BlockQuote":
            while opened and opened[-1] <= start:
                opened.pop()
            opened.append(events.ends.trim(start + 1, end, quoted=bool(opened)))
            found.append(kind.Quote(start, opened[-1], len(opened)))
    return found


def find_footnotes(events: Events) -> list[kind.FootnoteDefinition]:
    found: list[kind.FootnoteDefinition] = []
    quoted = 0  # where the quotes that are open end
    for name, start, end, data in events.outlines:
        if name == "FootnoteDefinition":
            found.append(kind.FootnoteDefinition(start, events.ends.trim(start, end, quoted=start < quoted), data))
        elif name == "BlockQuote" and end > quoted:
            quoted = end
    return found


def find_tables(events: Events) -> list[kind.Table]:
    found: list[kind.Table] = []
    quoted = 0
    for name, start, end, _ in events.starts:
        if name == "TableCell":
            found[-1].rows[-1].append(kind.Span(start, end))
        elif name == "TableRow" or name == "TableHead":
            found[-1].rows.append([])
        elif name == "Table":
            found.append(kind.Table(start, events.ends.trim(start, end, quoted=start < quoted), []))
        elif name == "BlockQuote" and end > quoted:
            quoted = end
    return found


#: What is open around a place: where it ends, the item if it is one, how deep in items it is, and whether in a quote.
_Open = tuple[int, "kind.ListItem | None", int, bool]


class Blocks:
    """`spans`: paragraphs, list items, and headings that are underlined. `finish` gives items their last parts."""

    def __init__(self, events: Events) -> None:
        self.source = events.source
        self.spans: Spans = defaultdict(list)
        self._paragraphs: list[kind.Paragraph] = self.spans[kind.Paragraph]
        self._items: list[kind.ListItem] = self.spans[kind.ListItem]
        self._ends = events.ends
        never = len(self.source) + 1
        self._opened: list[_Open] = [(never, None, 0, False)]  # the note, and quotes, items and footnotes
        self._lists = [(never, 0)]  # (end, number) of the open lists
        self._list_count = 0
        handler_of = _HANDLERS.get
        for name, start, end, data in events.starts:
            if (handler := handler_of(name)) is not None:
                handler(self, start, end, data)

    def _around(self, start: int) -> _Open:
        """The innermost of what is open where a block begins."""
        opened = self._opened
        while opened[-1][0] <= start:
            opened.pop()
        return opened[-1]

    def _block(self, start: int) -> _Open:
        """A block begins: the own text of the item around it ends here."""
        around = self._around(start)
        item = around[1]
        if item is not None and item.own_end < 0:
            item.own_end = start
        return around

    def _leaf(self, start: int, _end: int, _: object) -> None:
        self._block(start)

    def _own_text_end(self, start: int, end: int) -> int:
        """The end of the inline text in `start:end`, without blank lines and the quote marks on them."""
        if " " < self.source[end - 1] != ">":
            return max(start, end)
        return max(start, self._ends.before(end, quoted=True))

    def _heading(self, start: int, end: int, data: dict[str, Any]) -> None:
        source, level = self.source, int(data["level"][1])
        if is_atx(source, start, level):
            self._block(start)
            return
        _, item, depth, quoted = self._around(start)
        end = self._ends.trim(start, end, quoted=quoted)
        line = max(source.rfind("\n", start, end), source.rfind("\r", start, end)) + 1
        underline = start if line == 0 else line
        marks_at = underline + len(source[underline:end]) - len(source[underline:end].lstrip(" \t>"))
        # Inside an item one `-` under the text is a bullet left empty; elsewhere only if a space follows it.
        if _LONE_BULLET.match(source, marks_at, end) and (depth or source[end : end + 1] in (" ", "\t")):
            self._lone_bullet(item, depth, start, marks_at, end)
            return
        self._block(start)
        text_end = self._ends.trim(start, underline, quoted=quoted)
        top = len(self._opened) == 1
        self.spans[kind.Heading].append(kind.Heading(start, end, level, start, text_end, True, top))

    def _lone_bullet(self, around: kind.ListItem | None, depth: int, start: int, marks_at: int, end: int) -> None:
        """CommonMark reads the line as a setext underline, the writer meant an empty item."""
        text_end = self._own_text_end(start, marks_at)
        if around is not None and around.own_end < 0:
            around.own_end = text_end
        self._paragraphs.append(kind.Paragraph(start, text_end))
        self._list_count += 1
        self._items.append(kind.ListItem(marks_at, end, "-", None, end, end, None, depth + 1, self._list_count, True))

    def _paragraph(self, start: int, end: int, _: object) -> None:
        _, item, _, quoted = self._around(start)
        end = self._ends.trim(start, end, quoted=quoted)
        if item is not None and item.own_end < 0:
            item.own_end = end  # the first paragraph of a loose item is its own text
        self._paragraphs.append(kind.Paragraph(start, end))

    def _quote(self, start: int, end: int, _: object) -> None:
        _, _, depth, quoted = self._block(start)
        self._opened.append((self._ends.trim(start + 1, end, quoted=quoted), None, depth, True))

    def _footnote(self, start: int, end: int, _: object) -> None:
        _, _, depth, quoted = self._block(start)
        self._opened.append((self._ends.trim(start, end, quoted=quoted), None, depth, quoted))

    def _list(self, start: int, end: int, _: object) -> None:
        self._block(start)
        self._list_count += 1
        while self._lists[-1][0] <= start:
            self._lists.pop()
        self._lists.append((end, self._list_count))

    def _item(self, start: int, end: int, _: object) -> None:
        _, _, depth, quoted = self._around(start)
        while self._lists[-1][0] <= start:
            self._lists.pop()
        match = _ITEM.match(self.source, start, end)
        if match is None:  # pragma: no cover - pulldown-cmark starts every item at its marker
            return
        marker, number, task = match.groups()
        start, after = match.span(1)
        content, end = match.end(), self._ends.trim(after, end, quoted=quoted)
        item = kind.ListItem(
            start,
            end,
            marker,
            int(number) if number else None,
            min(content, end),
            -1,
            task,
            depth + 1,
            self._lists[-1][1],
            content >= end,
        )
        self._items.append(item)
        self._opened.append((end, item, depth + 1, quoted))

    def finish(self) -> None:
        """Close the own text of items, and count the text of tight items as paragraphs."""
        items: list[kind.ListItem] = self.spans.get(kind.ListItem, [])
        if not items:
            return
        paragraphs: list[kind.Paragraph] = self.spans[kind.Paragraph]
        starts = sorted(paragraph.start for paragraph in paragraphs)
        for item in items:
            content, end = item.content, item.end
            if item.empty:
                item.own_end = content
                continue
            if 0 <= item.own_end < end:
                end = item.own_end
            item.own_end = end = self._own_text_end(content, end)
            if content < end:
                at = bisect_left(starts, item.start + len(item.marker))
                if at == len(starts) or starts[at] > content:
                    paragraphs.append(kind.Paragraph(content, end))
        paragraphs.sort(key=_start)
        items.sort(key=_start)


_HANDLERS: dict[str, Callable[[Blocks, int, int, Any], None]] = {
    "Heading": Blocks._heading,
    "Paragraph": Blocks._paragraph,
    "BlockQuote": Blocks._quote,
    "FootnoteDefinition": Blocks._footnote,
    "CodeBlock": Blocks._leaf,
    "HtmlBlock": Blocks._leaf,
    "List": Blocks._list,
    "Item": Blocks._item,
    "Table": Blocks._leaf,
}
