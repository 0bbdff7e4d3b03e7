"""`vaultlint links --online` as a user calls it, against servers on this machine only."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from web_server import Asked, Say, Server, html, moved

from vaultlint.online.answer_cache import SECONDS_BETWEEN
from vaultlint.online.rate_limit import SERVICES

QUICK = ("--online", "--allow-private", "--no-services", "--per-host-delay", "0.01")


def _route(asked: Asked) -> Say:
    return {
        "/dead": Say(404),
        "/old": moved(301, "/new"),
        "/new": Say(200),
        "/page": html('<title>Fishing Nets for Shallow Water</title><p id="here">'),
        "/closed": Say(403),
    }.get(asked.path, Say(200))


def _vault(make_vault: Callable[..., Path], server: Server, text: str) -> Path:
    return make_vault({"note.md": text.replace("HERE", f"http://127.0.0.1:{server.port}"), "other.md": "[[note]]\n"})


def test_dead_moved_and_titled(
    make_vault: Callable[..., Path], serve: Callable[..., Server], vaultlint: Callable[..., object]
) -> None:
    server = serve(_route)
    text = (
        "# Tides\n\n[a](HERE/dead) [b](HERE/old#part) <HERE/closed> [[other]]\n\n"
        "- [Tides and Harbours of the Northern Coast](HERE/page)\n- [here](HERE/page#here) [there](HERE/page#there)\n"
    )
    root = _vault(make_vault, server, text)
    done = vaultlint("links", *QUICK, "--output-format", "json", cwd=root)
    found = {(one["code"], one["severity"], one["location"]["row"]) for one in json.loads(done.out)}
    assert found == {
        ("dead-url", "error", 3), ("moved-url", "info", 3), ("page-title-mismatch", "info", 5), ("dead-url", "info", 6)
    }  # fmt: skip
    assert done.status == 1
    assert "4 URLs: 2 alive, 1 dead, 1 unknown" in done.err
    asked = len(server.asked)
    offline = vaultlint("links", "--offline", "--output-format", "json", cwd=root)
    assert len(json.loads(offline.out)) == 4
    assert vaultlint("links", *QUICK, "--ignore", "dead-url", cwd=root).status == 0
    strict = vaultlint("links", *QUICK, "--strict", "--select", "dead-url", cwd=root)
    assert "403" in strict.out
    assert len(server.asked) == asked


def test_the_fix_of_a_moved_url(
    make_vault: Callable[..., Path], serve: Callable[..., Server], vaultlint: Callable[..., object]
) -> None:
    server = serve(_route)
    root = _vault(make_vault, server, "[b](HERE/old#part)\n")
    before = (root / "note.md").read_text()
    shown = vaultlint("links", *QUICK, "--unsafe-fixes", "--diff", cwd=root)
    assert "+[b]" in shown.out
    assert (root / "note.md").read_text() == before
    done = vaultlint("links", *QUICK, "--unsafe-fixes", cwd=root)
    assert done.status == 0
    assert (root / "note.md").read_text() == f"[b](http://127.0.0.1:{server.port}/new#part)\n"
    vaultlint("undo", cwd=root)
    assert (root / "note.md").read_text() == before


def test_private_addresses_are_not_asked(
    make_vault: Callable[..., Path], serve: Callable[..., Server], vaultlint: Callable[..., object]
) -> None:
    server = serve(_route)
    root = _vault(make_vault, server, "[a](HERE/dead)\n")
    done = vaultlint("links", "--online", "--no-services", cwd=root)
    assert done.status == 0
    assert not server.asked
    assert "1 unknown" in done.err


def test_check_never_asks(
    make_vault: Callable[..., Path], serve: Callable[..., Server], vaultlint: Callable[..., object]
) -> None:
    server = serve(_route)
    root = _vault(make_vault, server, "[a](HERE/dead)\n")
    refused = vaultlint("check", "--select", "dead-url", cwd=root)
    assert refused.status == 2
    assert "vaultlint links --online" in refused.err
    assert "dead-url" not in vaultlint("check", "--select", "ALL", cwd=root).out
    (root / "vaultlint.toml").write_text('extend-select = ["dead-url"]\n[severity]\ndead-url = "info"\n')
    assert "dead-url" not in vaultlint("check", cwd=root).out
    assert not server.asked
    assert vaultlint("links", *QUICK, cwd=root).status == 0  # as the configuration weighs it


def test_directives_and_what_is_wrong_with_options(
    make_vault: Callable[..., Path], serve: Callable[..., Server], vaultlint: Callable[..., object]
) -> None:
    server = serve(_route)
    root = _vault(make_vault, server, "[a](HERE/dead) %% vaultlint-disable-line dead-url %%\n")
    assert vaultlint("links", *QUICK, cwd=root).status == 0
    for wrong in (("--online", "--offline"), ("--online", "--format", "dot"), ("--strict",),
                  ("--online", "--select", "broken-link"), ("--offline", "--select", "nonsense")):  # fmt: skip
        done = vaultlint("links", *wrong, cwd=root)
        assert done.status == 2, wrong
        assert done.err.count("\n") == 1


_TITLES = {
    "2401.00001": "Fishing Nets for Shallow Water",
    "2401.00003": "Fishing Nets for Shallow Water",
    "2401.00002": "HarbourNet: Counting Boats from Above",
}


def _knows(asked: Asked) -> Say:
    """Each service in the shape of its own answers."""
    parts = urlsplit(asked.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.path == "/api/query":
        ids = [one for one in query["id_list"].split(",") if one in _TITLES]
        entry = "<entry><id>http://arxiv.org/abs/{}v1</id><title>{}</title></entry>"
        return Say(200, f"<feed>{''.join(entry.format(one, _TITLES[one]) for one in ids)}</feed>".encode())
    answer: object = {
        "/works/10.1000%2Fboats": {"message": {"title": ["Mending Cotton Sails after Winter Storms"]}},
        "/repos/harbour/boats": {"full_name": "harbour/boats", "description": "Boats"},
        "/notes": {"notes": [{"content": {"title": {"value": "Lentil Soup Recipes for Cold Evenings"}}}]},
        "/w/api.php": {"query": {"pages": [{"title": "Tide table"}]}},
        "/oembed": {"title": "How to tie a bowline"},
    }.get(parts.path)
    return Say(200, json.dumps(answer).encode()) if answer else Say(404)


def test_titles_from_services_serve_offline_afterwards(
    make_vault: Callable[..., Path], serve: Callable[..., Server], vaultlint: Callable[..., object]
) -> None:
    server = serve(_knows)
    links = {
        "Tides and Harbours of the Northern Coast": "https://arxiv.org/abs/2401.00001",
        "WhaleNet": "https://arxiv.org/abs/2401.00002",
        "Knots and Ropes for Young Captains": "https://doi.org/10.1000/boats",
        "Counting Whales from Small Airplanes": "https://openreview.net/forum?id=rJ4km2R5t7",
        "Fishing Nets for Shallow Waters": "https://arxiv.org/pdf/2401.00003",
        "The Harbour's Boats, Listed by Name": "https://github.com/harbour/boats",
    }
    root = make_vault({"note.md": "".join(f"- [{text}]({url})\n" for text, url in links.items())})
    places = ",".join(f"{name}=http://127.0.0.1:{server.port}" for name in SERVICES)
    quick = ("--online", "--allow-private", "--per-host-delay", "0.01", "--timeout", "1")
    env = {"VAULTLINT_SERVICES": places}
    done = vaultlint("links", *quick, "--output-format", "json", cwd=root, env=env)
    rows = [(one["code"], one["location"]["row"]) for one in json.loads(done.out)]
    assert rows == [("page-title-mismatch", row) for row in (1, 2, 3, 4)]
    assert {one.path.partition("?")[0] for one in server.asked} == {
        "/api/query", "/works/10.1000%2Fboats", "/notes", "/repos/harbour/boats"
    }  # fmt: skip
    asked = len(server.asked)
    assert vaultlint("links", "--offline", "--output-format", "json", cwd=root).out == done.out
    assert len(server.asked) == asked
    assert json.loads(vaultlint("check", "--isolated", "--output-format", "json", cwd=root).out) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_a_killed_run_keeps_what_it_learned(make_vault: Callable[..., Path], serve: Callable[..., Server]) -> None:
    """Also while it waits for a host: nothing is held back until the next answer."""
    server = serve(lambda asked: Say(200, delay=60.0 if asked.path == "/99" else 0.0))
    root = _vault(make_vault, server, "".join(f"<HERE/{number}>\n" for number in range(30)) + "<HERE/99>\n")
    running = subprocess.Popen(
        [sys.executable, "-m", "vaultlint", "links", *QUICK, "--timeout", "60"],
        cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not any(one.path == "/99" for one in server.asked) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(2 * SECONDS_BETWEEN)
    running.kill()
    running.wait(30)
    base = sqlite3.connect(Path(os.environ["VAULTLINT_CACHE_DIR"]) / "web.sqlite3")
    assert base.execute("SELECT count(*) FROM answer").fetchone() == (30,)
    base.close()


def test_an_interrupted_run_keeps_what_it_learned(
    make_vault: Callable[..., Path], serve: Callable[..., Server]
) -> None:
    server = serve(lambda asked: Say(200, delay=30.0 if asked.path == "/99" else 0.0))
    links = "".join(f"<HERE/{number}>\n" for number in range(60)) + "<HERE/99>\n"
    root = _vault(make_vault, server, links)
    running = subprocess.Popen(
        [sys.executable, "-m", "vaultlint", "links", *QUICK, "--timeout", "60"],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not any(one.path == "/99" for one in server.asked) and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (2, "")
    assert err.startswith("vaultlint: interrupted.")
    assert err.count("\n") == 1
    base = sqlite3.connect(Path(os.environ["VAULTLINT_CACHE_DIR"]) / "web.sqlite3")
    assert base.execute("SELECT count(*) FROM answer").fetchone() == (60,)
    base.close()
