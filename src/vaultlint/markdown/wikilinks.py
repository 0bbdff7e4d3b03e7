"""Wikilinks and embeds, by Obsidian's grammar, and URLs that stand bare in the text.

Sources: Obsidian help "Internal links" and "Embed files"; Obsidian's own metadata cache as dumped by the Tasks plugin
(no line end inside, the first `|` separates, `[[]]` is no link); balanced single brackets belong to the target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Link, Span
from vaultlint.pattern import Pattern

_WIKILINK = Pattern(r"\[\[((?:[^\[\]\r\n]++|\[[^\[\]\r\n]*\])+)\]\]")
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


def _escaped(source: str, at: int) -> bool:
    """Whether an odd number of backslashes stands before a character."""
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
