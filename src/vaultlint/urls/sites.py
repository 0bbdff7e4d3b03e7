"""What single sites do with their paths: which parts of a URL decide what it leads to.

Each function takes the path (normalised, without its last slash) and the parameters, and gives the path that decides,
the same path without a place inside the page (a post's number), and the parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts, in_family, is_under

Site = Callable[[str, list[str]], tuple[str, str, list[str]]]

_FOR_DEVICES = Pattern(r"(?:www|m|mobile)\.(?=[^.]+\.)")
_STATUS = Pattern(r"/(?:i/web|[^/]+)/status(?:es)?/(\d+)(?:/.*)?")
_VIDEO = Pattern(r"/(?:embed|shorts|live|v|e)/([A-Za-z0-9_-]+)")
_SHORT_VIDEO = Pattern(r"/([A-Za-z0-9_-]+)")
_TOPIC = Pattern(r"/t/(?:[^/]+/)?(\d+)(?:/(\d+))?")
_QUESTION = Pattern(r"/(?:questions|q)/(\d+)(?:/([^/]*))?(?:/(\d+))?")
_ANSWER = Pattern(r"/a/(\d+)(?:/\d+)?")
_DOCUMENT = Pattern(
    r"(/(?:document|spreadsheets|presentation|forms|drawings|file)/d/(?!e/)[^/]+)/(?:edit|view|preview|copy)"
)


def _x(path: str, query: list[str]) -> tuple[str, str, list[str]]:
    found = _STATUS.fullmatch(path)
    if found:
        path = f"/status/{found[1]}"
    return path, path, query


def _youtube(path: str, query: list[str]) -> tuple[str, str, list[str]]:
    found = _VIDEO.fullmatch(path)
    if found and found[1] != "videoseries":
        path, query = "/watch", [f"v={found[1]}", *query]
    return path, path, query


def _youtu_be(path: str, query: list[str]) -> tuple[str, str, list[str]]:
    found = _SHORT_VIDEO.fullmatch(path)
    if found:
        path, query = "/watch", [f"v={found[1]}", *query]
    return path, path, query


def _github(path: str, query: list[str]) -> tuple[str, str, list[str]]:
    parts = path.split("/")
    if len(parts) > 2:
        parts[1:3] = parts[1].lower(), parts[2].lower().removesuffix(".git")
        if parts[3:] in (["tree", "main"], ["tree", "master"]):
            del parts[3:]
    elif len(parts) == 2:
        parts[1] = parts[1].lower()
    path = "/".join(parts)
    return path, path, query


def _stack_exchange(path: str, query: list[str]) -> tuple[str, str, list[str]]:
    found = _QUESTION.fullmatch(path)
    if found:
        page = f"/q/{found[1]}"
        return (f"{page}/{found[3]}" if found[3] else page), page, query
    found = _ANSWER.fullmatch(path)
    if found:
        path = f"/a/{found[1]}"
    return path, path, query


def _google_docs(path: str, query: list[str]) -> tuple[str, str, list[str]]:
    found = _DOCUMENT.fullmatch(path)
    if found:
        path = found[1]
    return path, path, query


def discourse(path: str) -> tuple[str, str] | None:
    """A topic of a forum that runs Discourse, on any host: `/t/slug/ID/POST` as path and page; None for other paths."""
    found = _TOPIC.fullmatch(path)
    if not found:
        return None
    page = f"/t/{found[1]}"
    return (f"{page}/{found[2]}" if found[2] else page), page


_SITES: Final[dict[str, Site]] = {
    "x.com": _x,
    "twitter.com": _x,
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtu_be,
    "github.com": _github,
    "docs.google.com": _google_docs,
    "drive.google.com": _google_docs,
}


@lru_cache(maxsize=8192)
def site(name: str) -> tuple[str, Site | None]:
    """The host under which a host's pages are compared, and what it does with its paths."""
    tables = hosts()
    bare = name
    while (cut := _FOR_DEVICES.match(bare)) is not None:
        bare = bare[cut.end() :]
    if ".m." in bare and in_family(bare, "wikimedia"):
        bare = bare.replace(".m.", ".", 1)
    special = _SITES.get(bare)
    if special is None and in_family(bare, "stack_exchange"):
        special = _stack_exchange
    return tables.alias.get(bare, bare), special


def is_recording(name: str) -> bool:
    """Whether `t=` is a place in a recording on this host."""
    return any(is_under(name, member) for member in hosts().family["recording"])
