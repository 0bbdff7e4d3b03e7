"""One HTTP request: bounded in time and size, no redirects, no cookies, errors in words."""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, NamedTuple

import httpcore
import httpx

from vaultlint import __version__
from vaultlint.online.addresses import NotAsked, Resolver
from vaultlint.urls.parse import is_web


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that were judged; TLS and the Host header keep the name."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in await self._resolver.addresses(host, port):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise NotAsked("a socket of this machine is not an address on the web")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _Stream(httpx.AsyncByteStream):
    """A body as httpcore gives it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class CheckedTransport(httpx.AsyncBaseTransport):
    """A transport for `httpx.AsyncClient`; failures are those of httpcore, OSError, and NotAsked."""

    def __init__(self, resolver: Resolver, context: ssl.SSLContext, connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=connections,
            keepalive_expiry=15.0,
            network_backend=_CheckedBackend(resolver),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        stream = _Stream(answer.stream)
        return httpx.Response(answer.status, headers=answer.headers, stream=stream, extensions=answer.extensions)

    async def aclose(self) -> None:
        await self._pool.aclose()


#: Names the program and where its makers are to be found, as a polite robot does.
USER_AGENT: Final = f"vaultlint/{__version__} (+https://github.com/vaultlint/vaultlint)"

#: The most bytes of a page that are read, before and after decompression; a title or anchor after them is not seen.
LARGEST_BODY: Final = 2 * 1024 * 1024

_HEADERS: Final = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
    # Only what is decompressed here, bounded, is asked for.
    "Accept-Encoding": "gzip",
}


class Unanswered(Exception):
    """No answer came. The message says why; `lasting` means that asking again would not help."""

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lasting = lasting


class Reply(NamedTuple):
    """An answer of a server. `body` is decompressed; `whole` is False if there was more of it than is read."""

    code: int
    headers: httpx.Headers
    body: bytes = b""
    whole: bool = True


class Client:
    """Asks single URLs. Used as an asynchronous context manager."""

    def __init__(self, resolver: Resolver, context: ssl.SSLContext, *, connections: int, timeout: float) -> None:
        self._timeout = timeout
        limits = httpx.Timeout(timeout, pool=None)
        jar = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
        transport = CheckedTransport(resolver, context, connections)
        # `trust_env=False`: behind a proxy the address that is reached would be unknown.
        self._client = httpx.AsyncClient(
            transport=transport, headers=_HEADERS, timeout=limits, cookies=jar, follow_redirects=False, trust_env=False
        )

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def ask(self, method: str, url: str, *, body: bool) -> Reply:
        """The answer to HEAD or GET; its body only if wanted. Unanswered if none came in time."""
        if not is_web(url):
            raise Unanswered("only http and https are asked", lasting=True)
        try:
            async with asyncio.timeout(2 * self._timeout):
                return await self._ask(method, url, body)
        except (TimeoutError, httpcore.TimeoutException, httpx.TimeoutException):
            raise Unanswered("no answer in time") from None
        except NotAsked as error:
            raise Unanswered(str(error), lasting=True) from None
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise Unanswered("the URL cannot be asked for", lasting=True) from None
        except (httpcore.ProtocolError, httpcore.NetworkError, httpx.HTTPError, OSError, zlib.error) as error:
            raise _in_words(error) from None

    async def _ask(self, method: str, url: str, body: bool) -> Reply:
        request = self._client.build_request(method, url)
        response = await self._client.send(request, stream=True)
        try:
            if not body or method == "HEAD":
                return Reply(response.status_code, response.headers)
            content, whole = await _bounded(response)
            return Reply(response.status_code, response.headers, content, whole)
        finally:
            await response.aclose()


async def _bounded(response: httpx.Response) -> tuple[bytes, bool]:
    """At most LARGEST_BODY bytes, and whether that is all; a compression that was not asked for is not read."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        return b"", False
    unpack = zlib.decompressobj(47) if encoding not in ("identity", "") else None
    kept = bytearray()
    read = 0
    async for part in response.aiter_raw():
        read += len(part)
        kept += unpack.decompress(part, LARGEST_BODY + 1 - len(kept)) if unpack else part
        if len(kept) > LARGEST_BODY or read > LARGEST_BODY:
            return bytes(kept[:LARGEST_BODY]), False
    return bytes(kept), True


def _in_words(error: Exception) -> Unanswered:
    """Description of an error and its cause."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unanswered(f"the certificate is not valid: {cause.verify_message}", lasting=True)
        if isinstance(cause, ssl.SSLError):
            return Unanswered("no secure connection could be made", lasting=True)
        if isinstance(cause, socket.gaierror):
            return Unanswered("the host's name could not be looked up", lasting=True)
        if isinstance(cause, ConnectionRefusedError):
            return Unanswered("the host refused the connection")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, (httpcore.ProtocolError, zlib.error)):
        return Unanswered("the answer was broken")
    return Unanswered("the connection broke")
