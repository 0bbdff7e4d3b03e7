from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import ListItem, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, delete, rule
from vaultlint.rules.structure._lines import line_at

_INK = Pattern(r"[^\s>]")
# A line of nothing but markers: of items that hold nothing but items the last one stands in such a line. It begins
# with a line end because that is what `re` finds fastest.
_MARKERS_ONLY = Pattern(
    r"\n(?=[ \t>\-*+\d\[])(?:\[\^[^\]\n]*+\]:)?[ \t>]*+"
    r"(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[^\n]\])?(?:(?:[^\S\n]|>)++|(?=\n|\Z)))++(?=\n|\Z)"
)
# Above this number a marker that stands alone is a year at the end of a sentence rather than an item.
_LARGEST_LONE_NUMBER = 99


@rule(on=ListItem, fix="safe", sign=_MARKERS_ONLY)
def empty_bullet(items: Sequence[ListItem], note: Note) -> Iterator[Problem]:
    """A list item or task without text."""
    sizes = Counter(item.list for item in items)
    last_line = -1
    for item in _hollow(items, note.source):
        line = line_at(note, item.start)
        # Of `- -` only the outer item is reported: one line, one problem.
        if line.start == last_line or ((item.number or 0) > _LARGEST_LONE_NUMBER and sizes[item.list] == 1):
            continue
        last_line = line.start
        if _hides_comment(note, line.end):
            continue
        what = "list item" if item.task is None else "task"
        end = item.end if item.empty else item.start + len(item.marker)
        alone = not note.source[line.start : item.start].strip(" \t>")
        fix = delete(line, "delete the line", may_change={"list", "task", "layout"}) if alone else None
        yield Problem(Span(item.start, end), f"{what} without text", fix)


def _hides_comment(note: Note, start: int) -> bool:
    """Whether the next line belongs to a comment: what it says would lose its item."""
    if start >= len(note.text):
        return False
    line = line_at(note, start)
    return not line.of(note.source).strip(" \t\r\n>") and bool(line.of(note.text).strip(" \t\r\n>"))


def _hollow(items: Sequence[ListItem], source: str) -> Iterator[ListItem]:
    """The items that hold nothing, or nothing but such items."""
    inks = []  # where the first visible character stands behind each marker
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
