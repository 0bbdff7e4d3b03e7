"""The tags of the front matter, each with its place and the form in which it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern

_HIDDEN = Pattern(r"(?:^|(?<=[\r\n]))[ \t]*-[ \t]+(#[^\s#,\[\]\"']+)[ \t]*(?=[\r\n]|\Z)")
_BEHIND_COLON = Pattern(r"[ \t]*:[ \t]+(#[^\r\n]*[^\s])")


class FrontTag(NamedTuple):
    """`name` is the value without quotes; `where` spans it as written, quotes included."""

    name: str
    where: Span


def tag_properties(note: Note) -> Iterator[Property]:
    if "tags" not in note.top_properties and "tag" not in note.top_properties:
        return
    for entry in note.spans(Property):
        if len(entry.path) == 1 and entry.name.lower() in ("tags", "tag"):
            yield entry


def front_tags(entry: Property) -> list[FrontTag]:
    """The tags of a property: the items of a list, or its one string."""
    if entry.tag == "list" and isinstance(entry.value, list):
        pairs = zip(entry.value, entry.items, strict=True)
        return [FrontTag(value, where) for value, where in pairs if where.end > where.start]
    if isinstance(entry.value, str) and entry.tag not in ("null", "map"):
        return [FrontTag(entry.value, Span(entry.value_start, entry.value_end))]
    return []


def hidden_tags(entry: Property, note: Note) -> Iterator[Span]:
    """Tags with a `#` and without quotes: to YAML the rest of the line is a comment, and the tag is lost."""
    matter = note.front_matter
    if matter is None or note.text.find("#", entry.end, matter.body_end) < 0:
        return
    if entry.tag == "null":
        if match := _BEHIND_COLON.match(note.text, entry.end, matter.body_end):
            yield Span(match.start(1), match.end(1))
    elif entry.tag == "list":
        end = max((item.end for item in entry.items), default=entry.value_end)
        line_end = min((at for at in (note.text.find("\n", end), note.text.find("\r", end)) if at >= 0), default=end)
        for match in _HIDDEN.finditer(note.text, entry.end, min(line_end, matter.body_end)):
            yield Span(match.start(1), match.end(1))
