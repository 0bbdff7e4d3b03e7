"""The one pass over pyromark's events (pulldown-cmark): links, code, math, HTML and headings as spans of characters.

pyromark is the only Markdown parser here. It is given the note with front matter and block comments blanked out, so
that offsets are those of the note. Containers, paragraphs and tables are only noted down: few rules ask for them, and
`blocks` makes them then, which spares a note a third of its parsing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any

from vaultlint.markdown import links
from vaultlint.markdown import spans as kind
from vaultlint.markdown.ends import Ends
from vaultlint.markdown.parser import parser
from vaultlint.markdown.source import ByteMap
from vaultlint.markdown.standin import ascii_stand_in, fence_info, read_again

_start = attrgetter("start")
_BEHIND_MARKS = ("", " ", "\t", "\r", "\n")
# The blocks that pulldown-cmark names and says no more of.
_BARE_BLOCKS = frozenset({"Paragraph", "HtmlBlock", "Item", "TableHead", "TableRow", "TableCell"})
# What stands in an item stands in its list.
_CONTAINERS = frozenset({"BlockQuote", "List", "FootnoteDefinition"})

#: A block that begins: pulldown-cmark's name for it, its range, and what else is said of it.
Start = tuple[str, int, int, Any]

#: A link or an image: what is said of it, its range, where its text ends, whether it is an image.
_Link = tuple[dict[str, Any], int, int, int, bool]

Spans = defaultdict[type[Any], list[Any]]


class Events:
    """The result of the pass over a text.

    `spans` hold links, uses of references and footnotes, code, math, HTML and ATX headings, by kind. `starts` are all
    blocks in their order, `outlines` those among them that are no paragraph, item or part of a table; `setext` tells
    that underlined headings are among them, which are not in `spans`.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.spans: Spans = defaultdict(list)
        self.starts: list[Start] = []
        self.outlines: list[Start] = []
        self.setext = False
        self.ends = Ends(source)
        self._char: Callable[[int], int] | None = None
        defines = "]:" in source
        parsed = source
        if not source.isascii():
            stand_in = None if defines else ascii_stand_in(source)
            if stand_in is None:
                self._char = ByteMap(source).char
            else:
                parsed = stand_in
        self._drawn = parsed is not source
        self._links: list[_Link] = []
        self._inlines: list[tuple[dict[str, Any], int, int]] = []
        self._breaks: list[int] = []
        self._walk(parsed)
        if self._char is not None:
            self._count_characters(self._char)
        for data, start, end, text_end, image in self._links:
            self._link(start, end, text_end, data, image=image)
        for event, start, end in self._inlines:
            self._inline(event, start, end)
        self._find_leaves()
        if defines:
            self.spans[kind.Link] += links.definitions(source, parser()[1], self._char or _same)

    @cached_property
    def line_breaks(self) -> set[int]:
        """The line ends inside paragraphs."""
        return set(self._breaks)

    def _walk(self, parsed: str) -> None:
        """Note down by bytes what there is."""
        # The innermost loop of all: every event of every note. Nothing is looked up, turned or kept that nobody needs.
        note, outline = self.starts.append, self.outlines.append
        events: Iterator[tuple[Any, Any]] = iter(parser()[0].events_with_range(parsed))
        start: Start
        for event, where in events:
            if "Start" in event:
                value = event["Start"]
                if type(value) is str:
                    if value in _BARE_BLOCKS:
                        start = (value, where["start"], where["end"], None)
                        note(start)
                        if value == "HtmlBlock":
                            outline(start)
                elif "Link" in value:
                    if type(value["Link"]["link_type"]) is str:
                        self._walk_link(events, value, where)
                elif "Image" in value:
                    self._walk_link(events, value, where)
                else:
                    [(name, data)] = value.items()
                    start = (name, where["start"], where["end"], data)
                    note(start)
                    outline(start)
            elif "Text" in event or "End" in event or "Html" in event:
                pass  # outside of links; of HTML the block is known
            elif type(event) is str:
                self._breaks.append(where["start"])
            else:
                self._inlines.append((event, where["start"], where["end"]))

    def _walk_link(self, events: Iterator[tuple[Any, Any]], value: dict[str, Any], where: dict[str, int]) -> None:
        """Go on to the end of a link or image that begins; others may stand in it."""
        opened = [_opening(value, where)]
        inner = where["start"] + len("![" if opened[0][2] else "[")  # the end of the text so far
        for event, where in events:
            if "Start" in event:
                if type(value := event["Start"]) is not str:
                    opened.append(_opening(value, where))
                    inner = where["start"] + len("![" if opened[-1][2] else "[")
                continue
            if "End" in event:
                if event["End"] == "Link" or event["End"] == "Image":
                    data, start, image = opened.pop()
                    if type(data["link_type"]) is str:  # no wikilink: Obsidian's grammar differs, see `wikilinks`
                        self._links.append((data, start, where["end"], inner, image))
                    if not opened:
                        return
            elif type(event) is str:
                self._breaks.append(where["start"])
            elif "Text" not in event:
                self._inlines.append((event, where["start"], where["end"]))
            inner = where["end"]

    def _count_characters(self, char: Callable[[int], int]) -> None:
        """Turn the places of all that was noted down from bytes to characters."""
        self.starts = [(name, char(start), char(end), data) for name, start, end, data in self.starts]
        self.outlines = [(name, char(start), char(end), data) for name, start, end, data in self.outlines]
        self._links = [
            (data, char(start), char(end), char(inner), image) for data, start, end, inner, image in self._links
        ]
        self._inlines = [(event, char(start), char(end)) for event, start, end in self._inlines]
        self._breaks = [*map(char, self._breaks)]

    def _link(self, start: int, end: int, text_end: int, data: dict[str, Any], *, image: bool) -> None:
        link = links.link(self.source, start, end, text_end, data, image=image)
        if link is not None:
            if self._drawn and type(link) is kind.Link:
                read_again(link, self.source)
            self.spans[type(link)].append(link)

    def _inline(self, event: dict[str, Any], start: int, end: int) -> None:
        if "Code" in event:
            while self.source[end - 1] != "`":  # before a line end pulldown-cmark counts blanks to it
                end -= 1
            self.spans[kind.Code].append(kind.Code(start, end, False, False, ""))
        elif "InlineHtml" in event:
            self.spans[kind.Html].append(kind.Html(start, end, False))
        elif "InlineMath" in event:
            # Obsidian, like pandoc, sees no math in `$5 and $6`: no digit may follow the closing sign.
            if not self.source[end : end + 1].isdigit():
                self.spans[kind.Math].append(kind.Math(start, end, False))
        elif "DisplayMath" in event:
            self.spans[kind.Math].append(kind.Math(start, end, True))
        elif "FootnoteReference" in event:
            self.spans[kind.FootnoteReference].append(kind.FootnoteReference(start, end, event["FootnoteReference"]))

    def _find_leaves(self) -> None:
        """Headings, and blocks of code and HTML: what facts and nearly all rules need."""
        contained = quoted = 0  # where the containers, and the quotes, that are open end
        for name, start, end, data in self.outlines:
            if name in _CONTAINERS:
                if end > contained:
                    contained = end
                if end > quoted and name == "BlockQuote":
                    quoted = end
            elif name == "Heading":
                self._heading(start, self.ends.trim(start, end, quoted=start < quoted), data, top=start >= contained)
            elif name == "CodeBlock":
                fenced = type(data) is dict
                info = data["Fenced"] if fenced else ""
                if self._drawn:
                    info = fence_info(self.source, start, info)
                end = self.ends.trim(start + 1, end, quoted=start < quoted)
                self.spans[kind.Code].append(kind.Code(start, end, True, fenced, info))
            elif name == "HtmlBlock":
                end = self.ends.trim(start, end, quoted=start < quoted)
                self.spans[kind.Html].append(kind.Html(start, end, True))
        for sort in (kind.Code, kind.Html):
            if len(found := self.spans.get(sort, ())) > 1:
                self.spans[sort] = sorted(found, key=_start)

    def _heading(self, start: int, end: int, data: dict[str, Any], *, top: bool) -> None:
        source, level = self.source, int(data["level"][1])
        if not is_atx(source, start, level):
            self.setext = True
            return
        text_start = start + level
        text = source[text_start:end]
        bare = text.rstrip(" \t").rstrip("#")
        if not bare or bare[-1] in " \t":
            text = bare  # without the marks that close the heading
        text_start += len(text) - len(text.lstrip())
        text_end = max(text_start, text_start + len(text.strip()))
        self.spans[kind.Heading].append(kind.Heading(start, end, level, text_start, text_end, False, top))


def is_atx(source: str, start: int, level: int) -> bool:
    """Whether a heading is written with `#`; the text of an underlined one may begin with it, too, as in `#tag`."""
    return source.startswith("#" * level, start) and source[start + level : start + level + 1] in _BEHIND_MARKS


def _opening(value: dict[str, Any], where: dict[str, int]) -> tuple[dict[str, Any], int, bool]:
    """Of a link or image that begins: what is said of it, where it begins, whether it is an image."""
    [(name, data)] = value.items()
    return data, where["start"], name == "Image"


def _same(offset: int) -> int:
    return offset
