"""Emphasis as CommonMark pairs it (section 6.2): which runs of `*` and `_` open or close, and which are shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from vaultlint.pattern import Pattern

_RUN = Pattern(r"\\.|\*+|_+", 16)


class Run(NamedTuple):
    """A run of `*` or `_`. `start` counts from the beginning of its text."""

    start: int
    end: int
    opens: bool
    closes: bool

    @property
    def length(self) -> int:
        return self.end - self.start


def find_runs(text: str, *, symbols: bool = True) -> list[Run]:
    """Runs of `*` and `_` in the text of one block.

    `symbols`: whether `€` and `™` count as punctuation, as they do since CommonMark 0.31.
    """
    matches = (match for match in _RUN.finditer(text) if match[0][0] != "\\")
    return [_run(text, match.start(), match.end(), symbols) for match in matches]


def _run(text: str, start: int, end: int, symbols: bool) -> Run:
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    space_before, space_after = before.isspace(), after.isspace()
    mark_before, mark_after = is_punctuation(before, symbols), is_punctuation(after, symbols)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    if text[start] == "_":
        return Run(start, end, left and (not right or mark_before), right and (not left or mark_after))
    return Run(start, end, left, right)


def is_punctuation(character: str, symbols: bool = True) -> bool:
    """Whether a character is punctuation to CommonMark: all of ASCII's, and of Unicode `P` and, with `symbols`, `S`."""
    category = unicodedata.category(character)[0]
    return category == "P" or (category == "S" and (symbols or character.isascii()))


def shown_characters(text: str, runs: Sequence[Run]) -> list[int]:
    """Number of characters of each run outside emphasis, by CommonMark's algorithm for delimiter runs."""
    rest = [run.length for run in runs]
    openers: list[int] = []
    # Below these runs no opener for such a closer is left, so that nothing is searched twice.
    bottoms: dict[tuple[str, bool, int], int] = {}
    for number, run in enumerate(runs):
        if run.closes:
            key = (text[run.start], run.opens, run.length % 3)
            while rest[number] and (at := _opener(text, runs, openers, number, bottoms.get(key, -1))) is not None:
                opener = openers[at]
                used = 2 if rest[opener] > 1 and rest[number] > 1 else 1
                rest[opener] -= used
                rest[number] -= used
                del openers[at + (rest[opener] > 0) :]
            if rest[number]:
                bottoms[key] = number - 1
        if run.opens and rest[number]:
            openers.append(number)
    return rest


def _opener(text: str, runs: Sequence[Run], openers: Sequence[int], closer: int, bottom: int) -> int | None:
    """The place in `openers` of the nearest run that this one can close."""
    closing = runs[closer]
    for at in range(len(openers) - 1, -1, -1):
        if openers[at] <= bottom:
            return None
        opening = runs[openers[at]]
        if text[opening.start] != text[closing.start]:
            continue
        ambiguous = opening.closes or closing.opens
        if not ambiguous or (opening.length + closing.length) % 3 or not (opening.length % 3 or closing.length % 3):
            return at
    return None
