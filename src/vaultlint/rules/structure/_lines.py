"""Lines of a note, for rules that look at, or take out, whole lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern

_LINE = Pattern(r"[^\r\n]+")

SomeSpan = TypeVar("SomeSpan", bound=Span)


def line_at(note: Note, offset: int) -> Span:
    """The line that holds a character, with its line end."""
    row = note.rows.place(offset)[0]
    starts = note.rows.starts
    return Span(starts[row - 1], starts[row] if row < len(starts) else len(note.text))


def before(note: Note, offset: int) -> str:
    """Text before an offset in its line."""
    return note.text[line_at(note, offset).start : offset]


def lines_of(text: str, where: Span) -> Iterator[Span]:
    """The lines of a span, without their line endings and without empty ones; the first begins where the span does."""
    for match in _LINE.finditer(text, where.start, where.end):
        yield Span(match.start(), match.end())


def line_end_of(note: Note) -> str:
    """The line end that the note uses: that of its first line."""
    starts = note.rows.starts
    if len(starts) < 2:
        return "\n"
    first = note.text[: starts[1]]
    return first[len(first.rstrip("\r\n")) :]


def with_line_feeds(text: str) -> str:
    """The text, of the same length, in which LF is at the end of every line.

    An expression that begins with `\\n` is searched for at the speed of memory, one with `[\\r\\n]` ten times slower.
    """
    return text.replace("\r", "\n") if "\r" in text else text


def text_start(note: Note) -> int:
    """End of the front matter: a search over the source would stop at each of its masked line endings."""
    matter = note.front_matter
    return matter.end if matter is not None and matter.closed else 0


def lined_offset(note: Note) -> int:
    """Difference between offsets in `note.lined` and in the note."""
    return text_start(note) - 1


def spans_at(places: Iterable[int], spans: Sequence[SomeSpan]) -> Iterator[SomeSpan]:
    """The spans that contain one of the offsets. Both are in order, and no span contains another."""
    last = -1
    for place in places:
        at = bisect_right(spans, place, lo=last + 1, key=_start) - 1
        if at > last and place < spans[at].end:
            last = at
            yield spans[at]


def _start(span: Span) -> int:
    return span.start
