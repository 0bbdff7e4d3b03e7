"""Search a whole text: candidates, evidence, vote, tiers."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from vaultlint.encoding.candidates import Candidate, best_of, runs_of, single_byte
from vaultlint.encoding.codecs import label
from vaultlint.encoding.controls import controls
from vaultlint.encoding.eastern import multi_byte
from vaultlint.encoding.entities import View
from vaultlint.encoding.evidence import Lines, against, torn
from vaultlint.encoding.finding import Finding, Tier
from vaultlint.encoding.vote import lift, share

#: Gains, in nats, from which a candidate is reported, and from which it is mended without asking.
REPORTED: Final = 6.0
SAFE: Final = 8.0
#: Two readings whose ranks differ by less, in nats, leave a doubt.
CLOSE: Final = 2.0
#: What it counts for a codec, in nats, that it explains all of a text's clear cases, where two codecs differ.
CONSISTENCY: Final = 12.0


def find_all(text: str, protected: Sequence[tuple[int, int]] = (), whole_note: bool = True) -> list[Finding]:
    """See `vaultlint.encoding.find`."""
    view = View(text)
    runs = runs_of(view.text)
    chosen = candidates_in(view.text, runs, whole_note)
    chosen += [one for one in controls(view.text, runs, chosen) if one.gain > 0]
    chosen.sort(key=lambda one: one.start)
    guard = Ranges(protected)
    return [finding(one, view, guard) for one in chosen]


def candidates_in(text: str, runs: set[str], whole_note: bool) -> list[Candidate]:
    """The candidates that hold against the evidence and each other, in order of place."""
    candidates = [*single_byte(text, runs), *multi_byte(text, runs)]
    if not candidates:
        return []
    lines = Lines(text, candidates)
    for one in candidates:
        one.gain -= against(one, text, lines)
    shares = lift(candidates) if whole_note else {}
    candidates = [one for one in candidates if one.gain >= REPORTED]

    def rank(one: Candidate) -> float:
        return one.gain + CONSISTENCY * share(one, shares)

    chosen = best_of(candidates, rank)
    doubtful(chosen, candidates, rank)
    hold_back(chosen, text)
    return chosen


def doubtful(chosen: list[Candidate], candidates: list[Candidate], rank: Callable[[Candidate], float]) -> None:
    """Take the safety from candidates whose place another codec explains almost as well, by another result."""
    starts = [one.start for one in chosen]
    for other in candidates:
        at = bisect_right(starts, other.start) - 1
        for one in chosen[max(0, at) : at + 2]:
            rival = other.source == one.source and other.start == one.start and other.result != one.result
            if rival and rank(other) > rank(one) - CLOSE:
                one.gain = min(one.gain, SAFE - 0.5)


def hold_back(chosen: list[Candidate], text: str) -> None:
    """Take the safety from candidates beside broken pieces, and where there are many from their neighbours as well."""
    explained = {at for one in chosen for at in (one.start, one.end - 1)}
    broken = [one for one in chosen if torn(one, text, explained)]
    for one in chosen if len(broken) > 1 and len(broken) * 5 >= len(chosen) else broken:
        one.gain = min(one.gain, SAFE - 0.5)


def finding(one: Candidate, view: View, protected: Ranges) -> Finding:
    """The candidate as the caller sees it: offsets of the original text, tier, words for people."""
    start, end = view.original(one.start), view.original(one.end)
    tier: Tier = "safe" if one.gain >= SAFE else "unsafe"
    if one.result == one.source or protected.touch(start, end):
        tier = "display"
    codecs = ("html", *one.codecs) if view.holds_entity(one.start, one.end) else one.codecs
    replacement = None if one.result == one.source else one.result
    confidence = 1 - math.exp(-one.gain / 4)
    return Finding(start, end, replacement, codec=label(one.codecs), codecs=codecs, tier=tier, confidence=confidence)


class Ranges:
    """Ranges of a text, merged, to ask whether a span touches one."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            elif start < end:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, end - 1)
        return at > 0 and self._ends[at - 1] > start


def repair_all(text: str, unsafe: bool = False) -> str:
    """See `vaultlint.encoding.repair`."""
    tiers = ("safe", "unsafe") if unsafe else ("safe",)
    while True:
        found = [one for one in find_all(text) if one.tier in tiers and one.replacement is not None]
        if not found:
            return text
        pieces: list[str] = []
        at = 0
        for one in found:
            pieces += (text[at : one.start], one.replacement or "")
            at = one.end
        text = "".join((*pieces, text[at:]))
