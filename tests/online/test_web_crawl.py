"""Many URLs: every host at its own pace, nothing asked twice, and what was learned is kept."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from web_server import QUICK, Asked, Say, Server, html, moved

from vaultlint.errors import Failure
from vaultlint.online.answer_cache import Store, time_to_live
from vaultlint.online.answers import Answer, resource_key
from vaultlint.online.check_url import Resource
from vaultlint.online.crawl import is_settled

Ask = Callable[..., dict[str, Answer]]
Serve = Callable[..., Server]


def test_ten_thousand_urls_over_two_hundred_hosts(ask: Ask, serve: Serve, tmp_path: Path) -> None:
    def route(asked: Asked) -> Say:
        number = int(asked.path[1:])
        return (
            Say(404)
            if number % 50 == 7
            else moved(301, f"/{number + 10_000}")
            if number % 50 == 9 and number < 10_000
            else Say(200)
        )

    server = serve(route)
    urls = [f"http://host{number % 200}.dev:{server.port}/{number}" for number in range(10_000)]
    manners = replace(QUICK, delay=0.001, timeout=20.0)
    answers = ask(urls, manners, folder=tmp_path)
    assert len(answers) == 10_000
    assert sum(one.status == "dead" for one in answers.values()) == 200
    assert sum(bool(one.moved) for one in answers.values()) == 200
    assert _most_at_once(server.asked) <= manners.connections
    by_host = defaultdict(list)
    for one in server.asked:
        by_host[one.host].append(one)
    assert len(by_host) == 200
    assert max(map(_most_at_once, by_host.values())) == 1
    seen = len(server.asked)
    assert ask(urls, manners, folder=tmp_path) == answers
    assert len(server.asked) == seen


def _most_at_once(asked: list[Asked]) -> int:
    marks = sorted([(one.began, 1) for one in asked] + [(one.ended, -1) for one in asked])
    most = now = 0
    for _, step in marks:
        now += step
        most = max(most, now)
    return most


def test_the_rest_between_two_requests(ask: Ask, serve: Serve) -> None:
    """Also where redirects of other hosts, or a second try with GET, lead to the same host."""

    def route(asked: Asked) -> Say:
        if asked.host == "two.dev":
            return moved(302, f"http://one.dev:{server.port}/x{asked.path[1:]}")
        return Say(404 if asked.method == "HEAD" else 200)

    server = serve(route)
    urls = [f"http://{host}.dev:{server.port}/{number}" for host in ("one", "two") for number in range(4)]
    ask(urls, replace(QUICK, delay=0.1))
    for host in ("one.dev", "two.dev"):
        began = [one.began for one in server.asked if one.host == host]
        assert len(began) > 3
        # Without rests all this takes a few hundredths of a second; a machine under load only makes it longer.
        assert began[-1] - began[0] >= 0.1 * (len(began) - 2)


def test_more_connections_to_a_host_if_wanted(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(200, delay=0.05))
    urls = [f"http://one.dev:{server.port}/{number}" for number in range(12)]
    ask(urls, replace(QUICK, per_host=2))
    assert _most_at_once(server.asked) == 2


def test_a_host_that_is_silent_is_given_up(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(200, delay=1.0))
    urls = [f"http://one.dev:{server.port}/{number}" for number in range(30)]
    answers = ask(urls, replace(QUICK, timeout=0.1, retries=0))
    assert len(server.asked) <= 6  # three pages, by HEAD and by GET
    assert {one.status for one in answers.values()} == {"unknown"}


def test_nobody_waits_for_a_host_that_was_given_up(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(429, headers={"Retry-After": "9999"}))
    urls = [f"http://one.dev:{server.port}/{number}" for number in range(200)]
    began = time.monotonic()
    answers = ask(urls, replace(QUICK, delay=0.5))
    assert time.monotonic() - began < 10
    assert len(server.asked) == 1
    assert {one.status for one in answers.values()} == {"unknown"}


def test_two_runs_share_a_cache(tmp_path: Path) -> None:
    one, two = Store(tmp_path), Store(tmp_path)
    one.put("a", Answer("a", "alive", "", asked=int(time.time())))
    two.put("b", Answer("b", "alive", "", asked=int(time.time())))
    began = time.monotonic()
    two.save()
    assert time.monotonic() - began < 5
    one.close()
    assert set(two.load(["a", "b"])) == {"a", "b"}
    two.close()


def test_each_resource_once(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(200))
    first = f"http://one.dev:{server.port}/page"
    urls = [first, first + "/", f"http://www.one.dev:{server.port}/page?utm_source=x", first + "#part"]
    keys = {resource_key(one) for one in urls}
    assert len(keys) == 1
    ask([Resource(keys.pop(), first)])
    assert len(server.asked) == 1


def test_what_is_wanted_beyond_what_is_known_is_asked(ask: Ask, serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda _: html("<title>Tides</title><p id=a>"))
    url = f"http://one.dev:{server.port}/page"
    resource = Resource(resource_key(url), url)
    ask([resource])
    assert ask([resource._replace(title=True)])[url].title == "Tides"
    assert ask([resource._replace(fragments=("b",))])[url].missing == ("b",)
    assert len(server.asked) == 3
    ask([resource._replace(fragments=("b",))])
    ask([resource])
    assert len(server.asked) == 3


def test_a_refresh_asks_again(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(200))
    url = f"http://one.dev:{server.port}/"
    ask([url])
    ask([url], refresh=True)
    assert len(server.asked) == 2


def test_how_long_answers_hold() -> None:
    def lives(status: str, code: int, moved: str = "") -> int:
        return time_to_live(Answer("u", status, "", code, moved))  # type: ignore[arg-type]

    assert lives("alive", 200, "http://x.dev/") > lives("alive", 200) > lives("dead", 404) >= lives("unknown", 403)
    assert lives("unknown", 403) > lives("unknown", 429) == lives("unknown", 503) == lives("unknown", 0)
    old = Answer("u", "dead", "", 404, until=100)
    assert not is_settled(old, Resource("k", "u"), 101)


def test_the_cache_outlives_damage(tmp_path: Path) -> None:
    path = tmp_path / "web.sqlite3"
    path.write_bytes(b"this is not a database, however long it is made to be" * 100)
    store = Store(tmp_path)
    store.put("k", Answer("u", "alive", "", 200, sought=("a",), asked=2_000_000_000))
    store.close()
    again = Store(tmp_path)
    assert again.load(["k", "other"])["k"].sought == ("a",)
    again.close()
    base = sqlite3.connect(path)
    base.execute("UPDATE answer SET value = ?", (json.dumps({"strange": 1}),))
    base.execute("PRAGMA user_version = 99")
    base.commit()
    base.close()
    anew = Store(tmp_path)
    assert anew.load(["k"]) == {}
    anew.close()


def test_only_its_owner_reads_the_cache(tmp_path: Path) -> None:
    Store(tmp_path / "new").close()
    assert (tmp_path / "new" / "web.sqlite3").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Failure, match="--cache-dir"):
        Store(tmp_path / "file" / "cache")
