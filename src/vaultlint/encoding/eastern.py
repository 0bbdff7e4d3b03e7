"""UTF-8 read with an East Asian codec: `caf茅` for `café`, `縺薙ｓ` for `こん`.

Here two bytes make a character and may swallow an ASCII letter (`鈥檛` for `’t`), so a whole run is taken back or none
of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vaultlint.encoding.candidates import RUN, WORTHLESS, Candidate
from vaultlint.encoding.codecs import MULTI_BYTE, UTF8_RUN
from vaultlint.encoding.model import model
from vaultlint.pattern import Pattern

_EASTERN: Final = Pattern("[\u3000-\u9fff\uac00-\ud7a3\uff61-\uff9f\ue000-\uf8ff]")
#: A run of bytes beyond ASCII that is UTF-8 from end to end; a last character may have taken an ASCII byte with it, and
#: `?` is a character that the codec does not have.
_WHOLE: Final = re.compile(rb"(?<![\x80-\xff?])(?>" + UTF8_RUN.pattern + rb")(?![\x80-\xff?])")


def multi_byte(text: str, runs: set[str], joined: str) -> Iterator[Candidate]:
    """Every run that each codec takes back to well-formed UTF-8; `joined` is the distinct ones, a line each."""
    if not _EASTERN.search(joined):
        return
    found: dict[str, list[tuple[str, str]]] = {}
    for codec in MULTI_BYTE:
        if not _WHOLE.search(joined.encode(codec, "replace")):
            continue
        for run in runs:
            result = taken_back(run, codec)
            if result is not None:
                found.setdefault(run, []).append((codec, result))
    if not found:
        return
    cost = model().cost
    for match in RUN.finditer(text):
        for codec, result in found.get(match[0], ()):
            start, end = match.span()
            before, after = text[start - 1 : start], text[end : end + 1]
            gain = cost(before, match[0], after) - cost(before, result, after) - MULTI_BYTE[codec]
            if gain > WORTHLESS:
                yield Candidate(start, end, match[0], result, (codec,), gain, (codec,))


def taken_back(run: str, codec: str) -> str | None:
    """The run as UTF-8; None if it has no such bytes or they read back as something else."""
    try:
        result = run.encode(codec).decode("utf-8")
        return result if result.encode("utf-8").decode(codec) == run else None
    except UnicodeError:
        return None
