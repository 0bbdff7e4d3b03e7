"""What Obsidian adds to CommonMark inside the text: comments, tags, block ids, callouts, highlights, inline footnotes.

Each finder takes the source with front matter and block comments blanked out and the regions in which nothing is
Markdown, and yields spans in order. Sources: Obsidian help "Obsidian Flavored Markdown", "Tags", "Callouts",
"Internal links"; release notes 0.9.5, 0.13.27 (block ids), 1.13 (`%%%%`); API `stripHeading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vaultlint.markdown.regions import Regions
from vaultlint.markdown.spans import BlockId, Callout, Comment, Highlight, InlineFootnote, Math, Paragraph, Quote, Tag
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
_HIGHLIGHT = Pattern(r"==(?=[^\s=])((?:[^=\r\n]|=(?!=)|(?:\r\n?|\n)(?!\s*(?:\r|\n|\Z)))*?)(?<=\S)==")
_CALLOUT = Pattern(r"(?:>[ \t]*)+\[!([^\]\r\n]+)\]([+-]?)[ \t]*([^\r\n]*)")
_BRACKET = Pattern(r"\\.|\^\[|\[|\]|(?:\r\n?|\n)[ \t]*(?=\r|\n)")
_COMMENT_MARK = Pattern(r"(?<!%)%%(?!%)")
_BLANK_LINE = Pattern(r"(?:\r\n?|\n)[ \t]*(?:\r|\n)")


def find_tags(source: str, opaque: Regions, links: Regions) -> Iterator[Tag]:
    """`#tag` at the start of a line or after white space, with at least one character that is no digit."""
    if "#" not in source:
        return
    for match in _TAG.finditer(source):
        name, start = match[1], match.start()
        if not name.isdigit() and not opaque.covers(start) and not links.covers(start):
            yield Tag(start, match.end(), name)


def find_block_ids(source: str, opaque: Regions, line_breaks: set[int]) -> Iterator[BlockId]:
    """`^id` at the end of a line. It is placed if its line is the last of its block and a blank precedes the caret."""
    if "^" not in source:
        return
    for match in _BLOCK_ID.finditer(source):
        start, end = match.span()
        if opaque.covers(start):
            continue
        glued = start > 0 and source[start - 1] not in " \t\r\n>"
        tail = _LINE_TAIL.match(source, end)
        inside = any(at in line_breaks for at in range(end, (tail.end() if tail else end) + 1))
        yield BlockId(start, end, match[1], not inside and not glued, glued)


def find_highlights(source: str, opaque: Regions, paragraphs: Iterable[Paragraph]) -> Iterator[Highlight]:
    """`==text==` within one block of text."""
    if "==" not in source:
        return
    for paragraph in paragraphs:
        for match in _HIGHLIGHT.finditer(source, paragraph.start, paragraph.end):
            if not opaque.cuts(match.start(), match.end()):
                yield Highlight(match.start(), match.end())


def find_callouts(source: str, quotes: Iterable[Quote]) -> Iterator[Callout]:
    """Quotes whose first line is `[!type]`, with an optional fold mark and title."""
    for quote in quotes:
        if match := _CALLOUT.match(source, quote.start):
            yield Callout(quote.start, quote.end, match[1].strip(), match[2], match[3].strip())


def find_inline_comments(source: str, opaque: Regions, links: Regions) -> Iterator[Comment]:
    """`%%…%%` inside a block of text; what stands in it is still Markdown to Obsidian's index."""
    if "%%" not in source:
        return
    opening = -1
    for match in _COMMENT_MARK.finditer(source):
        at = match.start()
        if opaque.covers(at) or links.covers(at):
            continue
        if opening >= 0 and _BLANK_LINE.search(source, opening, at):
            yield Comment(opening, opening + 2, False, False)
            opening = at
        elif opening >= 0:
            yield Comment(opening, match.end(), False, True)
            opening = -1
        else:
            opening = at
    if opening >= 0:
        yield Comment(opening, opening + 2, False, False)


def find_inline_footnotes(source: str, opaque: Regions) -> Iterator[InlineFootnote]:
    """`^[text]` with balanced brackets, within one block of text."""
    if "^[" not in source:
        return
    open_brackets: list[int] = []  # where each open bracket stands, -1 for a plain one
    for match in _BRACKET.finditer(source):
        token, at = match[0], match.start()
        if token == "]":
            opened = open_brackets.pop() if open_brackets else -1
            if opened >= 0 and not opaque.cuts(opened, match.end()) and all(one < 0 for one in open_brackets[-8:]):
                yield InlineFootnote(opened, match.end())
        elif token == "[":
            open_brackets.append(-1)
        elif token == "^[":
            open_brackets.append(at)
        elif token[0] != "\\":
            open_brackets.clear()


def find_display_math(source: str, opaque: Regions) -> Iterator[Math]:
    """`$$` blocks that hold blank lines: Obsidian reads them as one, pulldown-cmark does not."""
    if "$$" not in source:
        return
    opening = -1
    at = source.find("$$")
    while at >= 0:
        if not opaque.covers(at):
            line = source[max(source.rfind("\n", 0, at), source.rfind("\r", 0, at)) + 1 : at]
            if opening >= 0:
                yield Math(opening, at + 2, True)
                opening = -1
            elif not line.strip(" \t>"):
                opening = at
        at = source.find("$$", at + 2)
