"""Obsidian's inline syntax: comments, tags, block ids, callouts, highlights, inline footnotes.

Each finder takes the document (or of it the source with front matter and block comments blanked out, and the regions
in which nothing is Markdown) and, for what ends with the block that it is in, the blocks of text that may hold it:
in most notes none, and then nothing else of the document is asked for. It yields spans in order. Sources:
Obsidian help "Obsidian Flavored Markdown", "Tags", "Callouts", "Internal links"; release notes 0.9.5 and 0.13.27
(block ids), 1.13 (`%%%%`); API `stripHeading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import BlockId, Callout, Comment, Highlight, InlineFootnote, Math, Quote, Span, Tag
from vaultlint.pattern import Pattern

# A tag ends at white space and at punctuation, `_`, `-` and `/` apart; emoji with their joiners are letters here.
_NOT_IN_TAG = (
    r"\s!-,.:-@\[-^`{-~"
    "\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00bf\u00d7\u00f7"
    "\u2000-\u200c\u200e-\u2071\u3001-\u3003\u3008-\u3020\u3030\ufe10-\ufe19\ufe30-\ufe6f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_TAG = Pattern(rf"#(?<!\S#)([^{_NOT_IN_TAG}]+)")
_BLOCK_ID = Pattern(r"\^(?<![^\s\]]\^)([A-Za-z0-9-]+)(?=[ \t]*(?:\r|\n|\Z))")
_LINE_TAIL = Pattern(r"[ \t]*(?=\r|\n|\Z)")
_HIGHLIGHT = Pattern(r"==(?=[^\s=])((?:[^=\r\n]++|=(?!=)|(?:\r\n?|\n)(?!\s*(?:\r|\n|\Z)))*+)(?<=\S)==")
_CALLOUT = Pattern(r">[ \t]*\[!([^\]\r\n]+)\]([+-]?)[ \t]*([^\r\n]*)")
_BRACKET = Pattern(r"\\.|\^\[|\[|\]")
_COMMENT_MARK = Pattern(r"(?<!%)%%(?!%)")


class MaskedSource(Protocol):
    """Input of the finders; ranges are computed on first use."""

    @property
    def source(self) -> str:
        """The text, with front matter and block comments replaced by spaces."""

    @property
    def opaque(self) -> Regions:
        """Ranges that are not Markdown: code, math, HTML."""

    @property
    def links(self) -> Regions:
        """Links and URLs."""

    @property
    def comments(self) -> Regions:
        """Comments."""


def find_tags(document: MaskedSource) -> Iterator[Tag]:
    """`#tag` at the start of a line or after white space, with at least one character that is not a digit."""
    source = document.source
    for match in _TAG.finditer(source):
        opaque, links = document.opaque, document.links
        start, end = match.span()
        end = links.next_start(start, end)
        name = source[start + 1 : end]
        if name and not name.isdigit() and not opaque.covers(start) and not links.covers(start):
            yield Tag(start, end, name)


def find_block_ids(document: MaskedSource, line_breaks: set[int]) -> Iterator[BlockId]:
    """`^id` at the end of a line. It is placed if its line is the last of its block and a space precedes the caret."""
    source, opaque = document.source, document.opaque
    for match in _BLOCK_ID.finditer(source):
        start, end = match.span()
        if opaque.covers(start):
            continue
        glued = start > 0 and source[start - 1] not in " \t\r\n>"
        tail = _LINE_TAIL.match(source, end)
        inside = not line_breaks.isdisjoint(range(end, (tail.end() if tail else end) + 1))
        yield BlockId(start, end, match[1], not inside and not glued, glued)


def find_highlights(document: MaskedSource, texts: Sequence[Span]) -> Iterator[Highlight]:
    """`==text==` within one block of text; it cuts neither code nor links nor comments."""
    if not texts:
        return
    source, opaque, links, comments = document.source, document.opaque, document.links, document.comments
    for text in texts:
        for match in _HIGHLIGHT.finditer(source, text.start, text.end):
            start, end = match.span()
            if not (opaque.cuts(start, end) or links.cuts(start, end) or comments.cuts(start, end)):
                yield Highlight(start, end)


def find_callouts(source: str, quotes: Iterable[Quote]) -> Iterator[Callout]:
    """Quotes whose first line is `[!type]`, with an optional fold mark and title."""
    for quote in quotes:
        if match := _CALLOUT.match(source, quote.start):
            yield Callout(quote.start, quote.end, match[1].strip(), match[2], match[3].strip())


def find_inline_comments(document: MaskedSource, texts: Sequence[Span]) -> Iterator[Comment]:
    """`%%…%%` inside a block of text; what is in it is still Markdown to Obsidian's index."""
    if not texts:
        return
    source, opaque, links = document.source, document.opaque, document.links
    for text in texts:
        opening = -1
        for match in _COMMENT_MARK.finditer(source, text.start, text.end):
            at = match.start()
            if opaque.covers(at) or links.covers(at):
                continue
            if opening >= 0:
                yield Comment(opening, match.end(), False, True)
                opening = -1
            else:
                opening = at
        if opening >= 0:
            yield Comment(opening, opening + 2, False, False)


def find_inline_footnotes(document: MaskedSource, texts: Sequence[Span]) -> Iterator[InlineFootnote]:
    """`^[text]` with balanced brackets, within one block of text; `^[text](url)` is a link after a caret."""
    if not texts:
        return
    source, opaque, links = document.source, document.opaque, document.links
    for text in texts:
        open_brackets: list[int] = []  # where each open bracket is, -1 for a plain one
        for match in _BRACKET.finditer(source, text.start, text.end):
            token, at = match[0], match.start()
            if token == "[":
                open_brackets.append(-1)
            elif token == "^[":
                open_brackets.append(at)
            elif token == "]" and open_brackets and (opened := open_brackets.pop()) >= 0:
                end = match.end()
                nested = any(bracket >= 0 for bracket in open_brackets[-8:])
                if not nested and not opaque.cuts(opened, end) and not links.cuts(opened, end):
                    yield InlineFootnote(opened, end)


def find_display_math(source: str, opaque: Regions) -> Iterator[Math]:
    """`$$` blocks that hold blank lines: Obsidian reads them as one, pulldown-cmark does not."""
    if "$" not in source:  # one character is searched for ten times as fast as two
        return
    opening = -1
    at = source.find("$$")
    while at >= 0:
        if not opaque.covers(at):
            if opening >= 0:
                yield Math(opening, at + 2, True)
                opening = -1
            elif _opens_line(source, at):
                opening = at
        at = source.find("$$", at + 2)


def _opens_line(source: str, at: int) -> bool:
    """Whether only spaces and quote marks are before a place on its line."""
    while at and source[at - 1] in " \t>":
        at -= 1
    return at == 0 or source[at - 1] in "\r\n"
