"""What the clear cases of a text say about its doubtful ones."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from vaultlint.encoding.candidates import Candidate

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
            voters.setdefault(family(one), {})[one.source] = len(one.source)
    if not voters:
        return {}
    weights = {name: sum(sources.values()) for name, sources in voters.items()}
    most = max(weights.values())
    shares = {name: weight / most for name, weight in weights.items()}
    for one in candidates:
        name = family(one)
        others = len(voters.get(name, ())) if one.gain < CLEAR else 0
        if others:
            one.gain += min(MOST, 2.5 * math.log2(1 + others)) * shares[name]
    return shares


def family(one: Candidate) -> str:
    """The outermost codec; Latin-1 and Windows-1252 are one."""
    return "cp1252" if one.codecs[0] == "latin-1" else one.codecs[0]
