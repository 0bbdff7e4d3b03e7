"""No note can make a machine probe the network it is in: not by a name, a number, a redirect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from web_server import QUICK, Say, Server, moved

from vaultlint.online.addresses import is_public, system_look_up
from vaultlint.online.answers import Answer

Ask = Callable[..., dict[str, Answer]]
Serve = Callable[..., Server]
PUBLIC_ONLY = replace(QUICK, allow_private=False)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
     "100.64.0.1", "100.127.255.255", "0.0.0.0", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "192.0.2.1",
     "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "2002:7f00:1::", "2002:c0a8:101::1",
     "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1", "2001:0:7f00:1::",
     "192.0.0.8", "192.88.99.1", "64:ff9b:1::7f00:1", "3fff::1", "", "localhost", "127.1"],
)  # fmt: skip
def test_addresses_that_are_not_asked(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]",
     "0.0.0.0", "①②⑦.0.0.1"],
)  # fmt: skip
def test_hosts_that_are_this_machine(ask: Ask, serve: Serve, host: str) -> None:
    server = serve(lambda _: Say(200))
    url = f"http://{host}:{server.port}/"
    answer = ask([url], PUBLIC_ONLY, look_up=system_look_up)[url]
    assert answer.status == "unknown"
    assert not server.asked


def test_a_name_that_leads_home(ask: Ask, serve: Serve) -> None:
    server = serve(lambda _: Say(200))
    url = f"http://harmless.dev:{server.port}/"
    answer = ask([url], PUBLIC_ONLY)[url]
    assert answer.status == "unknown"
    assert "127.0.0.1" in answer.reason
    assert not server.asked


def test_one_private_address_among_public_ones(ask: Ask, serve: Serve) -> None:
    async def both(host: str, port: int) -> list[str]:
        return ["127.0.0.1", "10.1.2.3"]

    server = serve(lambda _: Say(200))
    url = f"http://mixed.dev:{server.port}/"
    assert ask([url], PUBLIC_ONLY, look_up=both)[url].status == "unknown"
    assert not server.asked


def test_a_name_is_looked_up_once(ask: Ask, serve: Serve) -> None:
    """A second answer of the name server, which leads elsewhere, is never asked for."""
    looked_up: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["127.0.0.2"]

    server = serve(lambda _: Say(200, headers={"Connection": "close"}))
    urls = [f"http://again.dev:{server.port}/{number}" for number in range(3)]
    assert {one.status for one in ask(urls, look_up=rebinding).values()} == {"alive"}
    assert looked_up == ["again.dev"]


@pytest.mark.parametrize("target", ["10.0.0.1", "169.254.169.254", "inside.dev", "[fd00::1]", "2130706434"])
def test_redirects_into_the_network(ask: Ask, serve: Serve, target: str) -> None:
    """Loopback stands for the public web: the first host is asked, what it leads to is judged like any other."""
    inside = serve(lambda _: Say(200), address="127.0.0.2")
    outside = serve(lambda _: moved(301, f"http://{target}:{inside.port}/"))

    async def look_up(host: str, port: int) -> list[str]:
        return {"outside.dev": ["127.0.0.1"], "inside.dev": ["127.0.0.2"]}.get(host) or await system_look_up(host, port)

    url = f"http://outside.dev:{outside.port}/"
    answer = ask([url], PUBLIC_ONLY, look_up=look_up, judge=lambda address: address == "127.0.0.1")[url]
    assert len(outside.asked) >= 1
    assert (answer.status, inside.asked) == ("unknown", [])
    assert "not a public address" in answer.reason


@pytest.mark.parametrize("url", ["ftp://pages.dev/", "file:///etc/passwd", "gopher://pages.dev:70/"])
def test_no_other_scheme_is_asked(ask: Ask, url: str) -> None:
    assert ask([url])[url].status == "unknown"
