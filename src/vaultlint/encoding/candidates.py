"""Candidate repairs: runs of characters that are UTF-8 read with a wrong encoding, once or several times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import accumulate
from typing import Final

from vaultlint.encoding.clarity import clarity, is_plain_word, is_readable
from vaultlint.encoding.codecs import SINGLE_BYTE, UTF8_RUN, ByteCodec, byte_codec
from vaultlint.encoding.language_model import model
from vaultlint.encoding.runs import places
from vaultlint.fast_path import fast_path
from vaultlint.pattern import Pattern

#: How often a text may have been read wrongly, one reading over the other.
LAYERS: Final = 3
#: What each further layer costs, in nats.
LAYER_COST: Final = 1.0


#: A candidate that gains less is not worth hearing evidence on.
WORTHLESS: Final = -2.0
#: A first layer that gains less is not worth looking below.
HOPELESS: Final = -12.0
#: How many parts of runs are remembered.
MOST_KEPT: Final = 50_000

#: Two or more characters that some single-byte codec may have, each one.
_PIECE: Final = Pattern("[\x80-\u06d2\u200c-\u25ca\uf8ff\ufb01\ufb02]{2,}")
#: Codecs, the likeliest first, where in a run its UTF-8 is, and what that says.
Shape = tuple[tuple[ByteCodec, ...], int, int, str]
#: A run between the same two characters is judged alike wherever it is: this only saves time.
_JUDGED: Final[dict[tuple[str, str, str], list[Candidate]]] = {}


class Candidate:
    """Characters `start:end`, the `source`, may be `result` read through `codecs`; `gain` in nats."""

    __slots__ = (
        "alternative", "codecs", "encoding", "end", "families", "gain", "lossy", "result", "source", "start",
        "unsettled",
    )  # fmt: skip

    def __init__(
        self,
        start: int,
        end: int,
        source: str,
        result: str,
        codecs: tuple[str, ...],
        gain: float,
        families: tuple[str, ...],
    ) -> None:
        self.start = start
        self.end = end
        self.source = source
        self.result = result
        self.codecs = codecs
        self.gain = gain
        #: Every codec that explains the first layer in the same way.
        self.families = families
        #: What the source was in truth, and whether it has lost bytes or changed.
        self.encoding = "utf-8"
        self.lossy = False
        #: What another codec makes of it, if nothing says which it was.
        self.alternative: str | None = None
        #: Whether the result may itself have been read wrongly.
        self.unsettled = False

    def moved(self, by: int) -> Candidate:
        copy = Candidate(
            self.start + by, self.end + by, self.source, self.result, self.codecs, self.gain, self.families
        )
        copy.unsettled = self.unsettled
        return copy

    def __repr__(self) -> str:
        return f"Candidate({self.start}, {self.end}, {self.source!r}, {self.result!r}, {self.codecs}, {self.gain:.1f})"


@cache
def all_codecs() -> tuple[ByteCodec, ...]:
    return tuple(byte_codec(name) for name in SINGLE_BYTE)


def active_codecs(text: str) -> list[ByteCodec]:
    """The codecs that may have something to say: both a lead and a continuation character occur in the text."""
    chars = set(text)
    return [
        codec for codec in all_codecs() if not (codec.leads.isdisjoint(chars) or codec.continuations.isdisjoint(chars))
    ]


def plain_single_byte(text: str, shapes: dict[str, list[Shape]]) -> list[Candidate]:
    """Every run of every codec in its context; a run with more than one layer in parts that share a chain."""
    found: list[Candidate] = []
    for at, run in places(text, shapes) if shapes else ():
        until = at + len(run)
        parts = judged(run, text[at - 1 : at], text[until : until + 1], shapes[run])
        found += [part.moved(at) for part in parts if part.gain > WORTHLESS]
    return found


@fast_path(slow=plain_single_byte)
def single_byte(text: str, shapes: dict[str, list[Shape]]) -> list[Candidate]:
    """Every run of every codec in its context, judged once for the same two neighbors."""
    candidates: list[Candidate] = []
    if not shapes:
        return candidates
    if len(_JUDGED) > MOST_KEPT:
        _JUDGED.clear()
    for at, run in places(text, shapes):
        until = at + len(run)
        key = run, text[at - 1 : at], text[until : until + 1]
        parts = _JUDGED.get(key)
        if parts is None:
            parts = _JUDGED[key] = [part for part in judged(*key, shapes[run]) if part.gain > WORTHLESS]
        candidates += [part.moved(at) for part in parts]
    return candidates


def judged(run: str, before: str, after: str, shapes: list[Shape]) -> Iterator[Candidate]:
    """The candidates of a run between two characters, offsets within it."""
    for codecs, start, end, decoded in shapes:
        left, right = run[start - 1] if start else before, run[end] if end < len(run) else after
        for part in judge_run(codecs, run[start:end], decoded, left, right, LAYERS):
            yield part.moved(start)


def look_at(runs: list[str]) -> dict[str, list[Shape]]:
    """The runs that hold well-formed UTF-8 in some codec, and where.

    All are looked at together, codec by codec: encoding one long text is faster than many short ones. Characters that
    no codec has, such as most Chinese ones, are left out before.
    """
    joined = "\n".join(runs)
    pieces = [(match.start(), match[0]) for match in _PIECE.finditer(joined)]
    found: dict[str, list[Shape]] = {}
    if not pieces:
        return found
    shapes = list(shapes_in("\n".join([piece for _, piece in pieces])))
    if not shapes:
        return found
    starts = [0, *accumulate([len(run) + 1 for run in runs])]
    piece_starts = [0, *accumulate([len(piece) + 1 for _, piece in pieces])]
    for codecs, at, until, decoded in shapes:
        piece = bisect_right(piece_starts, at) - 1
        moved = pieces[piece][0] - piece_starts[piece]
        which = bisect_right(starts, at + moved) - 1
        run, start, end = runs[which], at + moved - starts[which], until + moved - starts[which]
        if not (len(decoded) < 3 and is_word(run, start, end)):
            found.setdefault(run, []).append((codecs, start, end, decoded))
    return found


def shapes_in(text: str) -> Iterator[Shape]:
    """Ranges of well-formed UTF-8 in a text, and their codecs; codecs with the same reading together."""
    found: dict[tuple[int, int, bytes], list[ByteCodec]] = {}
    for codec in active_codecs(text):
        for match in UTF8_RUN.finditer(codec.to_bytes(text)):
            found.setdefault((match.start(), match.end(), match.group()), []).append(codec)
    for (start, end, data), codecs in found.items():
        yield tuple(codecs), start, end, data.decode("utf-8")


def is_word(run: str, start: int, end: int) -> bool:
    """Whether a part of a run is lower-case letters of one script other than Latin, like most of any text in it."""
    part = run[start:end]
    if part[0] <= "\u0370" or not part.isalpha() or not part.islower():
        return False
    block = ord(min(part)) >> 8
    if ord(max(part)) >> 8 != block:
        return False
    if end - start > 2:
        return True
    return (start > 0 and ord(run[start - 1]) >> 8 == block) or (end < len(run) and ord(run[end]) >> 8 == block)


def layer(text: str, depth: int, left: str, right: str) -> Iterator[Candidate]:
    """The candidates within what a first layer has given; `left` and `right` are around it."""
    for codecs, start, end, decoded in shapes_in(text):
        before = text[start - 1] if start else left
        after = text[end] if end < len(text) else right
        for part in judge_run(codecs, text[start:end], decoded, before, after, depth):
            yield part.moved(start)


def judge_run(
    codecs: tuple[ByteCodec, ...], source: str, decoded: str, before: str, after: str, depth: int
) -> list[Candidate]:
    """The candidates of one run, offsets within it: whole, or without an innocent first or last sequence."""
    best = judge(codecs, source, decoded, before, after, depth, 0)
    if 1 < len(decoded) <= 12:
        first, last = len(decoded[0].encode()), len(decoded[-1].encode())
        for skip, drop in ((first, 0), (0, last)):
            until = len(source) - drop
            shorter = judge(
                codecs, source[skip:until], decoded[1:] if skip else decoded[:-1],
                source[skip - 1] if skip else before, source[until] if drop else after, depth, skip,
            )  # fmt: skip
            if shorter[0].gain > best[0].gain + 1:
                best = shorter
    return best


def judge(
    codecs: tuple[ByteCodec, ...], source: str, decoded: str, before: str, after: str, depth: int, offset: int
) -> list[Candidate]:
    """The run as one layer or as several, whichever reads best."""
    cost = model().cost
    as_it_is = cost(before, source, after)
    codec = codecs[0]
    prior = codec.prior
    families = tuple([codec.name for codec in codecs])
    gain = as_it_is - cost(before, decoded, after) - prior
    name = "latin-1" if codec.name == "cp1252" and is_latin1(source) else codec.name
    whole = [Candidate(offset, offset + len(source), source, decoded, (name,), gain, families)]
    if depth < 2 or gain < HOPELESS or len(decoded) < 2:
        return whole
    possible = layer(decoded, depth - 1, before, after)
    inner = best_of([one for one in possible if is_second(one, families, before, decoded, after)])
    if inner:
        text = apply(decoded, inner)
        deeper = as_it_is - cost(before, text, after) - prior - LAYER_COST
        if deeper > gain:
            return [
                Candidate(offset + start, offset + end, source[start:end], result, (name, *below), deeper, families)
                for start, end, result, below in spread(decoded, inner)
            ]
    whole[0].unsettled = bool(inner)
    return whole


def is_second(candidate: Candidate, families: tuple[str, ...], before: str, decoded: str, after: str) -> bool:
    """Whether a candidate within a text that `families` decoded is a reading of its own.

    The same program often errs twice; that one reading was wrong is not evidence for another codec.
    """
    placed, text = candidate.moved(len(before)), before + decoded + after
    if is_plain_word(candidate.source) and is_plain_word(word_around(placed, text)):
        return False
    if set(families).isdisjoint(candidate.families):
        return clarity(placed, text) != "ordinary"
    return is_readable(placed, text)


def word_around(candidate: Candidate, text: str) -> str:
    """The source with the letter on either side, if there is one."""
    left, right = text[: candidate.start][-1:], text[candidate.end : candidate.end + 1]
    return f"{left if left.isalpha() else ''}{candidate.source}{right if right.isalpha() else ''}"


def is_latin1(source: str) -> bool:
    return any("\x80" <= char <= "\x9f" for char in source)


def spread(decoded: str, inner: list[Candidate]) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    """The parts of a run, one for each stretch with the same layers below; offsets in the run's source."""
    at = source_at = 0
    for part in inner:
        if at < part.start:
            plain = decoded[at : part.start]
            yield source_at, source_at + len(plain.encode()), plain, ()
            source_at += len(plain.encode())
        length = len(decoded[part.start : part.end].encode())
        yield source_at, source_at + length, part.result, part.codecs
        source_at += length
        at = part.end
    if at < len(decoded):
        yield source_at, source_at + len(decoded[at:].encode()), decoded[at:], ()


def best_of(candidates: Iterable[Candidate], rank: Callable[[Candidate], float] | None = None) -> list[Candidate]:
    """The candidates that rank highest, by gain if nothing else is said, and do not overlap, in order of place."""
    chosen: list[Candidate] = []
    taken: list[bool] = []
    rank = rank or (lambda one: one.gain)
    for candidate in sorted(candidates, key=lambda one: (-rank(one), one.start)):
        if candidate.gain <= 0:
            continue
        if len(taken) < candidate.end:
            taken += [False] * (candidate.end - len(taken))
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = [True] * (candidate.end - candidate.start)
            chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: candidate.start)


def apply(text: str, parts: list[Candidate]) -> str:
    """The text with each candidate's result in its place."""
    pieces: list[str] = []
    at = 0
    for part in parts:
        pieces += (text[at : part.start], part.result)
        at = part.end
    return "".join((*pieces, text[at:]))
