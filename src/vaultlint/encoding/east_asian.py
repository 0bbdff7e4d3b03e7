"""UTF-8 read with an East Asian codec: `caf茅` for `café`, `縺薙ｓ` for `こん`.

Here two bytes make a character and may swallow an ASCII letter (`鈥檛` for `’t`), so a whole run is taken back or none
of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from vaultlint.encoding.candidates import MOST_KEPT, WORTHLESS, Candidate
from vaultlint.encoding.codecs import MULTI_BYTE, UTF8_RUN
from vaultlint.encoding.language_model import model
from vaultlint.encoding.runs import places
from vaultlint.pattern import Pattern

_EASTERN: Final = Pattern("[\u3000-\u9fff\uac00-\ud7a3\uff61-\uff9f\ue000-\uf8ff]")
#: How many characters of a run are looked at before the whole is: three that begin like UTF-8 are rare in any text.
_HEAD: Final = 3
#: A line of bytes that is UTF-8, perhaps cut off at its end, but for the ASCII bytes that characters have swallowed;
#: `?`, which is none of them, replaces a character that the codec does not have.
_BEGINS: Final = re.compile(
    rb"\n(?=[\xc2-\xf4][\x80-\xbf])(?>(?:(?>"
    + UTF8_RUN.pattern
    + rb")|[\x40-\x7e])*)(?>[\xc2-\xf4]?[\x80-\xbf]{0,2})(?=\n)"
)
#: Codec, result and gain of a run between two characters: they are the same wherever it is.
_JUDGED: Final[dict[tuple[str, str, str], list[tuple[str, str, float]]]] = {}


def multi_byte(text: str, results: dict[str, list[tuple[str, str]]]) -> list[Candidate]:
    """Every run that a codec takes back to well-formed UTF-8, as `taken_back` says, in its context."""
    candidates: list[Candidate] = []
    if not results:
        return candidates
    if len(_JUDGED) > MOST_KEPT:
        _JUDGED.clear()
    for start, run in places(text, results):
        end = start + len(run)
        key = text[start - 1 : start], run, text[end : end + 1]
        judged = _JUDGED.get(key)
        if judged is None:
            judged = _JUDGED[key] = list(_judged(*key, results[run]))
        candidates += [Candidate(start, end, run, result, (codec,), gain, (codec,)) for codec, result, gain in judged]
    # Some Cyrillic letters have such bytes too; they are worth a thought only beside Eastern ones.
    return candidates if candidates and _EASTERN.search(text) else []


def _judged(before: str, run: str, after: str, results: list[tuple[str, str]]) -> Iterator[tuple[str, str, float]]:
    cost = model().cost
    for codec, result in results:
        gain = cost(before, run, after) - cost(before, result, after) - MULTI_BYTE[codec]
        if gain > WORTHLESS:
            yield codec, result, gain


def taken_back(runs: list[str]) -> tuple[dict[str, list[tuple[str, str]]], set[str]]:
    """The runs that some codec takes back to well-formed UTF-8, with codecs and results; and those that only begin so.

    The first characters of those that may begin like UTF-8 are encoded together, and only runs that do are tried one by
    one.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    cut: set[str] = set()
    openers = _openers()
    runs = [run for run in runs if run[0] in openers[""]]
    for codec in MULTI_BYTE if runs else ():
        begun = [run for run in runs if run[0] in openers[codec]]
        data = "\n".join(["", *[run[:_HEAD] for run in begun], ""]).encode(codec, "replace")
        which = at = 0
        for match in _BEGINS.finditer(data):
            which += data.count(b"\n", at, match.start())
            at = match.start()
            result = undone(begun[which], codec)
            if result is not None:
                found.setdefault(begun[which], []).append((codec, result))
            else:
                cut.add(begun[which])
    return found, cut


@cache
def _openers() -> dict[str, frozenset[str]]:
    """By codec, and of all under "": the characters whose bytes begin like UTF-8, so that a run may begin with them."""
    pairs = [bytes((lead, continuation)) for lead in range(0xC2, 0xF5) for continuation in range(0x80, 0xC0)]
    text = b"\n".join(pairs)
    found = {codec: frozenset(text.decode(codec, "ignore")) for codec in MULTI_BYTE}
    return {**found, "": frozenset().union(*found.values())}


def undone(run: str, codec: str) -> str | None:
    """The run as UTF-8; None if it has no such bytes or they read back as something else."""
    try:
        result = run.encode(codec).decode("utf-8")
        return result if result.encode("utf-8").decode(codec) == run else None
    except UnicodeError:
        return None
