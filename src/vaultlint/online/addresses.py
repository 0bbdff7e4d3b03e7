"""Addresses that may be contacted: a note must not make a machine probe its own network.

A name is looked up first and each of its addresses is judged; the connection is then made to one that was judged, so
that a name cannot lead elsewhere between the two. Sources: the IANA registries of special-purpose addresses.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from typing import Final

#: Gives the addresses of a host, as text; OSError if there are none.
LookUp = Callable[[str, int], Awaitable[list[str]]]

_SECONDS: Final = 10.0
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE: Final = ipaddress.ip_network("::/96")
#: Set apart by the registries as well, which not every Python's `ipaddress` knows.
_SPECIAL: Final = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16"))
)


class NotAsked(Exception):
    """The host leads into a network that is not asked; the message says where."""


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, also if it is one of IPv4 that IPv6 wraps."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _wrapped(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local or ip in _COMPATIBLE:
            return False
    if any(ip in network for network in _SPECIAL):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that mapping, 6to4, Teredo or NAT64 reaches in the end."""
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


async def system_look_up(host: str, port: int) -> list[str]:
    """The addresses that the system knows: decimal, octal and shortened ones are read as a connection would."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(_SECONDS):
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Resolver:
    """Names → addresses that may be asked: those of which `judge` says so.

    Each name is looked up once a run, a name that failed too.
    """

    def __init__(self, look_up: LookUp = system_look_up, judge: Callable[[str], bool] = is_public) -> None:
        self._look_up = look_up
        self._judge = judge
        self._known: dict[str, list[str] | OSError] = {}

    async def addresses(self, host: str, port: int) -> list[str]:
        """One address or more. OSError if there is none, NotAsked if any of them is not public."""
        known = self._known.get(host)
        if known is None:
            known = self._known[host] = await self._ask(host, port)
        if isinstance(known, OSError):
            raise known
        for address in known:
            if not self._judge(address):
                raise NotAsked(f"{host} leads to {address}, which is not a public address (see --allow-private)")
        return known

    async def _ask(self, host: str, port: int) -> list[str] | OSError:
        try:
            return await self._look_up(host, port) or socket.gaierror(socket.EAI_NONAME, "no address")
        except UnicodeError:
            return socket.gaierror(socket.EAI_NONAME, "no host name")
        except OSError as error:
            return error
