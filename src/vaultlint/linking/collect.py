"""A parsed note → its facts: what other notes may ask of it, and the links that it asks with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from hashlib import blake2b
from typing import TYPE_CHECKING

from vaultlint.facts import COSTLY, BlockFact, Facts, HeadingFact, LinkFact, TagFact
from vaultlint.markdown.spans import BlockId, FootnoteDefinition, Heading, Link, Property, Span, Tag
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from vaultlint.note import Note

_WORD = Pattern(r"\w")
_TAG_NAME = Pattern(r"[^\s,]+")
_NAMES_IN_YAML = Pattern(r"(?:^|[{,])[ \t]*[\"']?(?:tags?|alias(?:es)?)[\"']?[ \t]*:", re.IGNORECASE | re.MULTILINE)
# What may stand before the only link of a line: quote marks, an item's marker, a heading's.
_BEFORE_LONE_LINK = Pattern(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[^\r\n]\][ \t]+)?)*(?:#{1,6}[ \t]+)?\Z")
_BEHIND_LONE_LINK = Pattern(r"[ \t]*(?:#+[ \t]*)?(?:\r|\n|\Z)")
_MAY_FOLLOW = " \t\r\n#"

Place = Callable[[int], tuple[int, int]]


def collect_facts(note: Note, needs: Set[str] = COSTLY) -> Facts:
    """The facts of a note, of the costly ones those that somebody needs.

    `directives` stay empty: they are the engine's.
    A footnote definition counts as a block with the id `[^label]`, as `[[note#[^label]]]` asks for it.
    """
    place = note.rows.place
    return Facts(
        note.path,
        note.kind,
        headings=_headings(note, place),
        blocks=_blocks(note, place),
        links=_links(note, place),
        tags=_tags(note, place) if "tags" in needs else [],
        aliases=_aliases(note),
        digest=_digest(note) if "digest" in needs else "",
    )


def _headings(note: Note, place: Place) -> list[HeadingFact]:
    text = note.text
    return [
        HeadingFact(one.level, text[one.text_start : one.text_end], one.text_start, one.text_end, place(one.start)[0])
        for one in note.spans(Heading)
        if one.top
    ]


def _blocks(note: Note, place: Place) -> list[BlockFact]:
    found = [
        BlockFact(one.id, one.placed, one.glued, one.start, one.end, *place(one.start)) for one in note.spans(BlockId)
    ]
    for one in note.spans(FootnoteDefinition):
        found.append(BlockFact(f"[^{one.label}]", True, False, one.start, one.end, *place(one.start)))
    return found


def _links(note: Note, place: Place) -> list[LinkFact]:
    spans = note.spans(Link)
    if not spans:
        return []
    text, headings, tables = note.text, note.spans(Heading), note.document.tables
    found = []
    for one in spans:
        start, end = one.start, one.end
        row, column = place(start)
        raw = text[start:end]
        # Nearly every link ends in the row it starts in.
        end_row, end_column = (row, column + end - start) if "\n" not in raw and "\r" not in raw else place(end)
        if one.kind == "property":
            stands = "property-single" if text[:start].rstrip()[-1:] == "'" else "property"
        elif headings and _covers(headings, start):
            stands = "heading"
        elif tables and tables.covers(start):
            stands = "table"
        else:
            stands = "text"
        found.append(
            LinkFact(
                one.kind,
                raw,
                one.target,
                text[one.text_start : one.text_end],
                start,
                end,
                row,
                column,
                end_row,
                end_column,
                one.target_start,
                one.target_end,
                stands,
                _alone(text, start, column, end),
            )
        )
    return found


def _covers(spans: list[Heading], at: int) -> bool:
    """Whether one of the headings, in order and disjoint, holds the place."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle].start <= at:
            low = middle + 1
        else:
            high = middle
    return low > 0 and at < spans[low - 1].end


def _alone(text: str, start: int, column: int, end: int) -> bool:
    """Whether the link is all that its line, item or heading holds."""
    if text[end : end + 1] not in _MAY_FOLLOW or _BEHIND_LONE_LINK.match(text, end) is None:
        return False
    return column == 1 or _BEFORE_LONE_LINK.match(text[start - column + 1 : start]) is not None


def _tags(note: Note, place: Place) -> list[TagFact]:
    found = [TagFact(one.name, one.start, one.end, *place(one.start)) for one in note.spans(Tag)]
    if not _may_name(note):
        return found
    matter = []
    for name in ("tags", "tag"):
        entry = note.top_property(name)
        if entry is not None:
            spans = entry.items if entry.tag == "list" else [Span(entry.value_start, entry.value_end)]
            for span in spans:
                matter += [
                    TagFact(tag, at, at + len(tag), *place(at))
                    for tag, at in _names_in(note.text, span, whole=entry.tag == "list")
                ]
    return matter + found


def _names_in(text: str, span: Span, *, whole: bool) -> Iterator[tuple[str, int]]:
    """The tags of a value: an item of a list is one tag, a string holds them between blanks or commas."""
    raw = text[span.start : span.end]
    if not raw or raw in ("null", "~"):
        return
    inner = raw.strip("\"' \t")
    at = span.start + raw.index(inner) if inner else span.start
    if whole:
        name = inner.removeprefix("#")
        if name:
            yield name, at + len(inner) - len(name)
        return
    for match in _TAG_NAME.finditer(inner):
        name = match[0].removeprefix("#")
        if name:
            yield name, at + match.end() - len(name)


def _aliases(note: Note) -> list[str]:
    if not _may_name(note):
        return []
    found: list[str] = []
    for name in ("aliases", "alias"):
        entry: Property | None = note.top_property(name)
        if entry is not None and entry.value is not None and entry.tag != "null":
            values = [entry.value] if isinstance(entry.value, str) else entry.value
            found += [value.strip() for value in values if value.strip()]
    return found


def _may_name(note: Note) -> bool:
    """Whether the front matter may hold tags or aliases: reading YAML takes longer than all else here."""
    matter = note.front_matter
    if matter is None or not matter.closed:
        return False
    return _NAMES_IN_YAML.search(note.text, matter.body_start, matter.body_end) is not None


def _digest(note: Note) -> str:
    """A hash of the text behind the front matter without its blanks and line ends, "" if no word stands there."""
    matter = note.front_matter
    start = matter.end if matter is not None and matter.closed else 0
    if _WORD.search(note.text, start) is None:
        return ""
    squeezed = note.text[start:].encode("utf-8", "surrogatepass").translate(None, b" \t\r\n")
    return blake2b(squeezed, digest_size=12).hexdigest()
