"""One pass over pyromark's events (pulldown-cmark): blocks, links, code, math and HTML as spans of characters.

pyromark is the only Markdown parser here. It is given the note with front matter and block comments blanked out, so
that offsets are those of the note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from vaultlint.markdown import links
from vaultlint.markdown import spans as kind
from vaultlint.markdown.ends import Ends
from vaultlint.markdown.parser import parser
from vaultlint.markdown.source import ByteMap
from vaultlint.markdown.standin import ascii_stand_in, fence_info, read_again
from vaultlint.pattern import Pattern

_ITEM = Pattern(r"[\s>]*([-*+]|(\d{1,9})[.)])(?:[ \t]+\[([^\r\n])\](?=\s|\Z))?[ \t]*")
_BEHIND_MARKS = ("", " ", "\t", "\r", "\n")
_LONE_BULLET = Pattern(r"-[ \t]*\Z")

Spans = dict[type[Any], list[Any]]


class Blocks:
    """The result of the pass: `spans` by kind in the order of the text, and where paragraphs have inner line ends."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.spans: Spans = {}
        self.line_breaks: set[int] = set()
        self._char: Callable[[int], int] | None = None
        stand_in: str | None = source
        if not source.isascii() and (stand_in := ascii_stand_in(source)) is None:
            self._char = ByteMap(source).char
        self._drawn = stand_in is not None and stand_in is not source
        self._containers: list[kind.Span] = []  # open quotes, items and footnotes, innermost last
        self._depths = {kind.Quote: 0, kind.ListItem: 0, kind.FootnoteDefinition: 0}  # how many of each are open
        self._ends = Ends(source)
        self._lists: list[tuple[int, int]] = []  # (end, number) of the open lists
        self._list_count = 0
        self._walk(stand_in or source)
        for definition in links.definitions(source, parser()[1], self._char or _same):
            self._add(definition)

    def _add(self, span: kind.Span) -> None:
        self.spans.setdefault(type(span), []).append(span)

    def _walk(self, parsed: str) -> None:
        # The innermost loop of all: every event of every note. Nothing is looked up or turned twice.
        char, handlers = self._char, _HANDLERS
        name: str
        data: Any
        open_links: list[tuple[int, dict[str, Any]]] = []
        inner = 0  # while a link is open: the end of its text so far, in characters
        events: Iterable[tuple[Any, Any]] = parser()[0].events_with_range(parsed)
        for event, where in events:
            if "Start" in event:
                value = event["Start"]
                if type(value) is str:
                    name, data = value, value
                else:
                    [(name, data)] = value.items()
                if (handler := handlers.get(name)) is not None:
                    start, end = where["start"], where["end"]
                    if char is not None:
                        start, end = char(start), char(end)
                    handler(self, start, end, data)
                elif name == "Link" or name == "Image":
                    start = where["start"] if char is None else char(where["start"])
                    open_links.append((start, data))
                    inner = start + (2 if name == "Image" else 1)
            elif "Text" in event:
                if open_links:
                    inner = where["end"] if char is None else char(where["end"])
            elif "End" in event:
                if open_links:
                    end = where["end"] if char is None else char(where["end"])
                    if (name := event["End"]) == "Link" or name == "Image":
                        start, data = open_links.pop()
                        link = links.link(self.source, start, end, inner, data, image=name == "Image")
                        if link is not None:
                            if self._drawn and type(link) is kind.Link:
                                read_again(link, self.source)
                            self._add(link)
                    inner = end
            elif "Html" not in event:  # a line of an HTML block: the block is known
                start, inner = where["start"], where["end"]
                if char is not None:
                    start, inner = char(start), char(inner)
                if type(event) is str:
                    self.line_breaks.add(start)
                else:
                    self._inline(event, start, inner)

    def _inline(self, event: dict[str, Any], start: int, end: int) -> None:
        if "Code" in event:
            while self.source[end - 1] != "`":  # before a line end pulldown-cmark counts blanks to it
                end -= 1
            self._add(kind.Code(start, end, False, False, ""))
        elif "InlineHtml" in event:
            self._add(kind.Html(start, end, False))
        elif "InlineMath" in event:
            # Obsidian, like pandoc, sees no math in `$5 and $6`: no digit may follow the closing sign.
            if not self.source[end : end + 1].isdigit():
                self._add(kind.Math(start, end, False))
        elif "DisplayMath" in event:
            self._add(kind.Math(start, end, True))
        elif "FootnoteReference" in event:
            self._add(kind.FootnoteReference(start, end, event["FootnoteReference"]))

    def trim(self, start: int, end: int) -> int:
        """The end of a block without the blank lines that pulldown-cmark counts to it."""
        return max(start, self._ends.before(end, quoted=self._depths[kind.Quote] > 0))

    def own_text_end(self, start: int, end: int) -> int:
        """The end of the inline text in `start:end`, without blank lines and the quote marks on them."""
        return max(start, self._ends.before(end, quoted=True))

    def _close(self, start: int) -> None:
        while self._containers and self._containers[-1].end <= start:
            self._depths[type(self._containers.pop())] -= 1

    def _open(self, container: kind.Quote | kind.ListItem | kind.FootnoteDefinition) -> None:
        self._add(container)
        self._containers.append(container)
        self._depths[type(container)] += 1

    def _block(self, start: int) -> None:
        """A block begins: the own text of the item around it ends here."""
        self._close(start)
        if self._containers and isinstance(item := self._containers[-1], kind.ListItem) and item.own_end < 0:
            item.own_end = start

    def _heading(self, start: int, end: int, data: dict[str, Any]) -> None:
        self._close(start)
        source, level, end = self.source, int(data["level"][1]), self.trim(start, end)
        # The text of an underlined heading may begin with `#`, too, as in `#tag`.
        if source.startswith("#" * level, start) and source[start + level : start + level + 1] in _BEHIND_MARKS:
            self._block(start)
            text_start = start + level
            text = source[text_start:end]
            bare = text.rstrip(" \t").rstrip("#")
            if not bare or bare[-1] in " \t":
                text = bare  # without the marks that close the heading
            text_start += len(text) - len(text.lstrip())
            self._add(
                kind.Heading(
                    start,
                    end,
                    level,
                    text_start,
                    max(text_start, text_start + len(text.strip())),
                    False,
                    not self._containers,
                )
            )
            return
        line = max(source.rfind("\n", start, end), source.rfind("\r", start, end)) + 1
        underline = start if line == 0 else line
        marks_at = underline + len(source[underline:end]) - len(source[underline:end].lstrip(" \t>"))
        if _LONE_BULLET.match(source, marks_at, end) and self._is_lone_bullet(marks_at, end):
            self._lone_bullet(start, marks_at, end)
            return
        self._block(start)
        text_end = self.trim(start, underline)
        self._add(kind.Heading(start, end, level, start, text_end, True, not self._containers))

    def _is_lone_bullet(self, marks_at: int, end: int) -> bool:
        """Inside an item one `-` under the text is a bullet left empty; elsewhere only if a blank follows it."""
        return self._depths[kind.ListItem] > 0 or self.source[end : end + 1] in (" ", "\t")

    def _lone_bullet(self, start: int, marks_at: int, end: int) -> None:
        """CommonMark reads the line as a setext underline, the writer meant an empty item."""
        parent = self._containers[-1] if self._containers else None
        text_end = self.own_text_end(start, marks_at)
        if isinstance(parent, kind.ListItem) and parent.own_end < 0:
            parent.own_end = text_end
        self._add(kind.Paragraph(start, text_end))
        self._list_count += 1
        depth = 1 + self._depths[kind.ListItem]
        self._add(kind.ListItem(marks_at, end, "-", None, end, end, None, depth, self._list_count, True))

    def _paragraph(self, start: int, end: int, _: object) -> None:
        self._close(start)
        if self._containers and isinstance(item := self._containers[-1], kind.ListItem) and item.own_end < 0:
            # The first paragraph of a loose item is its own text.
            item.own_end = self.trim(start, end)
        self._add(kind.Paragraph(start, self.trim(start, end)))

    def _quote(self, start: int, end: int, _: object) -> None:
        self._block(start)
        self._open(kind.Quote(start, self.trim(start + 1, end), 1 + self._depths[kind.Quote]))

    def _footnote(self, start: int, end: int, label: str) -> None:
        self._block(start)
        self._open(kind.FootnoteDefinition(start, self.trim(start, end), label))

    def _code_block(self, start: int, end: int, data: Any) -> None:
        self._block(start)
        fenced = type(data) is dict
        info = data["Fenced"] if fenced else ""
        if self._drawn:
            info = fence_info(self.source, start, info)
        self._add(kind.Code(start, self.trim(start + 1, end), True, fenced, info))

    def _html_block(self, start: int, end: int, _: object) -> None:
        self._block(start)
        self._add(kind.Html(start, self.trim(start, end), True))

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
        start, content, end = match.start(1), match.end(), self.trim(match.end(1), end)
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
        self._open(item)

    def _table(self, start: int, end: int, _: object) -> None:
        self._block(start)
        self._add(kind.Table(start, self.trim(start, end), []))

    def _row(self, *_: object) -> None:
        self.spans[kind.Table][-1].rows.append([])

    def _cell(self, start: int, end: int, _: object) -> None:
        self.spans[kind.Table][-1].rows[-1].append(kind.Span(start, end))


def _same(offset: int) -> int:
    return offset


_HANDLERS: dict[str, Callable[[Blocks, int, int, Any], None]] = {
    "Heading": Blocks._heading,
    "Paragraph": Blocks._paragraph,
    "BlockQuote": Blocks._quote,
    "FootnoteDefinition": Blocks._footnote,
    "CodeBlock": Blocks._code_block,
    "HtmlBlock": Blocks._html_block,
    "List": Blocks._list,
    "Item": Blocks._item,
    "Table": Blocks._table,
    "TableHead": Blocks._row,
    "TableRow": Blocks._row,
    "TableCell": Blocks._cell,
}
