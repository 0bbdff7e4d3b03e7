"""Rate limits: how many connections to a host, and how long to pause between requests.

Every request passes the gate of its host, whatever led to it: a redirect and an API are no way around.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from vaultlint.urls.parse import host, split

#: Hosts that ask for a longer rest than others; arXiv's terms name three seconds between requests to its API.
LONGER_RESTS = {"export.arxiv.org": 3.0}

#: A host of which so many URLs in a row got no answer, asked again or not, is left alone for the rest of the run.
_MOST_FAILURES = 3


@dataclass(slots=True)
class _Gate:
    slots: asyncio.Semaphore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    rest: float = 0.0
    free_at: float = 0.0
    failures: int = 0
    closed: str = ""


class Gates:
    """`delay` seconds lie between the starts of two requests to a host; at most `total` requests run at once."""

    def __init__(self, *, delay: float, per_host: int, total: int) -> None:
        self._delay, self._per_host = delay, per_host
        self._all = asyncio.Semaphore(total)
        self._gates: dict[str, _Gate] = {}

    def _gate(self, name: str) -> _Gate:
        gate = self._gates.get(name)
        if gate is None:
            rest = max(self._delay, LONGER_RESTS.get(name, 0.0))
            gate = self._gates[name] = _Gate(asyncio.Semaphore(self._per_host), rest=rest)
        return gate

    @asynccontextmanager
    async def passing(self, name: str) -> AsyncIterator[str]:
        """Wait until the host may be asked; what is inside is one request. Gives why it may not be asked, else ""."""
        gate = self._gate(name)
        clock = asyncio.get_running_loop().time
        async with gate.slots:
            async with gate.turn:
                # Another answer may have postponed the time meanwhile, or closed the gate: do not wait for that.
                while not gate.closed and (rest := gate.free_at - clock()) > 0:
                    await asyncio.sleep(rest)
                if not gate.closed:
                    await self._all.acquire()
                    gate.free_at = clock() + gate.rest
                closed = gate.closed
            if closed:
                yield closed
                return
            try:
                yield ""
            finally:
                self._all.release()

    def hold(self, name: str, seconds: float) -> None:
        """Let no request through for a time."""
        gate = self._gate(name)
        gate.free_at = max(gate.free_at, asyncio.get_running_loop().time() + seconds)

    def close(self, name: str, reason: str) -> None:
        """Ask this host nothing more."""
        self._gate(name).closed = reason

    def failed(self, name: str, reason: str) -> None:
        """Count a URL without an answer."""
        gate = self._gate(name)
        gate.failures += 1
        if gate.failures >= _MOST_FAILURES:
            gate.closed = reason

    def answered(self, name: str) -> None:
        self._gate(name).failures = 0


def host_of(url: str) -> str:
    """The host whose gate a URL passes."""
    return host(split(url).authority or "")[0]


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
