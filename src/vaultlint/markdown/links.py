"""Markdown links as spans: inline links, images, autolinks, uses of references and their definitions.

pulldown-cmark says that there is a link and where it leads; where its destination stands in the source is found here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from vaultlint.markdown.spans import Link, ReferenceUse
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from pyromark import Options

_DESTINATION = Pattern(r"\]\(\s*(?:<((?:\\.|[^<>\r\n\\])*)>|([^ \t\r\n]*))")
# What may stand before the only link of a line: quote marks, an item's marker, a heading's.
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


def stands_alone(text: str, line: int, start: int, end: int) -> bool:
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
