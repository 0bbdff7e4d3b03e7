"""Titles from services, each in the shape in which it answers; what they do not know is asked of the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from web_server import QUICK, Asked, Say, Server, html

from vaultlint.online.answers import Answer, resource_key
from vaultlint.online.check_url import Resource
from vaultlint.online.rate_limit import SERVICES, Manners

Ask = Callable[..., dict[str, Answer]]
Serve = Callable[..., Server]

_FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>query</title>{}</feed>"""
_ENTRY = "<entry><id>http://arxiv.org/abs/{}v2</id><title>Nets &amp;\n  Tides of {}</title></entry>"
_JSON = {
    "/works/10.1000%2Fknown": {"message": {"title": ["Tides of the North"]}},
    "/repos/harbour/boats": {"full_name": "harbour/boats", "description": "Boats and how to build them"},
    "/notes?id=AbC": {"notes": [{"content": {"title": {"value": "Nets in Review"}}}]},
    "/wayback/available?url=": {"archived_snapshots": {"closest": {"available": True, "url": "http://web.archive.org/web/1/x"}}},
}  # fmt: skip


def _json(value: object) -> Say:
    return Say(200, json.dumps(value).encode(), {"Content-Type": "application/json"})


def _services(asked: Asked) -> Say:
    parts, query = urlsplit(asked.path), parse_qs(urlsplit(asked.path).query)
    if parts.path == "/api/query":
        known = [one for one in query["id_list"][0].split(",") if not one.startswith("9")]
        return Say(200, _FEED.format("".join(_ENTRY.format(one.partition("v")[0], one) for one in known)).encode())
    if parts.path == "/w/api.php":
        titles = query["titles"][0].split("|")
        redirects = [{"from": "Tide table", "to": "Tide tables"}]
        pages = [{"title": "Tide tables"}, *({"title": one, "missing": True} for one in titles if one != "Tide table")]
        return _json({"query": {"redirects": redirects, "pages": pages}})
    if parts.path == "/oembed":
        video = parse_qs(urlsplit(query["url"][0]).query)["v"][0]
        return Say(404) if video.startswith("gone") else _json({"title": "Boats in the Harbour"})
    for path, value in _JSON.items():
        if asked.path.startswith(path):
            return _json(value)
    return Say(404)


def _manners(server: Server) -> Manners:
    return replace(QUICK, services=dict.fromkeys(SERVICES, f"http://services.dev:{server.port}"))


def _asked(ask: Ask, server: Server, *urls: str) -> dict[str, Answer]:
    # Pages themselves are on ports where nobody listens: whatever is not answered by a service stays unknown.
    return ask([Resource(resource_key(url), url, title=True) for url in urls], _manners(server), look_up=_closed)


async def _closed(host: str, port: int) -> list[str]:
    if host != "services.dev":
        raise OSError("nobody is asked outside")
    return ["127.0.0.1"]


def test_arxiv_in_batches(ask: Ask, serve: Serve) -> None:
    server = serve(_services)
    urls = [f"https://arxiv.org/abs/2401.{number:05}" for number in range(1, 120)]
    answers = _asked(ask, server, *urls, "https://arxiv.org/pdf/2402.00001v2", "https://arxiv.org/abs/2402.00002v9")
    assert len(server.asked) == 3
    assert all(answers[url].title.startswith("Nets & Tides of 2401.") for url in urls)
    # The second version of the one is known, and nothing but the page can tell of a ninth.
    assert answers["https://arxiv.org/pdf/2402.00001v2"].status == "alive"
    assert answers["https://arxiv.org/abs/2402.00002v9"].status == "unknown"
    assert {answers[url].status for url in urls} == {"alive"}


def test_an_id_that_cannot_be_spoils_no_batch(ask: Ask, serve: Serve) -> None:
    server = serve(_services)
    good = [f"https://arxiv.org/abs/2401.{number:05}" for number in range(1, 10)]
    bad = ["https://arxiv.org/abs/2401.0123", "https://arxiv.org/html/2401.00001v1/x1.png", "https://arxiv.org/abs/a"]
    answers = _asked(ask, server, *good, *bad)
    assert len(server.asked) == 1
    assert "0123%2C" not in server.asked[0].path
    assert "x1.png" not in server.asked[0].path
    assert {answers[url].status for url in good} == {"alive"}
    assert {answers[url].status for url in bad} == {"unknown"}


def test_each_service(ask: Ask, serve: Serve) -> None:
    server = serve(_services)
    titles = {
        "https://doi.org/10.1000/known": "Tides of the North",
        "https://github.com/harbour/boats": "harbour/boats: Boats and how to build them",
        "https://openreview.net/forum?id=AbC": "Nets in Review",
        "https://en.wikipedia.org/wiki/Tide_table": "Tide tables",
        "https://youtu.be/abcdefghijk": "Boats in the Harbour",
    }
    answers = _asked(ask, server, *titles)
    assert {url: answers[url].title for url in titles} == titles
    assert {one.status for one in answers.values()} == {"alive"}


def test_what_a_service_does_not_know_is_left_to_the_page(ask: Ask, serve: Serve) -> None:
    server = serve(_services)
    urls = [
        "https://doi.org/10.1000/other", "https://github.com/harbour/other", "https://openreview.net/forum?id=no",
        "https://en.wikipedia.org/wiki/Other", "https://arxiv.org/abs/9901.00001",
    ]  # fmt: skip
    answers = _asked(ask, server, *urls)
    assert {answers[url].status for url in urls} == {"unknown"}


def test_a_video_that_is_gone(ask: Ask, serve: Serve) -> None:
    server = serve(_services)
    url = "https://www.youtube.com/watch?v=gonegonegon"
    assert _asked(ask, server, url)[url].status == "dead"


def test_a_service_that_fails_is_asked_no_more(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(403))
    _asked(ask, server, *(f"https://github.com/harbour/boats{number}" for number in range(20)))
    assert len(server.asked) == 1
    broken = serve(lambda _: Say(200, b"{not json"))
    _asked(ask, broken, *(f"https://doi.org/10.1000/{number}" for number in range(20)))
    assert len(broken.asked) == 1


def test_a_copy_of_a_dead_page(ask: Ask, serve: Serve) -> None:
    server = serve(lambda asked: _services(asked) if asked.host == "services.dev" else Say(404))
    url = f"http://pages.dev:{server.port}/gone"
    assert ask([url], _manners(server))[url].archived == "https://web.archive.org/web/1/x"
    assert ask([url], replace(QUICK, services={}), refresh=True)[url].archived == ""


def test_anchors_are_looked_for_in_the_page(ask: Ask, serve: Serve) -> None:
    server = serve(lambda asked: html("<p id=here>"))
    url = f"http://en.wikipedia.org:{server.port}/wiki/Tide"
    resource = Resource(resource_key(url), url, fragments=("there",))
    assert ask([resource], _manners(server))[url].missing == ("there",)
