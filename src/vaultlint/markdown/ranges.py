"""Sorted, disjoint ranges of a text, searched in logarithmic time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from vaultlint.fast_path import fast_path
from vaultlint.markdown.spans import Span


class Regions:
    """The union of ranges, whatever their order and overlap."""

    __slots__ = ("ends", "starts")

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        last = -1
        for start, end in sorted(ranges):
            if start <= last:
                if end > last:
                    self.ends[-1] = last = end
            elif start < end:
                self.starts.append(start)
                self.ends.append(end)
                last = end

    @classmethod
    def of(cls, spans: Sequence[Span]) -> Regions:
        """Ranges of the spans; they are merged only if out of order or overlapping, which is rare."""
        starts, ends = [], []
        last = -1
        for span in spans:
            start, end = span.start, span.end
            if start <= last or end <= start:
                return cls([(one.start, one.end) for one in spans])
            starts.append(start)
            ends.append(end)
            last = end
        return cls.ordered(starts, ends)

    @classmethod
    def ordered(cls, starts: list[int], ends: list[int]) -> Regions:
        """Ranges that are in order and disjoint already."""
        made = cls.__new__(cls)
        made.starts, made.ends = starts, ends
        return made

    def __repr__(self) -> str:
        return f"Regions({[*zip(self.starts, self.ends, strict=True)]})"

    def __bool__(self) -> bool:
        return bool(self.starts)

    def covers(self, offset: int) -> bool:
        """Whether the character at `offset` lies in a range."""
        at = bisect_right(self.starts, offset)
        return at > 0 and offset < self.ends[at - 1]

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any character of `start:end` lies in a range."""
        at = bisect_right(self.starts, start)
        return (at > 0 and start < self.ends[at - 1]) or (at < len(self.starts) and self.starts[at] < end)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The ranges that overlap `start:end`."""
        at = bisect_right(self.starts, start)
        if at and start < self.ends[at - 1]:
            at -= 1
        while at < len(self.starts) and self.starts[at] < end:
            yield self.starts[at], self.ends[at]
            at += 1

    def next_start(self, start: int, end: int) -> int:
        """Start of the first range after `start`, at most `end`."""
        at = bisect_right(self.starts, start)
        return min(self.starts[at], end) if at < len(self.starts) else end

    def end_at(self, offset: int) -> int:
        """The end of the range that holds the character at `offset`, or `offset` if none does."""
        at = bisect_right(self.starts, offset)
        return self.ends[at - 1] if at > 0 and offset < self.ends[at - 1] else offset

    def split_at(self, offset: int) -> bool:
        """Whether one range lies on both sides of the place before `offset`."""
        at = bisect_right(self.starts, offset - 1)
        return at > 0 and offset < self.ends[at - 1]

    def cuts(self, start: int, end: int) -> bool:
        """Whether a range holds one end of `start:end` (or all of it), so that the two do not nest."""
        starts = self.starts
        at = bisect_right(starts, start)
        if at and start < self.ends[at - 1]:
            return True
        return at < len(starts) and starts[at] < end and self.covers(end - 1)


def _merged(spans: Sequence[Span]) -> Regions:
    return Regions((span.start, span.end) for span in spans)


fast_path(slow=_merged)(Regions.of)
