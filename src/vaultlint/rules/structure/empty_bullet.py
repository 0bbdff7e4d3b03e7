from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from vaultlint.markdown.spans import ListItem, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Fix, Problem, delete, rule
from vaultlint.rules.structure._lines import line_at, text_start

_INK = Pattern(r"[^\s>]")
# A line of nothing but markers: of items that hold nothing but items the last one is in such a line. It begins
# with a line end because that is what `re` finds fastest.
_MARKERS_ONLY = Pattern(
    r"\n(?=[ \t>\-*+\d\[])(?:\[\^[^\]\n]*+\]:)?[ \t>]*+"
    r"(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[^\n]\])?(?:(?:[^\S\n]|>)++|(?=\n|\Z)))++(?=\n|\Z)"
)
# A heading, a line of bold text, or text that ends with a colon; or no line at all.
_LABEL = Pattern(r"\Z|#{1,6}[ \t]|=+\Z|(\*\*|__)[^*_]+\1:?\Z|.*[:：][*_ \t]*\Z", re.S)
# The first line that is not blank, and whether blank lines are above it.
_FIRST_BLOCK = Pattern(r"(?P<blank>(?:[ \t>]*\r?\n)*)[ \t>]*(?P<text>[^\s>][^\r\n]*)")
_LABELED = Pattern(r"!\[|\$\$|```|~~~|[|<>]|%%|\d{1,9}[.)](?:\s|\Z)")
_DIVIDER = Pattern(r"#{1,6}(?:[ \t]|\Z)|([-*_])(?:[ \t]*\1){2,}\Z")
_MARKER = Pattern(r"(?:[-*+]|\d{1,9}[.)])(?:\s|\Z)")


@rule(on=ListItem, fix="safe", requires=_MARKERS_ONLY)
def empty_bullet(items: Sequence[ListItem], note: Note) -> Iterator[Problem]:
    """A list item or task without text."""
    hollow = list(_hollow(items, note.source))
    sizes = Counter(item.list for item in items)
    without_text = Counter(item.list for item in hollow)
    ends = {item.list: item.end for item in items}
    in_forms = _in_forms(hollow, {item.list for item in hollow if without_text[item.list] == sizes[item.list]}, note)
    last_line = -1
    for item in hollow:
        line = line_at(note, item.start)
        # Of `- -` only the outer item is reported: one line, one problem.
        if line.start == last_line:
            continue
        last_line = line.start
        # A lone number labels what follows.
        all_empty = without_text[item.list] == sizes[item.list]
        if all_empty and (item.number is not None or _is_slot(note, line.start)):
            continue
        if item.start in in_forms or _continues(note, item, line):
            continue
        if _hides_comment(note, line.end):
            continue
        what = "list item" if item.task is None else "task"
        end = item.end if item.empty else item.start + len(item.marker)
        alone = not note.source[line.start : item.start].strip(" \t>")
        # Without a number in the middle those after it would change.
        alone = alone and (item.number is None or item.end == ends[item.list])
        fix = _fix(note, item, line, alone=without_text[item.list] == 1) if alone else None
        yield Problem(Span(item.start, end), f"{what} without text", fix)


def _is_slot(note: Note, start: int) -> bool:
    """Whether a lone item is what a heading or a label (`Guests:`) leaves room for, or all of a note."""
    above = note.source[text_start(note) : start].rstrip(" \t\r\n>")
    line = above[max(above.rfind("\n"), above.rfind("\r")) + 1 :].strip(" \t>")
    return _LABEL.match(line) is not None


def _fix(note: Note, item: ListItem, line: Span, *, alone: bool) -> Fix:
    """Delete the line, or leave it blank where the lines around it would join.

    `alone` means that no other item of the list is empty.
    """
    may_change: tuple[Change, ...] = ("list", "task", "layout")
    block = _FIRST_BLOCK.match(note.source, line.end)
    if item.number is not None:
        # Two numbers leave room for two answers, and a picture, a formula or code may be what a number labels.
        labels = block is not None and bool(block["blank"]) and _LABELED.match(block["text"]) is not None
        return delete(line, "delete the line", safe=alone and not labels, may_change=may_change)
    if block and not block["blank"] and not _MARKER.match(block["text"]) and line.start:
        marker = Span(item.start, line.start + len(line.of(note.source).rstrip("\r\n")))
        return delete(marker, "delete the marker", may_change=may_change)
    return delete(line, "delete the line", may_change=may_change)


def _in_forms(hollow: Sequence[ListItem], forms: Collection[int], note: Note) -> set[int]:
    """The starts of empty items that are a form to fill in: two or more lines of them, and nothing else in their lists.

    CommonMark reads the first of them as the underline of a heading if a line of text is above it, so it may be a list
    of its own.
    """
    found: set[int] = set()
    for item, following in pairwise(hollow):
        together = item.list in forms and following.list in forms and _lead(note, item) == _lead(note, following)
        between = note.source[item.end : following.start]
        if together and (item.list == following.list or (between.count("\n") <= 1 and not between.strip(" \t\r\n>"))):
            found |= {item.start, following.start}
    return found


def _lead(note: Note, item: ListItem) -> str:
    return note.source[line_at(note, item.start).start : item.start]


def _continues(note: Note, item: ListItem, line: Span) -> bool:
    """Whether the next line is text of the item, or text that its number labels."""
    if line.end >= len(note.source):
        return False
    below = line_at(note, line.end).of(note.source).rstrip()
    text = below.lstrip(" \t>")
    if not text or _MARKER.match(text) or _DIVIDER.match(text):
        return False
    return item.number is not None or _indent(below) > _indent(line.of(note.source))


def _indent(line: str) -> int:
    """The columns before the text of a line, quote marks left out."""
    return len((line[: len(line) - len(line.lstrip(" \t>"))]).replace(">", "").expandtabs(4))


def _hides_comment(note: Note, start: int) -> bool:
    """Whether the next line belongs to a comment: what it says would lose its item."""
    if start >= len(note.text):
        return False
    line = line_at(note, start)
    return not line.of(note.source).strip(" \t\r\n>") and bool(line.of(note.text).strip(" \t\r\n>"))


def _hollow(items: Sequence[ListItem], source: str) -> Iterator[ListItem]:
    """The items that hold nothing, or nothing but such items."""
    inks = []  # where the first visible character is after each marker
    starts = [*(item.start for item in items[1:]), len(source)]
    for item, following in zip(items, starts, strict=True):
        if ink := _INK.search(source, item.content, max(following, item.content)):
            inks.append(ink.start())
    for item, following in zip(items, starts, strict=True):
        if item.empty:
            yield item
        elif following < item.end:
            at = bisect_left(inks, item.start)
            if at == len(inks) or inks[at] >= item.end:
                yield item
