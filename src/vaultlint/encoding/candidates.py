"""Runs of characters that are well-formed UTF-8 read with a wrong codec, layer below layer, and what they gain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final

from vaultlint.encoding.codecs import SINGLE_BYTE, UTF8_RUN, ByteCodec, byte_codec
from vaultlint.encoding.model import model

#: How often a text may have been read wrongly, one reading over the other.
LAYERS: Final = 3
#: What each further layer costs, in nats.
LAYER_COST: Final = 1.0


class Candidate:
    """Characters `start:end`, the `source`, may be `result` read through `codecs`; `gain` in nats."""

    __slots__ = ("codecs", "end", "gain", "result", "source", "start")

    def __init__(self, start: int, end: int, source: str, result: str, codecs: tuple[str, ...], gain: float) -> None:
        self.start = start
        self.end = end
        self.source = source
        self.result = result
        self.codecs = codecs
        self.gain = gain

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


def single_byte(
    text: str, codecs: list[ByteCodec], depth: int = LAYERS, left: str = "", right: str = ""
) -> Iterator[Candidate]:
    """Every maximal run of every codec; a run with more than one layer in parts that share a chain."""
    seen: dict[tuple[str, str, str], list[Candidate]] = {}
    for codec in codecs:
        seen.clear()
        for match in UTF8_RUN.finditer(codec.to_bytes(text)):
            start, end = match.span()
            before = text[start - 1] if start else left
            after = text[end] if end < len(text) else right
            source = text[start:end]
            key = (source, before, after)
            found = seen.get(key)
            if found is None:
                found = seen[key] = list(judge_run(codec, source, match.group().decode("utf-8"), before, after, depth))
            for part in found:
                yield Candidate(part.start + start, part.end + start, part.source, part.result, part.codecs, part.gain)


def judge_run(codec: ByteCodec, source: str, decoded: str, before: str, after: str, depth: int) -> list[Candidate]:
    """The candidates of one run, offsets within it: whole, or without an innocent first or last sequence."""
    best = judge(codec, source, decoded, before, after, depth, 0)
    if 1 < len(decoded) <= 12:
        first, last = len(decoded[0].encode()), len(decoded[-1].encode())
        for skip, drop in ((first, 0), (0, last)):
            until = len(source) - drop
            shorter = judge(
                codec, source[skip:until], decoded[1:] if skip else decoded[:-1],
                source[skip - 1] if skip else before, source[until] if drop else after, depth, skip,
            )  # fmt: skip
            if shorter[0].gain > best[0].gain + 1:
                best = shorter
    return best


def judge(
    codec: ByteCodec, source: str, decoded: str, before: str, after: str, depth: int, offset: int
) -> list[Candidate]:
    """The run as one layer or as several, whichever reads best."""
    cost = model().cost
    as_it_is = cost(before, source, after)
    prior = codec.prior
    gain = as_it_is - cost(before, decoded, after) - prior
    name = "latin-1" if codec.name == "cp1252" and is_latin1(source) else codec.name
    whole = [Candidate(offset, offset + len(source), source, decoded, (name,), gain)]
    if depth < 2 or decoded.isascii():
        return whole
    inner = best_of(single_byte(decoded, active_codecs(decoded), depth - 1, before, after))
    if not inner:
        return whole
    text = apply(decoded, inner)
    deeper = as_it_is - cost(before, text, after) - prior - LAYER_COST
    if deeper <= gain:
        return whole
    return [
        Candidate(offset + start, offset + end, source[start:end], result, (name, *codecs), deeper)
        for start, end, result, codecs in spread(decoded, inner)
    ]


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
    return sorted(chosen, key=lambda one: one.start)


def apply(text: str, parts: list[Candidate]) -> str:
    """The text with each candidate's result in its place."""
    pieces: list[str] = []
    at = 0
    for part in parts:
        pieces += (text[at : part.start], part.result)
        at = part.end
    return "".join((*pieces, text[at:]))
