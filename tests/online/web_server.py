"""A real HTTP server on loopback for as many hosts as a test wants: what it is asked, and when, is written down."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from vaultlint.online.rate_limit import Manners

#: No rests, short patience: what is tested is the order of things, not how long they take.
QUICK = Manners(delay=0.0, timeout=2.0, retries=2, backoff=0.01, longest_wait=3.0, allow_private=True, services={})


async def here(host: str, port: int) -> list[str]:
    """Every name leads to this machine."""
    return ["127.0.0.1"]


@dataclass
class Asked:
    """A request as it came in; `began` and `ended` in seconds of a monotonic clock."""

    method: str
    host: str
    path: str
    headers: dict[str, str]
    began: float = 0.0
    ended: float = 0.0


@dataclass
class Say:
    """What to answer. `script` writes to the connection by itself instead; `chunks` sends the body without a length."""

    code: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    script: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
    delay: float = 0.0


Route = Callable[[Asked], Say]


def html(body: str, code: int = 200) -> Say:
    return Say(code, body.encode(), {"Content-Type": "text/html; charset=utf-8"})


def moved(code: int, target: str, **headers: str) -> Say:
    return Say(code, b"", {"Location": target, **headers})


class Server:
    """Answers by `route` until `close`, in a thread of its own."""

    def __init__(self, route: Route, *, address: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> None:
        self.route = route
        self.asked: list[Asked] = []
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._address, self._context = address, context
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, self._address, 0, ssl=self._context, backlog=512)
        )
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (head := await reader.readuntil(b"\r\n\r\n")) and await self._answer(head, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> bool:
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        method, path, _ = first.split(" ")
        one = Asked(method, headers["host"].partition(":")[0], path, headers, time.monotonic())
        self.asked.append(one)
        say = self.route(one)
        if say.delay:
            await asyncio.sleep(say.delay)
        if say.script is not None:
            await say.script(writer)
            one.ended = time.monotonic()
            return False
        fields = {"Content-Length": str(len(say.body)), **say.headers}
        text = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        writer.write(f"HTTP/1.1 {say.code} X\r\n{text}\r\n".encode() + (say.body if method != "HEAD" else b""))
        await writer.drain()
        one.ended = time.monotonic()
        return True
