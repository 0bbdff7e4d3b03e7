"""The words of `word_lists`, made ready once when first asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Vocabulary(NamedTuple):
    """The lists of `word_lists`; `own` gives, by a host's name (`github`), the kinds of page it consists of."""

    stop: frozenset[str]
    generic: frozenset[str]
    foreign: frozenset[str]
    filler: frozenset[str]
    praise: frozenset[str]
    own: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The lists. They are loaded here, as in `vaultlint.urls.hosts`."""
    from vaultlint.link_text import data_words as data

    kinds = {sort: frozenset(words.split()) for sort, words in data.OWN.items()}
    return Vocabulary(
        stop=frozenset(data.STOP.split()),
        generic=frozenset(data.GENERIC.split()),
        foreign=frozenset(data.FOREIGN.split()),
        filler=frozenset(data.FILLER.split()),
        praise=frozenset(data.PRAISE.split()),
        own={name: kinds[sort] for sort, names in data.SORT.items() for name in names},
    )
