"""Tables of hosts, prepared from `data_hosts` on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Hosts(NamedTuple):
    """Knowledge about hosts; each field is a table of `host_tables`, as sets where only membership is asked."""

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
    """The tables. They are loaded here: a run that meets no URL does not pay for them."""
    from vaultlint.urls import data_hosts as data

    tracking, arxiv, doi = data.TRACKING, data.ARXIV, data.DOI
    return Hosts(
        tracking=frozenset(name.lower() for name in tracking["names"]),
        tracking_prefixes=tracking["prefixes"],
        tracking_by_host={host: frozenset(names) for host, names in data.TRACKING_HOSTS.items()},
        ref_is_content=frozenset(tracking["ref_is_content"]),
        signatures=frozenset(tracking["signatures"]),
        alias=data.ALIAS,
        family={name: frozenset(members) for name, members in data.FAMILY.items()},
        usual_domains=frozenset(data.DOMAINS["usual"]),
        arxiv_mirrors=frozenset(arxiv["mirrors"]),
        arxiv_pages=frozenset(arxiv["pages"]),
        arxiv_archives=frozenset(arxiv["archives"]),
        arxiv_most=data.ARXIV_MOST,
        doi_kinds=frozenset(doi["kinds"]),
        doi_tails=tuple(sorted(doi["tails"], key=len, reverse=True)),
        doi_suffix=data.DOI_SUFFIX,
        names=data.NAMES,
        kinds=data.KINDS,
    )


def is_under(host: str, domain: str) -> bool:
    """Whether `host` is `domain` or one of its subdomains."""
    return host == domain or host.endswith("." + domain)


def in_family(host: str, family: str) -> bool:
    """Whether `host`, or a domain above it, belongs to a family of `host_tables`."""
    members = hosts().family[family]
    while host not in members:
        _, dot, host = host.partition(".")
        if not dot:
            return False
    return True
