"""Canonical keys of a URL, for comparing and never for rewriting.

Three keys, each coarser than the one before: *same* (nobody could tell the two apart), *page* (without the place inside
the page) and *work* (any copy of the same paper or post). Keys are opaque text: equal or not.
"""

from __future__ import annotations

from functools import lru_cache
from re import Match
from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.urls.parse import host, split
from vaultlint.urls.sites import Site, discourse, is_recording, site
from vaultlint.urls.tracking import is_tracking, tracking_of
from vaultlint.urls.works import work

_ESCAPE = Pattern(r"%([0-9A-Fa-f]{2})")
_OUTSIDE = Pattern(r"[^!#-;=?-Z\[\]_a-z~|]")
# The unreserved characters of RFC 3986 and the marks of RFC 2396, which Markdown makes people escape.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!*'()")
_ROUTE = Pattern(r"[/!].*|(?!page=|t=|L|:~:)[\w.-]+=.*")
_DEFAULT_PORT = {"http": "80", "https": "443", "": ""}


class Keys(NamedTuple):
    """The three keys of one URL; two URLs are the same, one page or one work when the key of that name is equal."""

    same: str
    page: str
    work: str


@lru_cache(maxsize=1 << 16)
def keys(url: str) -> Keys:
    """The keys of any text; a text that is no http(s) URL is its own key. Never raises."""
    parts = split(url)
    scheme = (parts.scheme or "").lower()
    if not parts.authority or scheme not in ("http", "https"):
        return Keys(url, url, url)
    name, special, tracking = _site(parts.authority, scheme)
    path = _path(parts.path)
    query = _query(parts.query, name, tracking) if parts.query else []
    fragment = _escapes(parts.fragment) if parts.fragment else ""
    page = path
    if special:
        path, page, query = special(path, query)
        if name == "github.com" and fragment == "readme" and path.count("/") == 2:
            fragment = ""
    elif path.startswith("/t/"):
        path, page = discourse(path) or (path, path)
    query.sort()
    tail = "?" + "&".join(query) if query else ""
    same = name + path + tail + ("#" + fragment if fragment else "")
    if query and is_recording(name):
        query = [one for one in query if not one.startswith("t=")]
        tail = "?" + "&".join(query) if query else ""
    route = "#" + fragment if fragment and _ROUTE.fullmatch(fragment) else ""
    whole = name + page + tail + route
    return Keys(same, whole, work(name, path, query) or whole)


@lru_cache(maxsize=8192)
def _site(authority: str, scheme: str) -> tuple[str, Site | None, frozenset[str]]:
    name, port = host(authority)
    name, special = site(name)
    tracking = tracking_of(name)
    user, at, _ = authority.rpartition("@")
    if port and port != _DEFAULT_PORT[scheme]:
        name = f"{name}:{port}"
    return user + at + name, special, tracking


def _path(path: str) -> str:
    if "%" in path or _OUTSIDE.search(path):
        path = _escapes(path)
    if "/." in path:
        path = _without_dots(path)
    if path.endswith("/index.html"):
        path = path[: -len("index.html")]
    return path.rstrip("/")


def _query(query: str, name: str, tracking: frozenset[str]) -> list[str]:
    if "%" in query or _OUTSIDE.search(query):
        query = _escapes(query)
    return [one for one in query.split("&") if one and not is_tracking(one, name, tracking)]


def _escapes(text: str) -> str:
    """Percent-encoding in one form: hex in capitals, no escape where none is needed, one where a browser adds it."""

    def escape(found: Match[str]) -> str:
        character = found[0]
        return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))

    def decode(found: Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else found[0].upper()

    text = _OUTSIDE.sub(escape, text)
    return _ESCAPE.sub(decode, text) if "%" in text else text


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    return "/".join(kept)
