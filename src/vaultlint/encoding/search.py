"""Search a whole text: candidates, evidence, vote, tiers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from vaultlint.encoding.candidates import Candidate, active_codecs, best_of, single_byte
from vaultlint.encoding.codecs import label
from vaultlint.encoding.finding import Finding, Tier

_RUNS: Final = re.compile("[^\0-\x7f]{2,}")
#: Gains, in nats, from which a candidate is reported, and from which it is mended without asking.
REPORTED: Final = 4.0
SAFE: Final = 7.0


def find_all(text: str, protected: Sequence[tuple[int, int]] = (), whole_note: bool = True) -> list[Finding]:
    """See `vaultlint.encoding.find`."""
    joined = "\n".join(set(_RUNS.findall(text)))
    codecs = active_codecs(joined)
    chosen = best_of(one for one in single_byte(text, codecs) if one.gain >= REPORTED)
    return [finding(one, protected) for one in chosen]


def finding(one: Candidate, protected: Sequence[tuple[int, int]]) -> Finding:
    tier: Tier = "safe" if one.gain >= SAFE else "unsafe"
    if any(start < one.end and one.start < end for start, end in protected):
        tier = "display"
    confidence = 1 - math.exp(-one.gain / 4)
    return Finding(
        one.start, one.end, one.result, codec=label(one.codecs), codecs=one.codecs, tier=tier, confidence=confidence
    )


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
