from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vaultlint.fast_path import gate
from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import FootnoteDefinition, Heading, Link, ListItem, ReferenceUse, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

_REFERENCE = Pattern(r"(?<![\w\]\[\\)}^])\[([^\[\]\r\n\\]{1,200})\]\[([^\[\]\r\n\\]{0,80})\](?![\[(:+*?{])")
_TOUCHING = Pattern(r"\]\[")  # a string of two characters takes twice as long
_BARE = Pattern(r"\[(?![\^!@#/$%]|[\d\s.,;–-]*+\])([^\[\]\r\n\\]{3,200}+)\](?![\[:\]]|[ \t]{0,8}\()")
_WORD = Pattern(r"[^\W\d_]{2}")
# Marks of other notations: footnotes, callouts, inline fields, citations, character classes, templates.
_OTHER = Pattern(r"[\^!@#/$%]|.*::|[\d\s.,;–-]*\Z|.*\\|.?-.?\Z|\w-\w|.*[{}<>|=]|[Xx ]?\Z")
# Lines of a log, and two states side by side.
_LEVEL = Pattern(r"TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|TODO|DONE|WIP")
# Keys to press: [CMD][U], [Shift][Tab].
_KEY = Pattern(
    r"(?i:ctrl|control|cmd|command|shift|alt|option|opt|meta|super|fn|win(?:dows)?|strg|umschalt|maj|enter|return|tab|esc(?:ape)?"
    r"|space|del(?:ete)?|backspace|home|end|up|down|left|right|F\d{1,2})"
)
_LABEL = Pattern(r"[\w .:/'’-]*")
_DIGITS = "0123456789 "
# Words in brackets that say something of what follows instead of naming a page.
_REMARK = Pattern(r"[A-Z]{2,12}|(?:19|20)\d\d.*|\d.*|.{1,3}|to-?do|optional|deprecated|draft|new|updated?|wip|done", 2)

# What is on a line before the text of an item or a heading: marks, or nothing (a heading that is underlined).
_HEAD = Pattern(r"[\s>]*+(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})[\s>]*+)*+")
_LONGEST_HEAD = 200


@rule(on=Note)
def undefined_reference(note: Note) -> Iterator[Problem]:
    """A reference without a definition, and a title in brackets where its neighbors are links."""
    source = note.source
    if _TOUCHING.search(source):
        yield from _references(note)
    if _may_have_siblings(note):
        yield from _siblings(note)


def _may_open(bare: re.Match[str]) -> bool:
    """Whether a `[title]` may be one, and at most marks are before it on its line, as at the start of an item."""
    if _is_no_title(bare[1]):
        return False
    head = bare.string[max(0, bare.start() - _LONGEST_HEAD) : bare.start()]
    line = max(head.rfind("\n"), head.rfind("\r")) + 1
    return (line == 0 and len(head) == _LONGEST_HEAD) or _HEAD.fullmatch(head, line) is not None


def _references(note: Note) -> Iterator[Problem]:
    for match in _REFERENCE.finditer(note.source):
        text, label = match[1], match[2]
        if _OTHER.match(text) or not _WORD.search(text) or (label and _OTHER.match(label) and not label.isdigit()):
            continue
        if text.strip(_DIGITS) == label.strip(_DIGITS) != "":
            continue  # [source 1][source 2]: two citations, not a text and its label
        if _LEVEL.fullmatch(text) or _LEVEL.fullmatch(label) or _KEY.fullmatch(text):
            continue
        if not _LABEL.fullmatch(label) or not _is_free(note, *match.span()):
            continue
        yield Problem(Span(*match.span()), f"there is no definition of `{label or text}`")


def _is_free(note: Note, start: int, end: int) -> bool:
    return not note.opaque.overlaps(start, end) and not note.document.links.overlaps(start, end)


def _siblings(note: Note) -> Iterator[Problem]:
    """A bare `[title]` that opens an item or heading, where two or more siblings open with a link."""
    opened: set[int] = {link.start for link in note.spans(Link) if link.kind == "markdown"}
    opened.update(use.start for use in note.spans(ReferenceUse))
    groups: dict[tuple[str, int], list[int]] = {}
    for item in note.spans(ListItem):
        if not item.empty and item.task is None:
            groups.setdefault(("item", item.list), []).append(item.content)
    for heading in note.spans(Heading):
        groups.setdefault(("heading", heading.level), []).append(heading.text_start)
    footnotes = Regions((definition.start, definition.end) for definition in note.spans(FootnoteDefinition))
    for starts in groups.values():
        if len(starts) > 2 and sum(at in opened for at in starts) > 1:
            yield from _bare(note, starts, footnotes)


@gate(slow=_siblings)
def _may_have_siblings(note: Note) -> bool:
    return len(note.spans(Link)) > 1 and any(map(_may_open, _BARE.finditer(note.source)))


def _is_no_title(text: str) -> bool:
    return bool(_OTHER.match(text) or _REMARK.fullmatch(text)) or not _WORD.search(text)


def _bare(note: Note, starts: Sequence[int], footnotes: Regions) -> Iterator[Problem]:
    for at in starts:
        match = _BARE.match(note.source, at)
        if match is None or _is_no_title(match[1]):
            continue
        if _is_free(note, *match.span()) and not footnotes.covers(at):
            yield Problem(Span(*match.span()), "text in brackets among links: its target is missing")
