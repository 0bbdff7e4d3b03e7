"""Canonical keys of URLs, for comparing, never for rewriting.

Three keys, each coarser than the one before: *same* (indistinguishable), *page* (without the place inside
the page) and *work* (any copy of the same paper or post). Keys are opaque text: equal or not.
"""

from __future__ import annotations

from functools import lru_cache
from re import Match
from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts, in_family
from vaultlint.urls.parse import host, is_host_name, is_web, split, unescaped
from vaultlint.urls.sites import Site, discourse, is_recording, site, work

_SEPARATOR = Pattern(r"(&(?:amp;)?)")


@lru_cache(maxsize=4096)
def tracking_of(name: str) -> frozenset[str]:
    """The parameters that only track on this host (given without `www.`), beyond those that track everywhere."""
    tables = hosts()
    name = tables.alias.get(name, name)
    if name.startswith(("google.", "scholar.google.", "images.google.")):
        name = "google.com"
    return tables.tracking_by_host.get(name, frozenset())


def is_tracking(parameter: str, name: str, here: frozenset[str]) -> bool:
    """Whether `key=value` on the host `name` only tracks; `here` is `tracking_of(name)`."""
    tables = hosts()
    key, _, value = parameter.partition("=")
    if key in here:
        return True
    lower = key.lower()
    if lower in tables.tracking or lower.startswith(tables.tracking_prefixes):
        return True
    if lower == "ref":
        return is_host_name(value) and name not in tables.ref_is_content
    return lower == "tab" and name == "github.com" and value.startswith("readme")


_REDIRECTORS = {
    ("google.com", "/url"): "q",
    ("l.facebook.com", "/l.php"): "u",
    ("lm.facebook.com", "/l.php"): "u",
    ("l.instagram.com", "/"): "u",
    ("vk.com", "/away.php"): "to",
    ("youtube.com", "/redirect"): "q",
    ("link.zhihu.com", "/"): "target",
    ("steamcommunity.com", "/linkfilter/"): "url",
}


def strip_tracking(url: str) -> str | None:
    """The URL without its tracking parameters, with `arxiv.org` for `www.arxiv.org`; None if there is nothing to do.

    Every other byte stays as it was written, `&amp;` too. A signed URL is left alone, since its signature may cover the
    whole query, and so is an archive's copy, which is kept under the address as it was.
    """
    if not is_web(url):
        return None
    parts = split(url)
    authority = parts.authority or ""
    name = host(authority)[0]
    wrapped = _wrapped(name, parts.path, parts.query or "")
    if wrapped is not None:
        return strip_tracking(wrapped) or wrapped
    start = url.index("//") + 2
    bare = "arxiv.org" if authority.lower() == "www.arxiv.org" else authority
    query = parts.query
    if query:
        query = _strip_query(query, name.removeprefix("www.").removeprefix("m.").removeprefix("mobile."))
    if bare == authority and query == parts.query:
        return None
    repaired = url[:start] + bare + parts.path
    if parts.query is not None and (query or not parts.query):
        repaired += f"?{query}"
    return repaired if parts.fragment is None else f"{repaired}#{parts.fragment}"


def _wrapped(name: str, path: str, query: str) -> str | None:
    """The URL that a redirector only passes on."""
    parameter = _REDIRECTORS.get((name.removeprefix("www."), path))
    if parameter is None:
        return None
    pieces = (piece.partition("=") for piece in _SEPARATOR.split(query)[::2])
    target = next((value for key, _, value in pieces if key == parameter), "")
    if "%3A" in target or "%3a" in target:
        target = unescaped(target)
    return target if is_web(target) and " " not in target else None


def _strip_query(query: str, name: str) -> str:
    pieces = _SEPARATOR.split(query)
    parameters = pieces[::2]
    here = tracking_of(name)
    if not any(is_tracking(one, name, here) for one in parameters):
        return query
    signed = any(one.partition("=")[0].lower() in hosts().signatures for one in parameters)
    if signed or in_family(name, "archive"):
        return query
    kept = ""
    for number, parameter in enumerate(parameters):
        if not is_tracking(parameter, name, here):
            # The separator before a parameter goes with it, but none may open the query.
            kept += pieces[2 * number - 1] + parameter if number and kept else parameter
    return kept


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
    """The keys of any text; a text that is not an http(s) URL is its own key. Never raises."""
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
        query = [parameter for parameter in query if not parameter.startswith("t=")]
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
    return [parameter for parameter in query.split("&") if parameter and not is_tracking(parameter, name, tracking)]


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
