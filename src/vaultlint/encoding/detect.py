"""Find mojibake in a whole text: candidates, evidence, vote, tiers."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Final

from vaultlint.encoding.candidates import Candidate, best_of, single_byte
from vaultlint.encoding.clarity import HAN, HANGUL, Clarity, script
from vaultlint.encoding.codecs import MULTI_BYTE, label, undo
from vaultlint.encoding.east_asian import multi_byte
from vaultlint.encoding.evidence import Lines, against, level, torn
from vaultlint.encoding.finding import Finding, Tier
from vaultlint.encoding.html_entities import View
from vaultlint.encoding.language_model import model
from vaultlint.encoding.legacy import SIGN as LEGACY
from vaultlint.encoding.legacy import readings
from vaultlint.encoding.lost_bytes import lost
from vaultlint.encoding.other_damage import controls, pieces
from vaultlint.encoding.runs import runs_of
from vaultlint.encoding.runs_with_mojibake import Telling, telling
from vaultlint.pattern import Pattern

#: Gains, in nats, from which a candidate is reported, and from which it is fixed without asking.
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
#: What each different run counts for its codec, and what all must count to vouch for runs that are not clear.
WEIGHTS: Final[dict[Clarity, int]] = {"clear": 3, "doubtful": 2, "quiet": 1}
ENOUGH: Final = 5
#: Letters of Windows-1252 whose other case is a continuation byte as well, and how many of one case are no chance.
_PAIRED: Final = frozenset("ŠšŒœŽžŸ")
LEAST_PAIRED: Final = 3
MANY_CAPITALS: Final = 8
_OTHER_CASE: Final = str.maketrans("ŠšŒœŽž", "šŠœŒžŽ")
#: What shows that they were of the other case, in nats.
LIKELIER: Final = 2.0
#: How often guesses are fixed one after another at most.
GUESSING_ROUNDS: Final = 8
#: A reading by another codec that gains less by so much, in nats, leaves no doubt.
CLOSE: Final = 8.0
#: Where two codecs have as many clear runs, one is taken if all runs gain so much more by it, in nats.
DECISIVE: Final = 5.0
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
    if LEGACY.search(joined):
        chosen = with_legacy(view.text, chosen)
    chosen += [control for control in controls(view.text, joined, chosen) if control.gain > 0]
    guessed = without_overlap([*pieces(view.text, joined, chosen), *lost(view.text, joined)], chosen)
    if not chosen and not guessed:
        return []
    about = about_encodings(view.text)
    guard = Ranges(protected() if callable(protected) else protected)
    found = []
    for one in guessed:
        one.lossy = True
    for candidate in sorted([*chosen, *guessed], key=lambda one: one.start):
        start, end = view.original(candidate.start), view.original(candidate.end)
        shown = guard.touch(start, end) or quoted(candidate, view.text, about)
        found.append(finding(candidate, start, end, view.holds_entity(candidate.start, candidate.end), shown))
    return found


def with_legacy(text: str, chosen: list[Candidate]) -> list[Candidate]:
    """The candidates, where text of a legacy encoding takes the place of those that are in it by chance."""
    starts = [each.start for each in chosen]

    def inside(start: int, end: int) -> list[Candidate]:
        return chosen[max(0, bisect_right(starts, start) - 1) : bisect_right(starts, end - 1)]

    def explained(start: int, end: int) -> int:
        return sum(len(one.source) for one in inside(start, end) if one.gain >= SAFE)

    found, dropped = [], set[int]()
    for reading in readings(text, explained):
        gain = min(reading.gain, SAFE - 0.5)
        candidate = Candidate(
            reading.start, reading.end, reading.source, reading.result, (reading.codec,), gain, (reading.codec,)
        )
        candidate.encoding = reading.encoding
        found.append(candidate)
        dropped.update(id(other) for other in inside(reading.start, reading.end) if other.end > reading.start)
    if not found:
        return chosen
    kept = [each for each in chosen if id(each) not in dropped]
    return sorted([*kept, *found], key=lambda entry: entry.start)


def without_overlap(guessed: list[Candidate], chosen: list[Candidate]) -> list[Candidate]:
    """The guesses that touch no other finding, nor each other."""
    taken = Ranges([(each.start, each.end) for each in chosen])
    kept: list[Candidate] = []
    for candidate in sorted(guessed, key=lambda one: one.start):
        if not taken.touch(candidate.start, candidate.end) and (not kept or kept[-1].end <= candidate.start):
            kept.append(candidate)
    return kept


def candidates_in(text: str, runs: list[Telling], whole_note: bool) -> list[Candidate]:
    """The candidates that hold against the evidence and each other, in order of place."""
    shapes = {run.text: run.shapes for run in runs if run.shapes}
    results = {run.text: run.eastern for run in runs if run.eastern}
    candidates = [*single_byte(text, shapes), *multi_byte(text, results)]
    candidates = [
        candidate for candidate in candidates if "・" not in candidate.source or candidate.codecs[0] not in MULTI_BYTE
    ]
    # A candidate has no supporting evidence but the votes, and only those that gain more than what is reported.
    if not any(candidate.gain >= REPORTED for candidate in candidates):
        return []
    lines = Lines(text, candidates)
    for candidate in candidates:
        candidate.gain -= against(candidate, text, lines)
    if whole_note:
        lift(candidates)
    candidates = [candidate for candidate in candidates if candidate.gain >= REPORTED]
    candidates = without_hopeless(candidates)
    levels = [level(candidate, text) for candidate in candidates]
    witnesses = Witnesses(candidates, levels)
    unvouched, candidates = candidates, vouched(candidates, levels, witnesses)

    def rank(candidate: Candidate) -> float:
        return candidate.gain + CONSISTENCY * witnesses.share(candidate)

    chosen = best_of(candidates, rank)
    undecided(chosen, candidates, witnesses)
    hold_back_parts(chosen, unvouched)
    deepened(chosen)
    hold_back(chosen, text)
    hold_back_changed_case(chosen, text)
    return chosen


def without_hopeless(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates that no consistency of a note could put above another one at the same place."""
    best: dict[int, float] = {}
    for candidate in candidates:
        for at in (candidate.start, candidate.end - 1):
            best[at] = max(best.get(at, 0.0), candidate.gain)
    if len(best) == 2 * len(candidates):
        return candidates
    return [
        candidate
        for candidate in candidates
        if min(best[candidate.start], best[candidate.end - 1]) - candidate.gain <= CONSISTENCY + CLOSE
    ]


