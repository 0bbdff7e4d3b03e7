"""The one pass over pyromark's events (pulldown-cmark): links, code, math, HTML and headings as spans of characters.

pyromark is the only Markdown parser here. It is given the note with front matter and block comments blanked out, so
that offsets are those of the note. Containers, paragraphs and tables are only noted down: few rules ask for them, and
`blocks` makes them then, which spares a note a third of its parsing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from vaultlint.markdown import links
from vaultlint.markdown import spans as kind
from vaultlint.markdown.pulldown_ascii import ascii_projection, fence_info, read_again
from vaultlint.markdown.text import ByteMap, Ends

if TYPE_CHECKING:
    from pyromark import Markdown, Options


@cache
def parser() -> tuple[Markdown, Options]:
    from pyromark import Markdown, Options

    options = (
        Options.ENABLE_TABLES
        | Options.ENABLE_FOOTNOTES
        | Options.ENABLE_STRIKETHROUGH
        | Options.ENABLE_TASKLISTS
        | Options.ENABLE_MATH
        | Options.ENABLE_WIKILINKS
    )
    return Markdown(options=options), options


def as_html(source: str) -> str:
    """HTML of Markdown text without front matter, by CommonMark and GFM."""
    markdown, _ = parser()
    html: str = markdown.html(source)
    return html


_start = attrgetter("start")
_BEHIND_MARKS = ("", " ", "\t", "\r", "\n")
# The blocks that pulldown-cmark names without further data.
_BARE_BLOCKS = frozenset({"Paragraph", "HtmlBlock", "Item", "TableHead", "TableRow", "TableCell"})
# What is in an item is in its list.
_CONTAINERS = frozenset({"BlockQuote", "List", "FootnoteDefinition"})

_LEVELS = {f"H{level}": (level, "#" * level + " ") for level in range(1, 7)}

#: A block that begins: pulldown-cmark's name for it, its range, and what else is said of it.
Start = tuple[str, int, int, Any]

#: A link or an image: its range, where its text ends, what is said of it, whether it is an image.
_Link = tuple[int, int, int, dict[str, Any], bool]

Spans = defaultdict[type[Any], list[Any]]


class Events:
    """The result of the pass over a text.

    `spans` hold links, uses of references and footnotes, code, math, HTML and ATX headings, by kind. `starts` are all
    blocks in their order, `outlines` those of them outside paragraphs, items and tables; `setext` tells
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
        defines = links.may_define(source)
        parsed = source
        if not source.isascii():
            stand_in = None if defines else ascii_projection(source)
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
        for found in self._links:
            if (link := links.link(source, *found)) is not None:
                if self._drawn and type(link) is kind.Link:
                    read_again(link, source)
                self.spans[type(link)].append(link)
        for event, start, end in self._inlines:
            self._inline(event, start, end)
        self._find_leaves()
        if defines:
            self.spans[kind.Link] += links.definitions(source, parser()[1], self._char or _same)

    @cached_property
    def line_breaks(self) -> set[int]:
        """The line endings inside paragraphs."""
        return set(self._breaks)

    def _walk(self, parsed: str) -> None:
        """Note down by bytes what there is."""
        # The innermost loop: every event of every note. Nothing is looked up, converted or stored without need.
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
                    data = value["Link"]
                    if type(data["link_type"]) is str:
                        self._walk_link(events, data, where["start"], False)
                elif "Image" in value:
                    self._walk_link(events, value["Image"], where["start"], True)
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

    def _walk_link(self, events: Iterator[tuple[Any, Any]], data: dict[str, Any], start: int, image: bool) -> None:
        """Go on to the end of a link or image that begins; others may be in it."""
        around: list[tuple[dict[str, Any], int, bool]] = []
        inner = start + (2 if image else 1)  # the end of the text so far
        for event, where in events:
            if "Text" in event:
                inner = where["end"]
            elif "End" in event:
                end = where["end"]
                if event["End"] == "Link" or event["End"] == "Image":
                    if type(data["link_type"]) is str:  # no wikilink: Obsidian's grammar differs, see `wikilinks`
                        self._links.append((start, end, inner, data, image))
                    if not around:
                        return
                    data, start, image = around.pop()
                inner = end
            elif "Start" in event:
                if type(value := event["Start"]) is not str:
                    around.append((data, start, image))
                    [(name, data)] = value.items()
                    start, image = where["start"], name == "Image"
                    inner = start + (2 if image else 1)
            else:
                inner = where["end"]
                if type(event) is str:
                    self._breaks.append(where["start"])
                else:
                    self._inlines.append((event, where["start"], inner))

    def _count_characters(self, char: Callable[[int], int]) -> None:
        """Turn the places of all that was noted down from bytes to characters."""
        self.starts = [(name, char(start), char(end), data) for name, start, end, data in self.starts]
        self.outlines = [(name, char(start), char(end), data) for name, start, end, data in self.outlines]
        self._links = [
            (char(start), char(end), char(inner), data, image) for start, end, inner, data, image in self._links
        ]
        self._inlines = [(event, char(start), char(end)) for event, start, end in self._inlines]
        self._breaks = [*map(char, self._breaks)]

    def _inline(self, event: dict[str, Any], start: int, end: int) -> None:
        [(name, data)] = event.items()
        if name == "Code":
            while self.source[end - 1] != "`":  # before a line end pulldown-cmark counts spaces to it
                end -= 1
            self.spans[kind.Code].append(kind.Code(start, end, False, False, ""))
        elif name == "InlineHtml":
            self.spans[kind.Html].append(kind.Html(start, end, False))
        elif name == "InlineMath":
            # Obsidian, like pandoc, sees no math in `$5 and $6`: no digit may follow the closing sign.
            if not self.source[end : end + 1].isdigit():
                self.spans[kind.Math].append(kind.Math(start, end, False))
        elif name == "DisplayMath":
            self.spans[kind.Math].append(kind.Math(start, end, True))
        elif name == "FootnoteReference":
            self.spans[kind.FootnoteReference].append(kind.FootnoteReference(start, end, data))

    def _find_leaves(self) -> None:
        """Headings, and blocks of code and HTML: what facts and nearly all rules need."""
        source, spans, trim = self.source, self.spans, self.ends.trim
        contained = quoted = 0  # where the containers, and the quotes, that are open end
        for name, start, end, data in self.outlines:
            if name in _CONTAINERS:
                if end > contained:
                    contained = end
                if end > quoted and name == "BlockQuote":
                    quoted = end
            elif name == "Heading":
                level, marks = _LEVELS[data["level"]]
                if source.startswith(marks, start) or is_atx(source, start, level):
                    end = trim(start, end, quoted=start < quoted)
                    spans[kind.Heading].append(_atx_heading(source, start, end, level, start >= contained))
                else:
                    self.setext = True
            elif name == "CodeBlock":
                fenced = type(data) is dict
                info = data["Fenced"] if fenced else ""
                if self._drawn:
                    info = fence_info(source, start, info)
                end = trim(start + 1, end, quoted=start < quoted)
                spans[kind.Code].append(kind.Code(start, end, True, fenced, info))
            elif name == "HtmlBlock":
                end = trim(start, end, quoted=start < quoted)
                spans[kind.Html].append(kind.Html(start, end, True))
        for sort in (kind.Code, kind.Html):
            if len(found := spans.get(sort, ())) > 1:
                spans[sort] = sorted(found, key=_start)


def _atx_heading(source: str, start: int, end: int, level: int, top: bool) -> kind.Heading:
    text_start = start + level
    text = source[text_start:end]
    inner = text.strip()
    if not inner or inner[-1] == "#":
        bare = text.rstrip(" \t").rstrip("#")
        if not bare or bare[-1] in " \t":
            text, inner = bare, bare.strip()  # without the marks that close the heading
    text_start += len(text) - len(text.lstrip())
    return kind.Heading(start, end, level, text_start, text_start + len(inner), False, top)


def is_atx(source: str, start: int, level: int) -> bool:
    """Whether a heading is written with `#`; the text of an underlined one may begin with it, too, as in `#tag`."""
    return source.startswith("#" * level, start) and source[start + level : start + level + 1] in _BEHIND_MARKS


def _same(offset: int) -> int:
    return offset
