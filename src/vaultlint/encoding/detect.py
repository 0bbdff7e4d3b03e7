"""Search a whole text: candidates, evidence, vote, tiers."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Final

from vaultlint.encoding.candidates import Candidate, best_of, single_byte
from vaultlint.encoding.codecs import label
from vaultlint.encoding.east_asian import multi_byte
from vaultlint.encoding.evidence import Lines, against, torn
from vaultlint.encoding.finding import Finding, Tier
from vaultlint.encoding.html_entities import View
from vaultlint.encoding.other_damage import controls, pieces, wrecks
from vaultlint.encoding.runs import runs_of
from vaultlint.encoding.runs_with_mojibake import Telling, telling
from vaultlint.pattern import Pattern

#: Gains, in nats, from which a candidate is reported, and from which it is mended without asking.
REPORTED: Final = 6.0
SAFE: Final = 8.0
#: What most often reads UTF-8 with a codec.
CAUSES: Final = {
    "cp1252": "an importer or a Windows program, such as PowerShell 5.1",
    "latin-1": "an importer or a web page without a charset",
    "c1": "a web page that called Windows-1252 Latin-1",
    "mac_roman": "a program on an older Mac, or a CSV import there",
    "cp437": "a DOS program or a console window",
    "cp850": "a DOS program or a console window",
    "cp866": "a DOS program or a console window",
    "cp852": "a DOS program or a console window",
}
#: How often guesses are mended one after another at most.
GUESSING_ROUNDS: Final = 8
#: Two readings whose ranks differ by less, in nats, leave a doubt.
CLOSE: Final = 2.0
#: What it counts for a codec, in nats, that it explains all of a text's clear cases, where two codecs differ.
CONSISTENCY: Final = 12.0


def find_all(
    text: str,
    protected: Sequence[tuple[int, int]] | Callable[[], Sequence[tuple[int, int]]] = (),
    whole_note: bool = True,
) -> list[Finding]:
    """See `vaultlint.encoding.find`."""
    view = View(text)
    runs = telling(runs_of(view.text).raw)
    if not runs:
        return []
    joined = "\n".join([run.text for run in runs])
    chosen = candidates_in(view.text, runs, whole_note)
    chosen += [one for one in controls(view.text, joined, chosen) if one.gain > 0]
    guessed = without_overlap([*pieces(view.text, joined, chosen), *wrecks(view.text, joined)], chosen)
    if not chosen and not guessed:
        return []
    about = about_encodings(view.text)
    guard = Ranges(protected() if callable(protected) else protected)
    found = []
    lossy = set(map(id, guessed))
    for one in sorted([*chosen, *guessed], key=lambda one: one.start):
        start, end = view.original(one.start), view.original(one.end)
        shown = guard.touch(start, end) or quoted(one, view.text, about)
        found.append(finding(one, start, end, view.holds_entity(one.start, one.end), shown, id(one) in lossy))
    return found


def without_overlap(guessed: list[Candidate], chosen: list[Candidate]) -> list[Candidate]:
    """The guesses that touch no other finding, nor each other."""
    taken = Ranges([(one.start, one.end) for one in chosen])
    kept: list[Candidate] = []
    for one in sorted(guessed, key=lambda one: one.start):
        if not taken.touch(one.start, one.end) and (not kept or kept[-1].end <= one.start):
            kept.append(one)
    return kept


def candidates_in(text: str, runs: list[Telling], whole_note: bool) -> list[Candidate]:
    """The candidates that hold against the evidence and each other, in order of place."""
    shapes = {run.text: run.shapes for run in runs if run.shapes}
    results = {run.text: run.eastern for run in runs if run.eastern}
    candidates = [*single_byte(text, shapes), *multi_byte(text, results)]
    # No evidence speaks for a candidate, and only those votes do that gain more than what is reported.
    if not any(one.gain >= REPORTED for one in candidates):
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
    for one in chosen if len(broken) * 5 >= len(chosen) else broken:
        one.gain = min(one.gain, SAFE - 0.5)


def finding(one: Candidate, start: int, end: int, entity: bool, shown: bool, lossy: bool) -> Finding:
    """The candidate as the caller sees it: offsets of the original text, tier, words for people."""
    known = one.result != one.source
    tier: Tier = "unsafe" if lossy or one.gain < SAFE else "safe"
    return Finding(
        start,
        end,
        one.result if known else None,
        codec=label(one.codecs),
        codecs=("html", *one.codecs) if entity else one.codecs,
        tier=tier if known and not shown else "display",
        confidence=(1 - math.exp(-one.gain / 4)) * (0.5 if lossy else 1.0),
        cause=CAUSES.get(one.codecs[0], ""),
        lossy=lossy or not known,
    )


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
    # A safe repair leaves fewer characters or fewer controls, so this ends; guesses need not.
    for _ in range(GUESSING_ROUNDS) if unsafe else repeat(None):
        found = [one for one in find_all(text) if one.tier in tiers and one.replacement is not None]
        if not found:
            break
        mended: list[str] = []
        at = 0
        for one in found:
            mended += (text[at : one.start], one.replacement or "")
            at = one.end
        text = "".join((*mended, text[at:]))
    return text


#: A candidate that gains so much, in nats, votes.
CLEAR: Final = 10.0
#: What the votes can add at most.
MOST: Final = 8.0


def lift(candidates: Iterable[Candidate]) -> dict[str, float]:
    """Add to each candidate's gain what its codec's part in the clear cases is worth.

    Each source votes once, however often it occurs, by its length, for every codec of which it is a clear case. Returns
    what each codec explains of that, as a share of what the best one does.
    """
    candidates = list(candidates)
    voters: dict[str, dict[str, int]] = {}
    for one in candidates:
        if one.gain >= CLEAR:
            for family in one.families:
                voters.setdefault(family, {})[one.source] = len(one.source)
    if not voters:
        return {}
    weights = {name: sum(sources.values()) for name, sources in voters.items()}
    most = max(weights.values())
    shares = {name: weight / most for name, weight in weights.items()}
    for one in candidates:
        if one.gain < CLEAR:
            one.gain += max(
                min(MOST, 2.5 * math.log2(1 + len(voters.get(family, ())))) * shares.get(family, 0.0)
                for family in one.families
            )
    return shares


def share(one: Candidate, shares: dict[str, float]) -> float:
    """The part that the best of a candidate's codecs has in the clear cases."""
    return max(shares.get(family, 0.0) for family in one.families)


_ENCODINGS: Final = Pattern(
    r"mojibake|\b(?:encodings?|charsets?|code ?pages?|utf-?8|unicode|ftfy)\b"
    r"|\b(?:windows|cp|iso|latin|mac)[- ]?(?:125\d|8859|1\b|roman)",
    re.IGNORECASE,
)
_QUOTES: Final = frozenset("\"'`“”„‘’‚«»‹›")


def quoted(one: Candidate, text: str, about: bool) -> bool:
    """Whether two things say so: quotes right around it, the right form on its line, a note `about` encodings."""
    before, after = text[one.start - 1 : one.start], text[one.end : one.end + 1]
    signs = about + (before in _QUOTES and after in _QUOTES and bool(before) and bool(after))
    if signs == 2 or not one.result.strip():
        return signs == 2
    return bool(signs) and twin(one, text)


def twin(one: Candidate, text: str, reach: int = 300) -> bool:
    """Whether the repaired form stands on the same line, not far away."""
    left = text[max(0, one.start - reach) : one.start].rpartition("\n")[2]
    right = text[one.end : one.end + reach].partition("\n")[0]
    return one.result in left or one.result in right


def about_encodings(text: str) -> bool:
    return _ENCODINGS.search(text) is not None
