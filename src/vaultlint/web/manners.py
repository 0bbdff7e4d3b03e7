"""How a run behaves towards the hosts that it asks, and where the services are that know titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Where the services answer. `VAULTLINT_SERVICES` names other places, as `arxiv=https://mirror.example,…`.
SERVICES: Mapping[str, str] = {
    "arxiv": "https://export.arxiv.org",
    "crossref": "https://api.crossref.org",
    "github": "https://api.github.com",
    "openreview": "https://api2.openreview.net",
    "wayback": "https://archive.org",
    "wikipedia": "https://{language}.wikipedia.org",
    "youtube": "https://www.youtube.com",
}


@dataclass(slots=True, frozen=True)
class Manners:
    """Seconds between two requests to a host, connections to a host and in all, and how patient a run is.

    `timeout` is how many seconds a host may be silent; an answer as a whole may take twice as long. A request that
    failed is made again `retries` times, after `backoff` seconds and each time twice as many; a host that asks for a
    longer rest than `longest_wait` is left alone. `services` may be empty: then only the linked hosts are asked.
    """

    delay: float = 1.0
    per_host: int = 1
    connections: int = 16
    timeout: float = 10.0
    retries: int = 2
    backoff: float = 2.0
    longest_wait: float = 60.0
    allow_private: bool = False
    services: Mapping[str, str] = field(default_factory=lambda: SERVICES)
