"""Containers, paragraphs and tables, made of the blocks that `events` noted down.

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
from vaultlint.markdown.events import Events, Spans, is_atx
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


class Blocks:
    """`spans`: paragraphs, list items, and headings that are underlined. `finish` gives items their last parts."""

    def __init__(self, events: Events) -> None:
        self.source = events.source
        self.spans: Spans = defaultdict(list)
        self._containers: list[kind.Span] = []  # open quotes, items and footnotes, innermost last
        self._depths = {kind.Quote: 0, kind.ListItem: 0, kind.FootnoteDefinition: 0}  # how many of each are open
        self._ends = events.ends
        self._lists: list[tuple[int, int]] = []  # (end, number) of the open lists
        self._list_count = 0
        handler_of = _HANDLERS.get
        for name, start, end, data in events.starts:
            if (handler := handler_of(name)) is not None:
                handler(self, start, end, data)

    def _trim(self, start: int, end: int) -> int:
        return self._ends.trim(start, end, quoted=self._depths[kind.Quote] > 0)

    def _own_text_end(self, start: int, end: int) -> int:
        """The end of the inline text in `start:end`, without blank lines and the quote marks on them."""
        if " " < self.source[end - 1] != ">":
            return max(start, end)
        return max(start, self._ends.before(end, quoted=True))

    def _close(self, start: int) -> None:
        while self._containers and self._containers[-1].end <= start:
            self._depths[type(self._containers.pop())] -= 1

    def _open(self, container: kind.Quote | kind.ListItem | kind.FootnoteDefinition) -> None:
        self._containers.append(container)
        self._depths[type(container)] += 1

    def _block(self, start: int) -> None:
        """A block begins: the own text of the item around it ends here."""
        self._close(start)
        if self._containers and isinstance(item := self._containers[-1], kind.ListItem) and item.own_end < 0:
            item.own_end = start

    def _leaf(self, start: int, _end: int, _: object) -> None:
        self._block(start)

    def _heading(self, start: int, end: int, data: dict[str, Any]) -> None:
        source, level = self.source, int(data["level"][1])
        if is_atx(source, start, level):
            self._block(start)
            return
        self._close(start)
        end = self._trim(start, end)
        line = max(source.rfind("\n", start, end), source.rfind("\r", start, end)) + 1
        underline = start if line == 0 else line
        marks_at = underline + len(source[underline:end]) - len(source[underline:end].lstrip(" \t>"))
        if _LONE_BULLET.match(source, marks_at, end) and self._is_lone_bullet(marks_at, end):
            self._lone_bullet(start, marks_at, end)
            return
        self._block(start)
        text_end = self._trim(start, underline)
        self.spans[kind.Heading].append(kind.Heading(start, end, level, start, text_end, True, not self._containers))

    def _is_lone_bullet(self, marks_at: int, end: int) -> bool:
        """Inside an item one `-` under the text is a bullet left empty; elsewhere only if a blank follows it."""
        return self._depths[kind.ListItem] > 0 or self.source[end : end + 1] in (" ", "\t")

    def _lone_bullet(self, start: int, marks_at: int, end: int) -> None:
        """CommonMark reads the line as a setext underline, the writer meant an empty item."""
        parent = self._containers[-1] if self._containers else None
        text_end = self._own_text_end(start, marks_at)
        if isinstance(parent, kind.ListItem) and parent.own_end < 0:
            parent.own_end = text_end
        self.spans[kind.Paragraph].append(kind.Paragraph(start, text_end))
        self._list_count += 1
        depth = 1 + self._depths[kind.ListItem]
        item = kind.ListItem(marks_at, end, "-", None, end, end, None, depth, self._list_count, True)
        self.spans[kind.ListItem].append(item)

    def _paragraph(self, start: int, end: int, _: object) -> None:
        self._close(start)
        end = self._trim(start, end)
        if self._containers and isinstance(item := self._containers[-1], kind.ListItem) and item.own_end < 0:
            item.own_end = end  # the first paragraph of a loose item is its own text
        self.spans[kind.Paragraph].append(kind.Paragraph(start, end))

    def _quote(self, start: int, end: int, _: object) -> None:
        self._block(start)
        self._open(kind.Quote(start, self._trim(start + 1, end), 1 + self._depths[kind.Quote]))

    def _footnote(self, start: int, end: int, label: str) -> None:
        self._block(start)
        self._open(kind.FootnoteDefinition(start, self._trim(start, end), label))

    def _list(self, start: int, end: int, _: object) -> None:
        self._block(start)
        self._list_count += 1
        while self._lists and self._lists[-1][0] <= start:
            self._lists.pop()
        self._lists.append((end, self._list_count))

    def _item(self, start: int, end: int, _: object) -> None:
        self._close(start)
        while self._lists and self._lists[-1][0] <= start:
            self._lists.pop()
        match = _ITEM.match(self.source, start, end)
        if match is None:  # pragma: no cover - pulldown-cmark starts every item at its marker
            return
        start, content, end = match.start(1), match.end(), self._trim(match.end(1), end)
        depth = 1 + self._depths[kind.ListItem]
        item = kind.ListItem(
            start,
            end,
            match[1],
            int(match[2]) if match[2] else None,
            min(content, max(end, match.end(1))),
            -1,
            match[3],
            depth,
            self._lists[-1][1] if self._lists else 0,
            content >= end,
        )
        self.spans[kind.ListItem].append(item)
        self._open(item)

    def finish(self) -> None:
        """Close the own text of items, and count the text of tight items as paragraphs."""
        items: list[kind.ListItem] = self.spans.get(kind.ListItem, [])
        if not items:
            return
        paragraphs: list[kind.Paragraph] = self.spans[kind.Paragraph]
        starts = sorted(one.start for one in paragraphs)
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
