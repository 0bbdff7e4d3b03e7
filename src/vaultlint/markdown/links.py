"""Markdown links as spans: inline links, images, autolinks, uses of references and their definitions.

pulldown-cmark says that there is a link and where it leads; where its destination is in the source is found here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Link, ReferenceUse, Span
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from pyromark import Options


_DESTINATION = Pattern(r"\]\(\s*(?:<((?:\\.|[^<>\r\n\\])*)>|([^ \t\r\n]*))")
# What may be before the only link of a line: quote marks, an item's marker, a heading's.
_BEFORE_LONE_LINK = Pattern(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[^\r\n]\][ \t]+)?)*(?:#{1,6}[ \t]+)?\Z")
_BEHIND_LONE_LINK = Pattern(r"[ \t]*+(?:#++[ \t]*+)?(?:[\r\n]|\Z)")
_DEFINITION_LINE = Pattern(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*\[[^\]\^]", re.MULTILINE)
_DEFINITION = Pattern(r"\[(?:\\.|[^\]\\])+\]:[ \t]*(?:(?:\r\n?|\n)[ \t>]*)?(?:<((?:\\.|[^<>\r\n\\])*)>|([^ \t\r\n]+))")


def link(
    source: str, start: int, end: int, text_end: int, data: dict[str, Any], image: bool
) -> Link | ReferenceUse | None:
    """The span of a link event; `text_end` is where the last event of its text ended."""
    link_type, target = data["link_type"], data["dest_url"]
    text_start = start + (2 if image else 1)
    if link_type == "Inline":
        at, at_end = text_end + 2, end - 1
        # Nearly all are written without `<…>`, title and escapes.
        if target and at + len(target) == at_end and source.startswith(f"]({target}", text_end):
            sort = "image" if image else "markdown"
            return Link(start, end, sort, target, at, at_end, text_start, max(text_start, text_end))
        return _inline(source, start, end, text_end, target, image)
    if link_type == "Autolink" or link_type == "Email":
        return Link(start, end, "autolink", target, start + 1, end - 1, start, start)
    if link_type == "Collapsed" and source.startswith("[]", end):
        end += 2  # pulldown-cmark leaves the empty label out
    return ReferenceUse(start, end, data["id"], target, text_start, max(text_start, text_end), image)


def _inline(source: str, start: int, end: int, text_end: int, target: str, image: bool) -> Link | None:
    """An inline link, however its destination is written."""
    where = _DESTINATION.search(source, text_end, end)
    if where is None:
        return None
    part = 1 if where[1] is not None else 2
    at_end = min(where.end(part), end - 1)
    at = min(where.start(part), at_end)
    text_start = start + (2 if image else 1)
    sort = "image" if image else "markdown"
    return Link(start, end, sort, target, at, at_end, text_start, max(text_start, where.start()))


def may_define(source: str) -> bool:
    """Whether there is a `]:` that may end a label: those of `[[note]]: text` do not."""
    at = source.find("]:")
    while at >= 0:
        if source[at - 1 : at] != "]" or source[at - 2 : at - 1] == "\\":
            return True
        at = source.find("]:", at + 2)
    return False


def is_standalone(text: str, line: int, start: int, end: int) -> bool:
    """Whether a link is all that its line, item or heading holds; `line` is where its line begins."""
    if _BEHIND_LONE_LINK.match(text, end) is None:
        return False
    return line == start or _BEFORE_LONE_LINK.match(text[line:start]) is not None


def definitions(source: str, options: Options, char: Callable[[int], int]) -> Iterator[Link]:
    """The definitions `[id]: destination` that hold; `char` turns byte offsets into those of characters."""
    if not _DEFINITION_LINE.search(source):
        return
    from pyromark import reference_definitions

    for definition in reference_definitions(source, options=options).values():
        start, end = char(definition["span"]["start"]), char(definition["span"]["end"])
        if (match := _DEFINITION.match(source, start)) is not None:
            part = 1 if match[1] is not None else 2
            while end > start and source[end - 1] in " \t\r\n":
                end -= 1
            yield Link(
                start,
                end,
                "reference",
                definition["dest"],
                match.start(part),
                min(match.end(part), end),
                start + 1,
                source.index("]:", start),
            )


_WIKILINK = Pattern(r"\[\[((?:[^\[\]\r\n]++|\[[^\[\]\r\n]*\])+)\]\]")
# A wikilink whose text holds a `]` that closes nothing: only `]]` ends a wikilink.
_WITH_BRACKET = Pattern(r"\[\[((?:[^\[\]\r\n]++|\[[^\[\]\r\n]*+\]|\](?!\]))++)\]\]")
_LONE_BRACKET = Pattern(r"\](?!\])[^\[\]\r\n]*+\]\]")
_BARE_URL = Pattern(r"https?://[^\s<>\"`|\\^{}]+")
_SCHEME = Pattern(r"https?://")
_TRAILING = ".,;:!?'*_~"


def find_wikilinks(source: str, opaque: Regions, find_cells: Callable[[], Regions]) -> list[Link]:
    """All `[[…]]` and `![[…]]` outside code, math and HTML, in order; `find_cells` gives the cells of tables."""
    found: list[Link] = []
    if "[[" not in source:
        return found
    cells: Regions | None = None
    hides, cuts = bool(opaque), opaque.cuts
    for match in _WIKILINK.finditer(source):
        start, end = match.span()
        content = match[1]
        if not (target := content.strip()) or (hides and cuts(start, end)):
            continue
        at, sort = start + len("[["), "wikilink"
        before = source[start - 1 : start]
        if before == "!":
            if not _escaped(source, start - 1):
                start, sort = start - 1, "embed"
        elif before == "\\" and _escaped(source, start):
            continue
        if "|" not in content:  # most of all links of a vault come this way
            if len(target) != len(content):
                at += len(content) - len(content.lstrip())
            found.append(Link(start, end, sort, target, at, at + len(target), end, end))
            continue
        if cells is None:
            cells = find_cells()
        # In a table a `|` that is not written `\\|` ends the cell, and with it what looked like a link.
        if not cells or not start < cells.end_at(start) < end:
            found.append(_with_bar(start, end, at, content, sort))
    return found


def find_links_with_bracket(source: str, opaque: Regions, links: Regions) -> Iterator[Link]:
    """Yield wikilinks with a lone `]`: `[[Ward 3] east]]` is a link if such a file exists, else perhaps code."""
    if "[[" not in source or _LONE_BRACKET.search(source) is None:
        return
    for match in _WITH_BRACKET.finditer(source):
        start, end = match.span()
        if links.overlaps(start, end) or opaque.cuts(start, end) or not match[1].strip():
            continue
        embed = source[start - 1 : start] == "!" and not _escaped(source, start - 1)
        yield _with_bar(start - embed, end, start + len("[["), match[1], "embed" if embed else "wikilink")


def find_cut_links(source: str, opaque: Regions, cells: Regions) -> Iterator[Link]:
    """Wikilinks that a table cuts in two, because the pipe in them is not escaped."""
    if not cells or "[[" not in source:
        return
    for match in _WIKILINK.finditer(source):
        start, end = match.span()
        if "|" in match[1] and start < cells.end_at(start) < end and not opaque.cuts(start, end):
            yield _with_bar(start, end, start + len("[["), match[1], "wikilink")


def _escaped(source: str, at: int) -> bool:
    """Whether an odd number of backslashes is before a character."""
    before = source[max(0, at - 64) : at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _with_bar(start: int, end: int, at: int, content: str, sort: str) -> Link:
    bar = content.find("|", 1)
    target = content if bar < 0 else content[:bar]
    target_end = at + len(target)
    if bar > 0 and target.endswith("\\") and len(target) > 1:
        target, target_end = target[:-1], target_end - 1
    stripped = target.strip()
    target_start = at + len(target) - len(target.lstrip())
    text_start = end if bar < 0 else at + bar + 1
    text_end = end if bar < 0 else at + len(content)
    return Link(start, end, sort, stripped, target_start, target_start + len(stripped), text_start, text_end)


def find_bare_urls(source: str, opaque: Regions, links: Sequence[Link], references: Sequence[Span]) -> Iterator[Link]:
    """`http://…` and `https://…` in the text, as GFM's extended autolinks end them, and before any other construct."""
    targets = {one.target_start for one in links}
    # Most URLs are the targets of links, or stand in code or HTML: where all do, nothing else has to be looked at.
    starts = [match.start() for match in _SCHEME.finditer(source)]
    if all(start in targets or opaque.covers(start) for start in starts):
        return
    taken = Regions.of(sorted([*links, *references], key=attrgetter("start")))
    for match in _BARE_URL.finditer(source):
        start = match.start()
        if start in targets:
            continue
        before = source[start - 1 : start]
        if before.isalnum() or before in ("/", "_", "#") or opaque.covers(start) or taken.covers(start):
            continue
        end = min(opaque.next_start(start, match.end()), taken.next_start(start, match.end()))
        url = _without_trailing(source[start:end])
        if len(url) > 8:
            yield Link(start, start + len(url), "autolink", url, start, start + len(url), start, start)


def _without_trailing(url: str) -> str:
    """GFM autolinks: trailing punctuation and unbalanced closing brackets are no part of the URL."""
    end = len(url)
    excess = {")": url.count(")") - url.count("("), "]": url.count("]") - url.count("[")}
    while end:
        last = url[end - 1]
        if last in excess:
            if excess[last] <= 0:
                break
            excess[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return url[:end]
