"""Servers that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="needs the extra `server`")

from lsp_client import Client


@pytest.fixture
def serve() -> Iterator[Callable[..., Client]]:
    """Starts a server for a vault, and initializes it unless `start=False`."""
    clients: list[Client] = []

    def make(root: Path, *arguments: str, start: bool = True, **given: object) -> Client:
        client = Client(root, *arguments)
        clients.append(client)
        if start:
            client.start(**given)  # type: ignore[arg-type]
        return client

    yield make
    for client in clients:
        client.close()
