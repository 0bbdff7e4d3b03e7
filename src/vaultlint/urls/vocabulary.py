"""The word lists of `words.toml`, read once when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lists of `words.toml`; `own` gives, by a host's name (`github`), the kinds of page it consists of."""

    stop: frozenset[str]
    generic: frozenset[str]
    foreign: frozenset[str]
    filler: frozenset[str]
    praise: frozenset[str]
    own: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The lists. `tomllib` is imported here, as in `vaultlint.urls.hosts`."""
    import tomllib

    data: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    kinds = {sort: frozenset(words.split()) for sort, words in data["own"].items()}
    lists = {name: frozenset(data[name].split()) for name in ("stop", "generic", "foreign", "filler", "praise")}
    return Vocabulary(**lists, own={name: kinds[sort] for sort, names in data["sort"].items() for name in names})
