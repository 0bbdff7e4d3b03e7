"""UTF-8 read with an East Asian codec: `caf茅` for `café`, `縺薙ｓ` for `こん`.

Here two bytes make a character and may swallow an ASCII letter (`鈥檛` for `’t`), so a whole run is taken back or none
of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vaultlint.encoding.candidates import WORTHLESS, Candidate
from vaultlint.encoding.codecs import MULTI_BYTE, UTF8_RUN
from vaultlint.encoding.model import model
from vaultlint.encoding.runs import places
from vaultlint.pattern import Pattern

_EASTERN: Final = Pattern("[\u3000-\u9fff\uac00-\ud7a3\uff61-\uff9f\ue000-\uf8ff]")
#: A line of bytes that is UTF-8 from end to end but for the ASCII bytes that characters have swallowed; `?`, which is
#: none of them, stands for a character that the codec does not have.
_LINE: Final = re.compile(rb"\n(?>(?:(?>" + UTF8_RUN.pattern + rb")|[\x40-\x7e])+)(?=\n)")


def multi_byte(text: str, results: dict[str, list[tuple[str, str]]]) -> Iterator[Candidate]:
    """Every run that a codec takes back to well-formed UTF-8, as `taken_back` says, in its context."""
    if not results or not _EASTERN.search(text):
        return
    cost = model().cost
    for start, run in places(text, results):
        end = start + len(run)
        before, after = text[start - 1 : start], text[end : end + 1]
        for codec, result in results[run]:
            gain = cost(before, run, after) - cost(before, result, after) - MULTI_BYTE[codec]
            if gain > WORTHLESS:
                yield Candidate(start, end, run, result, (codec,), gain, (codec,))


def taken_back(runs: list[str]) -> dict[str, list[tuple[str, str]]]:
    """The runs that some codec takes back to well-formed UTF-8: which codecs, and to what.

    All are encoded together, and only those that look like UTF-8 are tried one by one.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    joined = "\n".join(["", *runs, ""])
    for codec in MULTI_BYTE:
        data = joined.encode(codec, "replace")
        which = at = 0
        for match in _LINE.finditer(data):
            which += data.count(b"\n", at, match.start())
            at = match.start()
            result = undone(runs[which], codec)
            if result is not None:
                found.setdefault(runs[which], []).append((codec, result))
    return found


def undone(run: str, codec: str) -> str | None:
    """The run as UTF-8; None if it has no such bytes or they read back as something else."""
    try:
        result = run.encode(codec).decode("utf-8")
        return result if result.encode("utf-8").decode(codec) == run else None
    except UnicodeError:
        return None
