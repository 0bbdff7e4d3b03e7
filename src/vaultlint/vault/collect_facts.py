"""Collect the facts of a parsed note: its anchors, names and links."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Set
from functools import partial
from typing import TYPE_CHECKING, Any

from vaultlint.facts import COSTLY, BlockFact, DateFact, Facts, HeadingFact, LinkFact, TagFact
from vaultlint.markdown.links import is_standalone
from vaultlint.markdown.spans import BlockId, FootnoteDefinition, Heading, Html, Link, Property, Span, Tag
from vaultlint.note import NEVER_REWRITTEN
from vaultlint.pattern import Pattern, contains

if TYPE_CHECKING:
    from vaultlint.note import Note

_WORD = Pattern(r"\w")
_DIGIT = Pattern(r"[0-9]")
_LONGEST_DATE = 100
_ID = Pattern(r"[\s\"'](?:id|name)\s*=\s*(?:\"([^\"<>]+)\"|'([^'<>]+)'|([^\s\"'<>=`]+))", re.IGNORECASE)
_HEADING_ID = Pattern(r"\{#([^{}\s]+)\}[ \t]*\Z")
_TAG_NAME = Pattern(r"[^\s,]+")
_NAMES_IN_YAML = Pattern(r"(?:^|[{,])[ \t]*[\"']?(?:tags?|alias(?:es)?)[\"']?[ \t]*:", re.IGNORECASE | re.MULTILINE)

# A fact made of a tuple of its fields, at two thirds of the cost of calling its class.
_heading_fact: Callable[[tuple[Any, ...]], HeadingFact] = partial(tuple.__new__, HeadingFact)
_link_fact: Callable[[tuple[Any, ...]], LinkFact] = partial(tuple.__new__, LinkFact)


def collect_facts(note: Note, needs: Set[str] = COSTLY) -> Facts:
    """The facts of a note, of the costly ones those that somebody needs.

    `directives` stay empty: they are the engine's.
    A footnote definition counts as a block with the id `[^label]`, as `[[note#[^label]]]` asks for it.
    """
    return Facts(
        note.path,
        note.kind,
        headings=_headings(note),
        blocks=_blocks(note),
        links=_links(note),
        tags=_tags(note) if "tags" in needs else [],
        aliases=_aliases(note),
        anchors=_anchors(note),
        digest=_digest(note) if "digest" in needs else "",
        flags=_flags(note),
        dates=list(_dates(note)) if "dates" in needs else [],
    )


def _headings(note: Note) -> list[HeadingFact]:
    text, starts = note.text, note.rows.starts
    found = []
    for heading in note.spans(Heading):
        if heading.top:
            start, end = heading.text_start, heading.text_end
            found.append(
                _heading_fact((heading.level, text[start:end], start, end, bisect_right(starts, heading.start)))
            )
    return found


def _blocks(note: Note) -> list[BlockFact]:
    ids, footnotes = note.spans(BlockId), note.spans(FootnoteDefinition)
    if not ids and not footnotes:
        return []
    place = note.rows.place
    found = [
        BlockFact(block.id, block.placed, block.glued, block.start, block.end, *place(block.start)) for block in ids
    ]
    for footnote in footnotes:
        found.append(
            BlockFact(f"[^{footnote.label}]", True, False, footnote.start, footnote.end, *place(footnote.start))
        )
    return found


def _links(note: Note) -> list[LinkFact]:
    spans = note.spans(Link)
    found = _visible_links(note, spans) if spans else []
    if "[" in note.text and (hidden := list(note.document.hidden_links())):
        if note.kind in NEVER_REWRITTEN:  # what a plugin keeps in a comment is its own
            hidden = [(place, span) for place, span in hidden if place != "comment"]
        found += (_fact(note, span, place, note.rows.place(span.start)) for place, span in hidden)
        found.sort(key=lambda link: link.start)
    return found


def _visible_links(note: Note, spans: list[Link]) -> list[LinkFact]:
    text, tables, rows = note.text, note.document.tables, note.rows
    starts = rows.starts
    comments = note.document.comments if contains(text, "%%") else None
    headings = iter(note.spans(Heading))  # in order and disjoint, and links are in order too
    heading = next(headings, None)
    found = []
    for span in spans:
        start = span.start
        row = bisect_right(starts, start)
        while heading is not None and heading.end <= start:
            heading = next(headings, None)
        place = "text"
        if span.kind == "property":
            place = _QUOTED.get(text[:start].rstrip()[-1:], "property-plain")
        elif comments is not None and comments.covers(start):
            place = "comment"
        elif heading is not None and heading.start <= start:
            place = "heading"
        elif tables and tables.covers(start):
            place = "table"
        found.append(_fact(note, span, place, (row, start - starts[row - 1] + 1)))
    return found


#: The place of a property's link by the quotation mark before it.
_QUOTED = {"'": "property-single", '"': "property"}


def _fact(note: Note, link: Link, place: str, begin: tuple[int, int]) -> LinkFact:
    text, start, end = note.text, link.start, link.end
    row, column = begin
    raw = text[start:end]
    # Nearly every link ends in the row it starts in.
    end_row, end_column = (row, column + end - start) if "\n" not in raw and "\r" not in raw else note.rows.place(end)
    return _link_fact(
        (
            link.kind,
            raw,
            link.target,
            text[link.text_start : link.text_end],
            start,
            end,
            row,
            column,
            end_row,
            end_column,
            link.target_start,
            link.target_end,
            place,
            is_standalone(text, start - column + 1, start, end),
        )
    )


def _tags(note: Note) -> list[TagFact]:
    place = note.rows.place
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
    """The tags of a value: an item of a list is one tag, a string holds them between spaces or commas."""
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
    if not _may_hold(note, "alias") or not _may_name(note):
        return []
    found: list[str] = []
    for name in ("aliases", "alias"):
        entry: Property | None = note.top_property(name)
        if entry is not None and entry.value is not None and entry.tag != "null":
            values = [entry.value] if isinstance(entry.value, str) else entry.value
            found += [value.strip() for value in values if value.strip()]
    return found


def _flags(note: Note) -> dict[str, bool]:
    if not (_may_hold(note, "publish") or _may_hold(note, "draft")):
        return {}
    found = {}
    for name, entry in note.top_properties.items():
        if name == "draft" or "publish" in name:
            value = entry.value.lower() if isinstance(entry.value, str) else ""
            if value in ("true", "false"):
                found[name] = value == "true"
    return found


def _dates(note: Note) -> Iterator[DateFact]:
    """The top-level properties that may hold a date, written on one line and without escapes."""
    for name, entry in note.top_properties.items():
        value, start = entry.value, entry.value_start
        if not isinstance(value, str) or len(value) > _LONGEST_DATE or _DIGIT.search(value) is None:
            continue
        if note.text[start : start + 1] in ("'", '"'):
            start += 1
        if note.text.startswith(value, start) and start + len(value) >= entry.value_end - 1:
            yield DateFact(name, value, start, start + len(value))


def _anchors(note: Note) -> list[str]:
    """Ids of HTML elements, and those that other programs read in a heading: `## Text {#id}`."""
    found = []
    if "=" in note.source and "<" in note.source:
        for html in note.spans(Html):
            found += [match[1] or match[2] or match[3] for match in _ID.finditer(note.text, html.start, html.end)]
    if contains(note.source, "{#"):
        for heading in note.spans(Heading):
            if match := _HEADING_ID.search(note.text, heading.text_start, heading.text_end):
                found.append(match[1])
    return found


def _may_name(note: Note) -> bool:
    """Whether the front matter may hold tags or aliases: reading YAML takes longer than all else here."""
    matter = note.front_matter
    if matter is None or not matter.closed:
        return False
    return _NAMES_IN_YAML.search(note.text, matter.body_start, matter.body_end) is not None


def _may_hold(note: Note, word: str) -> bool:
    """Whether a key of the front matter may hold an ASCII word in any case: it occurs there, unless it is escaped."""
    matter = note.front_matter
    yaml = note.text[matter.body_start : matter.body_end] if matter is not None else ""
    return word in yaml.lower() or "\\" in yaml


def _digest(note: Note) -> str:
    """A hash of the text after the front matter without its spaces and line endings, "" if no word occurs there."""
    matter = note.front_matter
    start = matter.end if matter is not None and matter.closed else 0
    if _WORD.search(note.text, start) is None:
        return ""
    from hashlib import blake2b  # loads OpenSSL

    squeezed = note.text[start:].encode("utf-8", "surrogatepass").translate(None, b" \t\r\n")
    return blake2b(squeezed, digest_size=12).hexdigest()
