"""Servers on loopback, and the web as a run sees it when every name leads there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from web_server import QUICK, Route, Server, here

from vaultlint.online.answer_cache import Store
from vaultlint.online.answers import Answer, resource_key
from vaultlint.online.check_url import Resource
from vaultlint.online.crawl import check_urls
from vaultlint.online.rate_limit import Manners


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers, which end with the test."""
    running: list[Server] = []

    def start(route: Route, **options: Any) -> Server:
        running.append(Server(route, **options))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., dict[str, Answer]]:
    """Asks URLs as `links --online` does, without rests between requests; the answers by URL."""

    def run(
        urls: Iterable[str | Resource], manners: Manners = QUICK, *, folder: Path | None = None, **options: Any
    ) -> dict[str, Answer]:
        resources = [one if isinstance(one, Resource) else Resource(resource_key(one), one) for one in urls]
        store = Store(folder or tmp_path / "web-cache")
        try:
            found = check_urls(resources, manners, store, **{"look_up": here, **options})
        finally:
            store.close()
        return {one.url: found[one.key] for one in resources if one.key in found}

    return run
