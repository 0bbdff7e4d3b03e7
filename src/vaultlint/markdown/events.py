"""The one pass over pyromark's events (pulldown-cmark): links, code, math, HTML and headings as spans of characters.

pyromark is the only Markdown parser here. It is given the note with front matter and block comments blanked out, so
that offsets are those of the note. Containers, paragraphs and tables are only noted down: few rules ask for them, and
`blocks` makes them then, which spares a note a third of its parsing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from vaultlint.markdown import links
from vaultlint.markdown import spans as kind
from vaultlint.markdown.ends import Ends
from vaultlint.markdown.parser import parser
from vaultlint.markdown.source import ByteMap
from vaultlint.markdown.standin import ascii_stand_in, fence_info, read_again

_BEHIND_MARKS = ("", " ", "\t", "\r", "\n")
_CONTAINERS = frozenset({"BlockQuote", "Item", "FootnoteDefinition"})
_BLOCKS = _CONTAINERS | {
    "Heading",
    "Paragraph",
    "CodeBlock",
    "HtmlBlock",
    "List",
    "Table",
    "TableHead",
    "TableRow",
    "TableCell",
}

#: A block that begins: pulldown-cmark's name for it, its range, and what else is said of it.
Start = tuple[str, int, int, Any]

Spans = defaultdict[type[Any], list[Any]]


class Events:
    """The result of the pass over a text.

    `spans` hold links, uses of references and footnotes, code, math, HTML and ATX headings, by kind. `starts` are all
    blocks in their order; `setext` tells that underlined headings are among them, which are not in `spans`.
    `line_breaks` are the line ends inside paragraphs.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.spans: Spans = defaultdict(list)
        self.starts: list[Start] = []
        self.setext = False
        self.line_breaks: set[int] = set()
        self.ends = Ends(source)
        self._char: Callable[[int], int] | None = None
        stand_in: str | None = source
        if not source.isascii() and (stand_in := ascii_stand_in(source)) is None:
            self._char = ByteMap(source).char
        self._drawn = stand_in is not None and stand_in is not source
        self._walk(stand_in or source)
        self._find_leaves()
        for definition in links.definitions(source, parser()[1], self._char or _same):
            self.spans[kind.Link].append(definition)

    def _walk(self, parsed: str) -> None:
        # The innermost loop of all: every event of every note. Nothing is looked up or turned twice.
        char, starts = self._char, self.starts
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
                if name in _BLOCKS:
                    if char is None:
                        starts.append((name, where["start"], where["end"], data))
                    else:
                        starts.append((name, char(where["start"]), char(where["end"]), data))
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
                        if type(data["link_type"]) is str:  # no wikilink: Obsidian's grammar differs, see `wikilinks`
                            self._link(start, end, inner, data, image=name == "Image")
                    inner = end
            elif "Html" not in event:  # a line of an HTML block: the block is known
                start, inner = where["start"], where["end"]
                if char is not None:
                    start, inner = char(start), char(inner)
                if type(event) is str:
                    self.line_breaks.add(start)
                else:
                    self._inline(event, start, inner)

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
        for name, start, end, data in self.starts:
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
                self.spans[sort] = sorted(found, key=lambda one: one.start)

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


def _same(offset: int) -> int:
    return offset
