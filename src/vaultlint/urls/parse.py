"""Split a URL into its parts as written.

The expression is the one of RFC 3986, appendix B, with a scheme that must look like one. `urllib.parse.urlsplit` is not
used: it drops tabs and line endings, raises on brackets, and takes four times as long; a linter must see what is there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from vaultlint.pattern import Pattern

_SPLIT = Pattern(r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#\\]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.S)
_LABELS = Pattern(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)")


class Parts(NamedTuple):
    """The five parts of a URL, byte for byte; None where the delimiter is missing, "" where only it is there."""

    scheme: str | None
    authority: str | None
    path: str
    query: str | None
    fragment: str | None


@lru_cache(maxsize=4096)
def split(url: str) -> Parts:
    """Split any text; never raises. Joining the parts with their delimiters gives `url` again."""
    found = _SPLIT.fullmatch(url)
    return Parts(*found.groups())


def is_web(url: str) -> bool:
    """Whether the scheme is http or https, in any case, with an authority after it."""
    return (url[:5].lower() == "http:" and url[5:7] == "//") or (url[:6].lower() == "https:" and url[6:8] == "//")


@lru_cache(maxsize=8192)
def host(authority: str) -> tuple[str, str]:
    """The host in lower case and IDNA's ASCII form without its trailing dot, and the port ("" if none is given).

    User and password are dropped; an IPv6 address keeps its brackets. A host that IDNA refuses stays as it is.
    """
    name = authority.rpartition("@")[2]
    port = ""
    if name.startswith("["):
        name, bracket, rest = name.partition("]")
        name += bracket
        port = rest[1:] if rest.startswith(":") else ""
    elif ":" in name:
        name, _, port = name.partition(":")
    name = name.lower()
    if not name.isascii():
        name = _ascii(name)
    return name.rstrip("."), port


def _ascii(name: str) -> str:
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return name


@lru_cache(maxsize=8192)
def is_host_name(name: str) -> bool:
    """Whether the text is a dotted host name in ASCII whose last label could be a top-level domain."""
    return len(name) < 254 and _LABELS.fullmatch(name.lower()) is not None


def unescaped(text: str) -> str:
    """The text with percent-escapes decoded, as far as they are UTF-8."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
