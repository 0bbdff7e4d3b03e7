from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import ListItem, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, delete, rule
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
_MARKER = Pattern(r"(?:[-*+]|\d{1,9}[.)])(?:\s|\Z)")


@rule(on=ListItem, fix="safe", requires=_MARKERS_ONLY)
def empty_bullet(items: Sequence[ListItem], note: Note) -> Iterator[Problem]:
    """A list item or task without text."""
    hollow = list(_hollow(items, note.source))
    sizes = Counter(item.list for item in items)
    without_text = Counter(item.list for item in hollow)
    ends = {item.list: item.end for item in items}
    last_line = -1
    for item in hollow:
        line = line_at(note, item.start)
        # Of `- -` only the outer item is reported: one line, one problem.
        if line.start == last_line:
            continue
        last_line = line.start
        # A list of nothing but empty items is a form to fill in, a lone number labels what follows.
        all_empty = without_text[item.list] == sizes[item.list]
        if all_empty and (item.number is not None or sizes[item.list] > 1 or _is_slot(note, line.start)):
            continue
        if _continues(note, item, line):
            continue
        if _hides_comment(note, line.end):
            continue
        what = "list item" if item.task is None else "task"
        end = item.end if item.empty else item.start + len(item.marker)
        alone = not note.source[line.start : item.start].strip(" \t>")
        # Without a number in the middle those after it would change.
        alone = alone and (item.number is None or item.end == ends[item.list])
        fix = delete(line, "delete the line", may_change={"list", "task", "layout"}) if alone else None
        yield Problem(Span(item.start, end), f"{what} without text", fix)


def _is_slot(note: Note, start: int) -> bool:
    """Whether a lone item is what a heading or a label (`Guests:`) leaves room for, or all of a note."""
    above = note.source[text_start(note) : start].rstrip(" \t\r\n>")
    line = above[max(above.rfind("\n"), above.rfind("\r")) + 1 :].strip(" \t>")
    return _LABEL.match(line) is not None


def _continues(note: Note, item: ListItem, line: Span) -> bool:
    """Whether the next line is text of the item, or text that its number labels."""
    if line.end >= len(note.source):
        return False
    below = line_at(note, line.end).of(note.source).rstrip()
    text = below.lstrip(" \t>")
    if not text or _MARKER.match(text):
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
