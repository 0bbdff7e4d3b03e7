"""Find what is under the cursor in the parsed note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vaultlint.facts import BlockFact, HeadingFact, LinkFact
from vaultlint.markdown.spans import (
    FootnoteDefinition,
    FootnoteReference,
    Property,
    ReferenceUse,
    Span,
    Tag,
)
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.server.vaults import VaultState

_TAG_IN_TEXT = Pattern(r"[^\s,\[\]\"']+")


class TagUse(NamedTuple):
    """A tag where it is used; `start:end` is its name without `#`."""

    name: str
    start: int
    end: int


class FootnoteUse(NamedTuple):
    """A footnote's label where it is used or defined; `start:end` is the label alone."""

    label: str
    start: int
    end: int
    defines: bool


Thing = LinkFact | HeadingFact | BlockFact | TagUse | FootnoteUse | ReferenceUse


def thing_at(state: VaultState, path: str, offset: int) -> Thing | None:
    """The smallest thing at a character that can be followed, searched for or renamed."""
    facts, note = state.facts(path), state.note(path)
    if facts is None:
        return None
    for use in footnotes(note):
        if use.start - 2 <= offset <= use.end:
            return use
    for link in facts.links:
        if link.start <= offset <= link.end:
            return link
    for reference in note.spans(ReferenceUse):
        if reference.start <= offset <= reference.end:
            return reference
    for tag in tags(note):
        if tag.start - 1 <= offset <= tag.end:
            return tag
    for block in facts.blocks:
        if block.start <= offset <= block.end:
            return block
    row = note.rows.place(offset)[0]
    return next(
        (heading for heading in facts.headings if heading.row == row or heading.start <= offset <= heading.end), None
    )


def footnotes(note: Note) -> Iterator[FootnoteUse]:
    """The labels of footnotes, where they are used and where they are defined, in order."""
    if "[^" not in note.text:
        return
    found: list[FootnoteUse] = []
    both: Iterable[tuple[type[FootnoteReference] | type[FootnoteDefinition], bool]] = (
        (FootnoteReference, False),
        (FootnoteDefinition, True),
    )
    for kind, defines in both:
        for one in note.spans(kind):
            start = note.text.find("[^", one.start) + 2
            if note.text.startswith(one.label, start):
                found.append(FootnoteUse(one.label, start, start + len(one.label), defines))
    yield from sorted(found, key=lambda use: use.start)


def tags(note: Note) -> Iterator[TagUse]:
    """The tags of a note: in its text, and in its properties."""
    for tag in note.spans(Tag):
        yield TagUse(tag.name, tag.end - len(tag.name), tag.end)
    for entry in tag_properties(note):
        for item in entry.items or [Span(entry.value_start, entry.value_end)]:
            for match in _TAG_IN_TEXT.finditer(note.text, item.start, item.end):
                name = match[0].removeprefix("#")
                if name:
                    yield TagUse(name, match.end() - len(name), match.end())


def tag_properties(note: Note) -> list[Property]:
    if note.front_matter is None or not note.front_matter.closed:
        return []
    found = (note.top_property(name) for name in ("tags", "tag"))
    return [entry for entry in found if entry is not None]