class Witnesses:
    """The different runs of a note that support a codec."""

    def __init__(self, candidates: list[Candidate], levels: list[Clarity]) -> None:
        self._clear: dict[str, set[str]] = {}
        self._gains: dict[str, dict[str, float]] = {}
        self._weights: dict[str, dict[str, int]] = {}
        self._clearest: dict[tuple[str, ...], set[str]] = {}
        for one, found in zip(candidates, levels, strict=True):
            for family in one.families:
                if found == "clear":
                    self._clear.setdefault(family, set()).add(one.source)
                if found in WEIGHTS:
                    self._weights.setdefault(family, {})[one.source] = WEIGHTS[found]
                    self._gains.setdefault(family, {})[one.source] = one.gain
        for family, weights in self._weights.items():
            if sum(weights.values()) >= ENOUGH and (max(weights.values()) > 1 or family in MULTI_BYTE):
                likely = {source for source, weight in weights.items() if weight > 1 or family not in self._clear}
                self._clear.setdefault(family, set()).update(likely)
        self._most = max(map(len, self._clear.values()), default=0)

    def of(self, candidate: Candidate) -> set[str]:
        """The clear runs of the codec of this candidate that has most of them."""
        clearest = self._clearest.get(candidate.families)
        if clearest is None:
            clearest = max([self._clear.get(family, set()) for family in candidate.families], key=len)
            self._clearest[candidate.families] = clearest
        return clearest

    def weight(self, candidate: Candidate) -> int:
        """Total weight of all other extraordinary runs of the candidate's codec."""
        weights = max((self._weights.get(family, {}) for family in candidate.families), key=len)
        return sum(weights.values()) - weights.get(candidate.source, 0)

    def share(self, candidate: Candidate) -> float:
        """Number of clear runs of the candidate's codec, relative to the codec with most."""
        return len(self.of(candidate)) / self._most if self._most else 0.0

    def decide(self, candidate: Candidate, other: Candidate) -> bool:
        """Whether the note's runs as a whole are of the codec of `one`, not of `other`."""
        if len(self.of(candidate)) != len(self.of(other)):
            return len(self.of(candidate)) > len(self.of(other))
        return self._strength(candidate) - self._strength(other) > DECISIVE

    def _strength(self, candidate: Candidate) -> float:
        return max(sum(self._gains.get(family, {}).values()) for family in candidate.families)


