"""One edit in words a reader takes in at a glance: `before → after`, `insert …`, `delete …`."""

from __future__ import annotations

from collections.abc import Sequence

from vaultlint.report.escape import with_named_blanks
from vaultlint.report.style import Paint
from vaultlint.report.terminal import shorten, width

_CONTEXT = 12
_NARROWEST = 24


def change(before: str | None, after: str, paint: Paint, room: int) -> str:
    """What an edit does, on one line of about `room` columns; `before` is None where the old text is unknown."""
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
    head = shared(before, after)
    shortest = min(len(before), len(after))
    tail = min(shared(before[::-1], after[::-1]), shortest - head)
    cut, kept = max(0, head - _CONTEXT), max(0, tail - _CONTEXT)
    start, end = "…" * (cut > 0), "…" * (kept > 0)
    return (start + before[cut : len(before) - kept] + end, start + after[cut : len(after) - kept] + end)


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items (lines, characters) both begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _shown(text: str, room: int) -> str:
    """Visible and short; a blank at an edge, and a text of blanks alone, would go unseen and is drawn."""
    inner = text.strip(" ")
    start = len(text) - len(text.lstrip(" ")) if inner else len(text)
    end = len(text) - len(inner) - start
    text = "␠" * start + inner + "␠" * end
    return shorten(with_named_blanks(text), room)
