"""Unified diffs that `patch` and `git apply -p0` accept: what `--diff` shows.

Lines end with LF only, so that a CR stays part of its line, and a last line without a line end is marked. Lines that
occur once in both texts are matched first (the idea of patience diff): alone, `difflib` takes quadratic time for a
long note with a change in every other line.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from unicodedata import category

from vaultlint.escape import visible
from vaultlint.report.terminal import Paint, common_prefix, painter

_CONTEXT = 3
_LARGEST_STRETCH = 4_000_000  # lines of one side × lines of the other; beyond it a stretch counts as replaced whole
_UNTERMINATED = "\\ No newline at end of file\n"

#: Lines `a:b` of the old text become lines `c:d` of the new one.
Change = tuple[int, int, int, int]


def unified_diff(path: str, before: str, after: str, color: bool = False, *, drawn: bool = False) -> str:
    """The difference of two texts; empty if there is none.

    Without color the lines are those of the texts to the byte, so that `patch` can read them, unless characters are to
    be `drawn`. With color the diff is for eyes: control and invisible characters are drawn, a CR as `␍`, and what
    differs within a line is out.
    """
    old, new = _lines(before), _lines(after)
    paint = painter(color)
    name = visible(path) + ("\t" if " " in path else "")  # as git does: a name with a space ends with a tab
    parts: list[str] = []
    for hunk in _hunks(list(_changes(old, new))):
        parts += _hunk(hunk, old, new, color, paint, drawn or color)
    if not parts:
        return ""
    return "".join([paint("path", f"--- {name}") + "\n", paint("path", f"+++ {name}") + "\n", *parts])


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """The changed stretches, in order."""
    start = common_prefix(old, new)
    tail = common_prefix(old[start:][::-1], new[start:][::-1])
    anchors = [*_anchors(old, new, start, tail), (len(old) - tail, len(new) - tail)]
    at_old = at_new = start
    for old_row, new_row in anchors:
        yield from _stretch(old, new, (at_old, old_row, at_new, new_row))
        at_old, at_new = old_row + 1, new_row + 1


def _anchors(old: Sequence[str], new: Sequence[str], start: int, tail: int) -> list[tuple[int, int]]:
    """Pairs of equal lines, each the only one of its kind on both sides, as many as stand in the same order."""
    inner_old, inner_new = old[start : len(old) - tail], new[start : len(new) - tail]
    once = {line for line, count in Counter(inner_new).items() if count == 1}
    once &= {line for line, count in Counter(inner_old).items() if count == 1}
    rows = {line: row for row, line in enumerate(inner_new, start) if line in once}
    pairs = [(row, rows[line]) for row, line in enumerate(inner_old, start) if line in once]
    # The longest increasing run of new rows: `ends[n]` is the smallest row that ends a run of n + 1.
    ends: list[int] = []
    chain: list[int] = []
    previous: list[int] = []
    for index, (_, row) in enumerate(pairs):
        length = bisect_left(ends, row)
        previous.append(chain[length - 1] if length else -1)
        ends[length : length + 1] = [row]
        chain[length : length + 1] = [index]
    found, index = [], chain[-1] if chain else -1
    while index >= 0:
        found.append(pairs[index])
        index = previous[index]
    return found[::-1]


def _stretch(old: Sequence[str], new: Sequence[str], whole: Change) -> Iterator[Change]:
    a, b, c, d = whole
    if (b - a) * (d - c) > _LARGEST_STRETCH or a == b or c == d:
        if a < b or c < d:
            yield whole
        return
    for tag, i, j, k, m in SequenceMatcher(None, old[a:b], new[c:d]).get_opcodes():
        if tag != "equal":
            yield a + i, a + j, c + k, c + m


def _hunks(changes: list[Change]) -> Iterator[list[Change]]:
    """Changes whose contexts touch are shown together."""
    hunk: list[Change] = []
    for change in changes:
        if hunk and change[0] - hunk[-1][1] > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(
    hunk: list[Change], old: Sequence[str], new: Sequence[str], color: bool, paint: Paint, drawn: bool
) -> Iterator[str]:
    before = min(_CONTEXT, hunk[0][0])
    after = min(_CONTEXT, len(old) - hunk[-1][1])
    start, stop = hunk[0][0] - before, hunk[-1][1] + after
    ranges = f"-{_range(start, stop)} +{_range(hunk[0][2] - before, hunk[-1][3] + after)}"
    yield paint("place", f"@@ {ranges} @@") + "\n"
    at = start
    for a, b, c, d in hunk:
        yield from (_line(" ", line, drawn, paint) for line in old[at:a])
        paired = color and b - a == d - c
        inner = [_differing(*pair) for pair in zip(old[a:b], new[c:d], strict=True)] if paired else []
        for marker, lines in (("-", old[a:b]), ("+", new[c:d])):
            for row, line in enumerate(lines):
                yield _line(marker, line, drawn, paint, inner[row] if inner else None)
        at = b
    yield from (_line(" ", line, drawn, paint) for line in old[at:stop])


def _range(start: int, stop: int) -> str:
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _differing(before: str, after: str) -> tuple[int, int] | None:
    """Number of characters that two lines share at start and end; None if they mostly differ."""
    head = common_prefix(before, after)
    tail = min(common_prefix(before[::-1], after[::-1]), min(len(before), len(after)) - head)
    while head and any(_clings(line, head) for line in (before, after)):
        head -= 1
    while tail and any(_clings(line, len(line) - tail) for line in (before, after)):
        tail -= 1
    return (head, tail) if 2 * (head + tail) > min(len(before), len(after)) else None


def _clings(line: str, at: int) -> bool:
    """Whether the terminal draws the character there as one with what is before it (marks, joined emoji)."""
    return at < len(line) and (category(line[at]) in ("Mn", "Me", "Cf", "Sk") or line[at - 1] == "\u200d")


def _line(marker: str, line: str, drawn: bool, paint: Paint, inner: tuple[int, int] | None = None) -> str:
    """A line of a hunk; `inner` says how much of its start and end is as on the other side."""
    bare = line.removesuffix("\n")
    end = "\n" if bare != line else "\n" + _UNTERMINATED
    if not drawn:
        return marker + bare + end
    style = {"-": "removed", "+": "added"}.get(marker)
    if style is None or inner is None:
        shown = marker + visible(bare)
        return (paint(style, shown) if style else shown) + end
    head, tail = inner[0], max(0, inner[1] - (bare != line))
    start, middle, rest = bare[:head], bare[head : len(bare) - tail], bare[len(bare) - tail :]
    here = paint(f"{style}-here", visible(middle)) if middle else ""
    return paint(style, marker + visible(start)) + here + (paint(style, visible(rest)) if rest else "") + end