def vouched(candidates: list[Candidate], levels: list[Clarity], witnesses: Witnesses) -> list[Candidate]:
    """The candidates that are clear, and those that clear ones of the same codec vouch for.

    A doubtful candidate without support stays, but is not safe.
    """
    kept = []
    for one, found in zip(candidates, levels, strict=True):
        if found != "clear":
            clear = witnesses.of(one)
            if found == "unreadable":
                continue
            if not clear and found == "doubtful":
                one.gain = min(one.gain, SAFE - 0.5)
            elif not clear or (found == "ordinary" and witnesses.weight(one) < ENOUGH):
                continue
            else:
                one.gain = max(one.gain, SAFE)
        kept.append(one)
    return kept


def undecided(chosen: list[Candidate], candidates: list[Candidate], witnesses: Witnesses) -> None:
    """Mark candidates unsafe that another codec reads otherwise, if no other run decides."""
    rivals: dict[tuple[int, str], list[Candidate]] = {}
    for candidate in candidates:
        rivals.setdefault((candidate.start, candidate.source), []).append(candidate)
    for best in chosen:
        for other in rivals.get((best.start, best.source), ()):
            close = other.gain > best.gain - CLOSE and other.result != best.result
            if close and not witnesses.decide(best, other):
                best.gain = min(best.gain, SAFE - 0.5)
                best.alternative = other.result


def hold_back_parts(chosen: list[Candidate], candidates: list[Candidate]) -> None:
    """Mark candidates unsafe that are a part of what another codec explains far better as a whole.

    It was not taken for want of support, but then its part says nothing either.
    """
    wholes: dict[int, Candidate] = {}
    taken = {(candidate.start, candidate.end) for candidate in chosen}
    for whole in candidates:
        if whole.gain > SAFE + CLOSE and (whole.start, whole.end) not in taken:
            for at in (whole.start, whole.end):
                if at not in wholes or wholes[at].gain < whole.gain:
                    wholes[at] = whole
    for part in chosen if wholes else ():
        for whole in filter(None, (wholes.get(part.start), wholes.get(part.end))):
            longer = whole.start <= part.start and part.end <= whole.end and len(whole.source) > len(part.source)
            if longer and whole.gain > part.gain + CLOSE:
                part.gain = min(part.gain, SAFE - 0.5)


def deepened(chosen: list[Candidate]) -> None:
    """Undo a second wrong reading where other runs of the note show it; where one is only possible, nothing is safe."""
    chains = sorted({candidate.codecs for candidate in chosen if len(candidate.codecs) > 1}, key=len, reverse=True)
    known: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]] | None] = {}
    for candidate in chosen:
        key = candidate.source, candidate.codecs
        if key not in known:
            results = ((undone_by(candidate, chain), chain) for chain in chains)
            known[key] = next(((result, chain) for result, chain in results if result is not None), None)
        deeper = known[key]
        if deeper is not None:
            candidate.result, candidate.codecs = deeper
        elif candidate.unsettled:
            candidate.gain = min(candidate.gain, SAFE - 0.5)


