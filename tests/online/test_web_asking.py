"""Single URLs: what is dead, moved, unknown, against a server that misbehaves in every way."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme
from web_server import QUICK, Asked, Say, Server, html, moved

from vaultlint.online.answers import Answer, resource_key
from vaultlint.online.check_url import Resource
from vaultlint.online.http import LARGEST_BODY, USER_AGENT

Ask = Callable[..., dict[str, Answer]]
Serve = Callable[..., Server]


def one(ask: Ask, server: Server, path: str, **options: object) -> Answer:
    url = f"http://pages.dev:{server.port}{path}"
    return ask([Resource(resource_key(url), url, **options)])[url]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "status"),
    [(200, "alive"), (204, "alive"), (404, "dead"), (410, "dead"), (401, "unknown"), (403, "unknown"),
     (405, "unknown"), (418, "unknown"), (451, "unknown"), (500, "unknown"), (503, "unknown"), (429, "unknown"),
     (304, "unknown"), (300, "unknown")],
)  # fmt: skip
def test_only_404_and_410_are_dead(ask: Ask, serve: Serve, code: int, status: str) -> None:
    server = serve(lambda _: Say(code))
    answer = one(ask, server, "/page")
    assert (answer.status, answer.code) == (status, code)


def test_head_then_get(ask: Ask, serve: Serve) -> None:
    """A server that knows no HEAD, or lies to it, is asked with GET before anything is claimed."""
    server = serve(lambda asked: Say(404 if asked.method == "HEAD" else 200))
    assert one(ask, server, "/page").status == "alive"
    assert [each.method for each in server.asked] == ["HEAD", "GET"]
    assert server.asked[0].headers["user-agent"] == USER_AGENT


def test_one_head_is_enough(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(200))
    one(ask, server, "/page")
    assert [each.method for each in server.asked] == ["HEAD"]


def test_permanent_and_temporary_redirects(ask: Ask, serve: Serve) -> None:
    def route(asked: Asked) -> Say:
        return {
            "/a": moved(301, "/b"), "/b": moved(308, "/c"), "/c": Say(200),
            "/t": moved(302, "/c"), "/mixed": moved(301, "/t"), "/gone": moved(301, "/nothing"),
            "/varies": moved(301, "/c", Vary="Accept-Language"), "/private": moved(302, "/accounts/login?next=x"),
            "/accounts/login?next=x": Say(200),
        }.get(asked.path, Say(404))  # fmt: skip

    server = serve(route)
    place = f"http://pages.dev:{server.port}"
    a = one(ask, server, "/a")
    assert (a.status, a.moved, a.final) == ("alive", f"{place}/c", f"{place}/c")
    t = one(ask, server, "/t")
    assert (t.status, t.moved, t.final) == ("alive", "", f"{place}/c")
    assert one(ask, server, "/mixed").moved == f"{place}/t"
    assert one(ask, server, "/gone").status == "dead"
    assert one(ask, server, "/varies").moved == ""
    assert one(ask, server, "/private")[1:3] == ("unknown", "it asks to log in")


@pytest.mark.parametrize(
    ("target", "reason"),
    [("/loop", "circle"), ("/deeper", "more than 10 times"), ("ftp://x/", "scheme ftp"), ("file:///etc", "scheme file"),
     ("javascript:alert(1)", "cannot be asked for"), ("http://[bad/", "")],
)  # fmt: skip
def test_redirects_that_lead_nowhere(ask: Ask, serve: Serve, target: str, reason: str) -> None:
    server = serve(lambda asked: moved(302, asked.path + "x" if target == "/deeper" else target))
    answer = one(ask, server, "/loop" if target == "/loop" else "/start")
    assert answer.status == "unknown"
    assert reason in answer.reason


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_honoured(ask: Ask, serve: Serve, as_date: bool) -> None:
    def route(asked: Asked) -> Say:
        if len(server.asked) > 1:
            return Say(200)
        later = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        return Say(429, headers={"Retry-After": later if as_date else "1"})

    server = serve(route)
    assert one(ask, server, "/page").status == "alive"
    assert server.asked[1].began - server.asked[0].ended >= 0.5


def test_a_host_that_wants_a_long_rest_gets_it(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(429, headers={"Retry-After": "3600"}))
    urls = [f"http://pages.dev:{server.port}/{number}" for number in range(9)]
    answers = ask(urls)
    assert len(server.asked) == 1
    assert {answer.status for answer in answers.values()} == {"unknown"}


def test_a_server_in_trouble_is_asked_again(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(503 if len(server.asked) < 3 else 200))
    assert one(ask, server, "/page").status == "alive"


async def _cut(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<title>Half")
    await writer.drain()


async def _garbage(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x16\x03\x01 what is this\r\n\r\n")
    await writer.drain()


async def _silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


async def _drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(200):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    ("script", "reason"),
    [(_cut, "broken"), (_garbage, "broken"), (_silence, "in time"), (_drip, "in time")],
    ids=["cut", "garbage", "silence", "drip"],
)
def test_broken_answers_leave_it_open(
    ask: Ask, serve: Serve, script: Callable[[asyncio.StreamWriter], None], reason: str
) -> None:
    server = serve(lambda _: Say(script=script))  # type: ignore[arg-type]
    url = f"http://pages.dev:{server.port}/page"
    answer = ask([Resource(resource_key(url), url, title=True)], replace(QUICK, timeout=0.3, retries=0))[url]
    assert answer.status == "unknown"
    assert reason in answer.reason


def test_nobody_listens(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say())
    server.close()
    server.close = lambda: None  # type: ignore[method-assign]
    assert one(ask, server, "/page").reason == "the host refused the connection"


def test_a_name_that_nobody_knows(ask: Ask) -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    answer = ask(["http://nobody.dev/"], look_up=nowhere)["http://nobody.dev/"]
    assert answer.status == "unknown"


def test_a_huge_page_is_read_in_part(ask: Ask, serve: Serve) -> None:
    body = b"<title>A Page</title>" + b"x" * (3 * LARGEST_BODY) + b"<a id=behind>"
    server = serve(lambda _: Say(200, body, {"Content-Type": "text/html"}))
    answer = one(ask, server, "/page", title=True, fragments=("behind",))
    assert (answer.status, answer.title, answer.missing) == ("alive", "A Page", ())


def test_a_decompression_bomb_is_not_unpacked(ask: Ask, serve: Serve) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(b"<title>Small</title>")
    bomb += b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    server = serve(lambda _: Say(200, bomb, {"Content-Type": "text/html", "Content-Encoding": "gzip"}))
    answer = one(ask, server, "/page", title=True, fragments=("x",))
    assert (answer.status, answer.title, answer.missing) == ("alive", "Small", ())


def test_compressed_pages_are_read(ask: Ask, serve: Serve) -> None:
    body = gzip.compress(b"<title>Packed</title>")
    server = serve(lambda _: Say(200, body, {"Content-Type": "text/html", "Content-Encoding": "gzip"}))
    assert one(ask, server, "/page", title=True).title == "Packed"
    broken = serve(lambda _: Say(200, b"no gzip", {"Content-Type": "text/html", "Content-Encoding": "gzip"}))
    assert one(ask, broken, "/page", title=True).status == "unknown"


def test_fragments(ask: Ask, serve: Serve) -> None:
    body = "<h1 id='Über'>A</h1><a name=old></a><h2 id=\"user-content-b\"></h2>"
    server = serve(lambda _: html(body))
    assert one(ask, server, "/page", fragments=("über", "old", "b", "none")).missing == ("none",)
    scripted = serve(lambda _: html('<div id="root"></div><script src=x.js></script>'))
    assert one(ask, scripted, "/page", fragments=("none",)).missing == ()
    pdf = serve(lambda _: Say(200, b"%PDF", {"Content-Type": "application/pdf"}))
    assert one(ask, pdf, "/page", fragments=("none",)).missing == ()


def test_no_cookie_and_no_password_is_sent(ask: Ask, serve: Serve) -> None:
    server = serve(lambda asked: moved(302, "/two", **{"Set-Cookie": "a=b"}) if asked.path == "/one" else Say(200))
    one(ask, server, "/one")
    assert all("cookie" not in each.headers and "authorization" not in each.headers for each in server.asked)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def _served(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def test_certificates(ask: Ask, serve: Serve, authority: trustme.CA) -> None:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    right = serve(lambda _: Say(200), context=_served(authority, "pages.dev"))
    wrong = serve(lambda _: Say(200), context=_served(authority, "others.dev"))
    url, other = f"https://pages.dev:{right.port}/", f"https://pages.dev:{wrong.port}/"
    # The connection goes to the address that was judged; the certificate is still that of the name.
    assert ask([url], context=trusting)[url].status == "alive"
    answers = ask([url, other], context=trusting, refresh=True)
    assert answers[other].status == "unknown"
    assert "certificate" in answers[other].reason
    assert "certificate" in ask([url], refresh=True)[url].reason  # an authority that nobody knows


def test_the_clock_of_an_answer(ask: Ask, serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda asked: Say(404 if asked.path == "/dead" else 200))
    alive, dead = one(ask, server, "/page"), one(ask, server, "/dead")
    assert abs(alive.asked - time.time()) < 60
    assert dead.until - dead.asked < alive.until - alive.asked


def test_a_server_that_does_not_answer_head(ask: Ask, serve: Serve) -> None:
    server = serve(lambda asked: Say(200, delay=5.0 if asked.method == "HEAD" else 0.0))
    url = f"http://one.dev:{server.port}/a"
    assert ask([url], replace(QUICK, timeout=0.3, retries=0))[url].status == "alive"
    assert [one.method for one in server.asked] == ["HEAD", "GET"]


def test_a_server_that_is_in_trouble_over_head(ask: Ask, serve: Serve) -> None:
    server = serve(lambda asked: Say(503 if asked.method == "HEAD" else 404))
    url = f"http://one.dev:{server.port}/a"
    assert ask([url])[url].status == "dead"
    assert [one.method for one in server.asked] == ["HEAD", "GET"]


def test_one_page_that_breaks_does_not_close_its_host(ask: Ask, serve: Serve) -> None:
    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTT")

    server = serve(lambda asked: Say(script=cut) if asked.path == "/0" else Say(200))
    urls = [f"http://one.dev:{server.port}/{number}" for number in range(5)]
    assert [ask(urls)[url].status for url in urls] == ["unknown", *["alive"] * 4]
