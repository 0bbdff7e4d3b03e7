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