def undone_by(candidate: Candidate, chain: tuple[str, ...]) -> str | None:
    """Result of undoing all of `chain`, of which the candidate's codecs are a part."""
    if len(chain) <= len(candidate.codecs) or plain_names(chain)[: len(candidate.codecs)] != plain_names(
        candidate.codecs
    ):
        return None
    try:
        return undo(candidate.source, chain)
    except UnicodeError:
        return None


def plain_names(codecs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("cp1252" if codec == "latin-1" else codec for codec in codecs)


def hold_back(chosen: list[Candidate], text: str) -> None:
    """Mark candidates beside broken pieces unsafe, and if there are many, their neighbors as well."""
    explained = {at for candidate in chosen for at in (candidate.start, candidate.end - 1)}
    broken = [candidate for candidate in chosen if torn(candidate, text, explained)]
    for candidate in chosen if len(broken) * 5 >= len(chosen) else broken:
        candidate.gain = min(candidate.gain, SAFE - 0.5)


def hold_back_changed_case(chosen: list[Candidate], text: str) -> None:
    """Mark runs unsafe whose letters were all changed to upper or lower case after they were misread.

    `Š` and `š` stand for different bytes, so such a run may come out as another text that looks right. A line may be in
    capitals by itself, and a few letters may be of one case by chance: the text that the other case gives decides.
    """
    lines: dict[int, list[Candidate]] = {}
    for candidate in chosen:
        if not _PAIRED.isdisjoint(candidate.source):
            lines.setdefault(text.rfind("\n", 0, candidate.start), []).append(candidate)
    for start, runs in lines.items():
        end = text.find("\n", start + 1)
        line = text[start + 1 : len(text) if end < 0 else end]
        small = any(char.islower() for char in line if char not in "ªº")
        if small and any(char.isupper() for char in line):
            continue
        paired = "".join([char for run in runs for char in run.source if char in _PAIRED])
        if (paired.isupper() and small) or (paired.islower() and not small) or paired == "Ÿ" * len(paired):
            continue
        capitals = sum(1 for char in line if char.isascii() and char.isupper())
        chinese = small and all(script(char) in (HAN, HANGUL, -1) for run in runs for char in run.result)
        several = capitals >= MANY_CAPITALS or (len(paired) >= LEAST_PAIRED and (chinese or capitals > 0))
        if several or sum(map(other_case_gain, runs)) > LIKELIER:
            for candidate in chosen:
                if start < candidate.start <= start + len(line):
                    candidate.gain = min(candidate.gain, SAFE - 0.5)


def other_case_gain(candidate: Candidate) -> float:
    """By how much the result is likelier, in nats, if its paired letters were of the other case."""
    try:
        other = undo(candidate.source.translate(_OTHER_CASE), candidate.codecs)
    except UnicodeError:
        return 0.0
    cost = model().cost
    return max(0.0, cost("", candidate.result, "") - cost("", other, ""))


def finding(candidate: Candidate, start: int, end: int, entity: bool, shown: bool) -> Finding:
    """The candidate as the caller sees it: offsets of the original text, tier, words for people."""
    known = candidate.result != candidate.source
    tier: Tier = "unsafe" if candidate.lossy or candidate.gain < SAFE else "safe"
    return Finding(
        start,
        end,
        candidate.result if known else None,
        codec=label(candidate.codecs),
        codecs=("html", *candidate.codecs) if entity else candidate.codecs,
        tier=tier if known and not shown else "display",
        confidence=(1 - math.exp(-candidate.gain / 4)) * (0.5 if candidate.lossy else 1.0),
        cause=CAUSES.get(candidate.codecs[0], ""),
        lossy=candidate.lossy or not known,
        encoding=candidate.encoding,
        alternative=candidate.alternative,
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
        repaired: list[str] = []
        at = 0
        for one in found:
            repaired += (text[at : one.start], one.replacement or "")
            at = one.end
        text = "".join((*repaired, text[at:]))
    return text


#: A candidate that gains so much, in nats, votes.
CLEAR: Final = 10.0
#: What the votes can add at most.
MOST: Final = 8.0


def lift(candidates: Iterable[Candidate]) -> None:
    """Add to each candidate's gain what its codec's part in the clear cases is worth.

    Each source votes once, however often it occurs, by its length, for every codec of which it is a clear case.
    """
    candidates = list(candidates)
    voters: dict[str, dict[str, int]] = {}
    for candidate in candidates:
        if candidate.gain >= CLEAR:
            for family in candidate.families:
                voters.setdefault(family, {})[candidate.source] = len(candidate.source)
    if not voters:
        return
    weights = {name: sum(sources.values()) for name, sources in voters.items()}
    most = max(weights.values())
    worth = {name: min(MOST, 2.5 * math.log2(1 + len(voters[name]))) * (weights[name] / most) for name in weights}
    for candidate in candidates:
        if candidate.gain < CLEAR:
            candidate.gain += max([worth.get(family, 0.0) for family in candidate.families])


_ENCODINGS: Final = Pattern(
    r"mojibake|\b(?:encodings?|charsets?|code ?pages?|utf-?8|unicode|ftfy)\b"
    r"|\b(?:windows|cp|iso|latin|mac)[- ]?(?:125\d|8859|1\b|roman)",
    re.IGNORECASE,
)
WORD: Final = 30
_QUOTES: Final = frozenset("\"'`“”„‘’‚«»‹›")


def quoted(candidate: Candidate, text: str, about: bool) -> bool:
    """Whether mojibake is spoken of: its line is about encodings, or it is quoted and its repaired form is near."""
    if about and _ENCODINGS.search(line_of(candidate, text)):
        return True
    before, after = text[candidate.start - 1 : candidate.start], text[candidate.end : candidate.end + 1]
    signs = about + (before in _QUOTES and after in _QUOTES and bool(before) and bool(after))
    if signs == 2 or not candidate.result.strip():
        return signs == 2
    return (bool(signs) and candidate.result in line_of(candidate, text)) or is_quoted_word(candidate, text)


def line_of(candidate: Candidate, text: str, reach: int = 300) -> str:
    """The candidate's line without the candidate, not far away from it."""
    left = text[max(0, candidate.start - reach) : candidate.start].rpartition("\n")[2]
    return left + " " + text[candidate.end : candidate.end + reach].partition("\n")[0]


def is_quoted_word(candidate: Candidate, text: str, reach: int = 100) -> bool:
    """Whether quotes are around the candidate's word, and its repaired form is quoted nearby as well."""
    start, end = candidate.start, candidate.end
    while start and candidate.start - start < WORD and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and end - candidate.end < WORD and text[end].isalpha():
        end += 1
    if not (start and end < len(text) and text[start - 1] in _QUOTES and text[end] in _QUOTES):
        return False
    repaired = text[start : candidate.start] + candidate.result + text[candidate.end : end]
    near = text[max(0, start - reach) : start] + text[end : end + reach]
    at = near.find(repaired)
    return at > 0 and near[at - 1] in _QUOTES and near[at + len(repaired) : at + len(repaired) + 1] in _QUOTES


#: One of these is in what `_ENCODINGS` finds, once its letters are folded; `ı` and `İ` pass for an `i`.
_ABOUT: Final = ("jibake", "encod", "charset", "page", "utf", "unicode", "ftfy", "windows", "cp", "iso", "latin", "mac",
                 "ı", "i̇")  # fmt: skip


def about_encodings(text: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in _ABOUT) and _ENCODINGS.search(text) is not None
