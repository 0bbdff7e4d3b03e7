"""The tables of `hosts.toml`, read once when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("hosts.toml")


@dataclass(frozen=True, slots=True)
class Hosts:
    """What is known about hosts; each field is a table of `hosts.toml`, as sets where only membership is asked."""

    tracking: frozenset[str]
    tracking_prefixes: tuple[str, ...]
    tracking_by_host: dict[str, frozenset[str]]
    ref_is_content: frozenset[str]
    signatures: frozenset[str]
    alias: dict[str, str]
    family: dict[str, frozenset[str]]
    usual_domains: frozenset[str]
    arxiv_mirrors: frozenset[str]
    arxiv_pages: frozenset[str]
    arxiv_archives: frozenset[str]
    arxiv_most: dict[str, int]
    doi_kinds: frozenset[str]
    doi_tails: tuple[str, ...]
    doi_suffix: dict[str, str]
    names: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def hosts() -> Hosts:
    """The tables. `tomllib` is imported here: a run that meets no URL does not pay for it."""
    import tomllib

    data: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    tracking, arxiv, doi = data["tracking"], data["arxiv"], data["doi"]
    return Hosts(
        tracking=frozenset(name.lower() for name in tracking["names"]),
        tracking_prefixes=tuple(tracking["prefixes"]),
        tracking_by_host={host: frozenset(names) for host, names in tracking["hosts"].items()},
        ref_is_content=frozenset(tracking["ref_is_content"]),
        signatures=frozenset(tracking["signatures"]),
        alias=data["alias"],
        family={name: frozenset(members) for name, members in data["family"].items()},
        usual_domains=frozenset(data["domains"]["usual"]),
        arxiv_mirrors=frozenset(arxiv["mirrors"]),
        arxiv_pages=frozenset(arxiv["pages"]),
        arxiv_archives=frozenset(arxiv["archives"]),
        arxiv_most=arxiv["most"],
        doi_kinds=frozenset(doi["kinds"]),
        doi_tails=tuple(sorted(doi["tails"], key=len, reverse=True)),
        doi_suffix=doi["suffix"],
        names={name: tuple(members) for name, members in data["names"].items()},
        kinds={name: tuple(members) for name, members in data["kinds"].items()},
    )


def is_under(host: str, domain: str) -> bool:
    """Whether `host` is `domain` or one of its subdomains."""
    return host == domain or host.endswith("." + domain)


def in_family(host: str, family: str) -> bool:
    """Whether `host`, or a domain above it, belongs to a family of `hosts.toml`."""
    members = hosts().family[family]
    while host not in members:
        _, dot, host = host.partition(".")
        if not dot:
            return False
    return True
