"""Text in terminal columns: its width, and the part of a long line that fits around the marked span.

A character is as wide as `wcwidth` says: two columns for CJK and emoji, none for what combines with the one before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from vaultlint.escape import named, odd_spaces, unseen, visible, with_named_blanks

ELLIPSIS = "…"
_NARROWEST = 16


class Cell(NamedTuple):
    """A unit that the terminal draws as one: the character it starts at, how it looks, how many columns it takes."""

    start: int
    shown: str
    width: int


class Window(NamedTuple):
    """A part of a line: `shown`, and the marked span as columns before it and columns it takes."""

    shown: str
    indent: int
    length: int


def width(text: str) -> int:
    """The columns that a text without control characters takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # 27 ms: only for text that needs it

    columns: int = wcswidth(text)
    return columns if columns >= 0 else len(text)


def cells(text: str, exposed: tuple[int, int] = (0, 0)) -> list[Cell]:
    """The cells of a line. In the range `exposed`, spaces that only look like a space are named too."""
    if text.isascii() and text.isprintable():
        return [Cell(at, char, 1) for at, char in enumerate(text)]
    from wcwidth import wcwidth

    drawn = dict(unseen(text))
    drawn.update((at, name) for at, name in odd_spaces(text) if exposed[0] <= at < exposed[1])
    found, at = [], 0
    while at < len(text):
        shown, end = drawn.get(at), at + 1
        if shown is None and text[at] < "\u0300":
            found.append(Cell(at, text[at], 1))
        else:
            if shown is None and wcwidth(text[at]) == 0:
                shown = named(text[at])  # a combining mark with nothing to combine with
            elif shown is None:
                end = _cluster_end(text, at, drawn, wcwidth)
                shown = text[at:end]
            found.append(Cell(at, shown, width(shown)))
        at = end
    return found


def _cluster_end(text: str, at: int, drawn: dict[int, str], wcwidth: Callable[[str], int]) -> int:
    end = at + 1
    while end < len(text) and end not in drawn and text[end] >= "\u0300":
        before, char = text[end - 1], text[end]
        flag = end == at + 1 and _is_regional(before) and _is_regional(char)
        tinted = "\U0001f3fb" <= char <= "\U0001f3ff"
        if not (flag or tinted or before == "\u200d" or wcwidth(char) == 0):
            break
        end += 1
    return end


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def window(line: str, start: int, end: int, room: int) -> Window:
    """The part of a line that fits into `room` columns with characters `start:end` marked, cut ends shown as `…`.

    An empty span, also one after the end of the line, is marked as one column.
    """
    room = max(room, _NARROWEST)
    # A character takes a column or is part of one that does: nothing further of the line can matter.
    low = max(0, start - room)
    high = min(len(line), min(max(end, start + 1), start + room) + room)
    part = cells(line[low:high], (start - low, min(end, high) - low))
    starts = [cell.start for cell in part]
    first = len(part) if start >= len(line) else bisect_right(starts, start - low) - 1
    last = max(min(first + 1, len(part)), bisect_left(starts, end - low))
    whole = low == 0 and high == len(line) and sum(cell.width for cell in part) + (first == len(part)) <= room
    left, right = (0, len(part)) if whole else _fit(part, first, last, room - 2)
    before = ELLIPSIS * (left > 0 or low > 0) + _join(part[left:first])
    marked = _join(part[first : min(last, right)])
    after = _join(part[last:right]) + ELLIPSIS * (right < len(part) or high < len(line))
    indent = width(before)
    return Window(before + marked + after, indent, max(1, width(before + marked) - indent))


def _fit(part: list[Cell], first: int, last: int, budget: int) -> tuple[int, int]:
    """The cells to show: the marked ones as far as they go, then as much on both sides as there is room for."""
    left = right = first
    budget -= first == len(part)
    while right < last and part[right].width <= budget:
        budget -= part[right].width
        right += 1
    if right < last:
        return left, right
    kept = budget // 2
    while left and part[left - 1].width <= budget - kept:
        left -= 1
        budget -= part[left].width
    while right < len(part) and part[right].width <= budget:
        budget -= part[right].width
        right += 1
    while left and part[left - 1].width <= budget:
        left -= 1
        budget -= part[left].width
    return left, right


def _join(part: list[Cell]) -> str:
    return "".join(cell.shown for cell in part)


def shorten(text: str, room: int) -> str:
    """The text, visible, cut in its middle if it takes more than `room` columns."""
    half = max(1, (room - 1) // 2)
    if len(text) <= 2 * room:
        shown = visible(text)
        if width(shown) <= room:
            return shown
    head, tail = cells(text[:room]), cells(text[-room:])
    return _take(head, half) + ELLIPSIS + _take(tail[::-1], half, backwards=True)


def _take(part: list[Cell], budget: int, backwards: bool = False) -> str:
    taken = []
    for cell in part:
        budget -= cell.width
        if budget < 0:
            break
        taken.append(cell.shown)
    return "".join(reversed(taken) if backwards else taken)


_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "path": "1",
    "frame": "34",
    "removed": "31",
    "added": "32",
    "removed-here": "31;7",
    "added-here": "32;7",
    "place": "36",
    "dim": "2",
}

#: (style, text) → text in that style.
Paint = Callable[[str, str], str]


def painter(color: bool) -> Paint:
    """The function that colors, or one that leaves every text as it is."""
    return _paint if color else _plain


def _paint(style: str, text: str) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def _plain(style: str, text: str) -> str:
    return text


_CONTEXT = 12
_NARROWEST_CHANGE = 24


def change(before: str | None, after: str, paint: Paint, room: int) -> str:
    """Preview of an edit on one line of about `room` columns; `before` is None where the old text is unknown."""
    room = max(room, _NARROWEST)
    if not before:
        verb = "insert" if before == "" else "write"
        return f"{verb} {paint('added', _shown(after, room - 7))}" if after else "delete"
    if not after:
        return f"delete {paint('removed', _shown(before, room - 7))}"
    if len(before) + len(after) + 3 > room:
        before, after = _differing(before, after)
    half = (room - 3) // 2
    old, new = _shown(before, room), _shown(after, room)
    if width(old) + width(new) > room - 3:
        old, new = _shown(before, half), _shown(after, half)
    return f"{paint('removed', old)} → {paint('added', new)}"


def _differing(before: str, after: str) -> tuple[str, str]:
    """Both texts without most of what they have in common at their start and end."""
    head = common_prefix(before, after)
    shortest = min(len(before), len(after))
    tail = min(common_prefix(before[::-1], after[::-1]), shortest - head)
    cut, kept = max(0, head - _CONTEXT), max(0, tail - _CONTEXT)
    start, end = "…" * (cut > 0), "…" * (kept > 0)
    return (start + before[cut : len(before) - kept] + end, start + after[cut : len(after) - kept] + end)


def common_prefix(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many items (lines, characters) both begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _shown(text: str, room: int) -> str:
    """Visible and short; a space at an edge, and a text of spaces alone, would go unseen and is drawn."""
    inner = text.strip(" ")
    start = len(text) - len(text.lstrip(" ")) if inner else len(text)
    end = len(text) - len(inner) - start
    text = "␠" * start + inner + "␠" * end
    return shorten(with_named_blanks(text), room)
