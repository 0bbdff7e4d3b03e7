"""Parameters that say where a reader came from and nothing about the page."""

from __future__ import annotations

from functools import lru_cache

from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts, in_family
from vaultlint.urls.parse import host, is_host_name, is_web, split

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
    start = url.index("//") + 2
    bare = "arxiv.org" if authority.lower() == "www.arxiv.org" else authority
    query = parts.query
    if query:
        query = _strip_query(query, name.removeprefix("www.").removeprefix("m.").removeprefix("mobile."))
    if bare == authority and query == parts.query:
        return None
    mended = url[:start] + bare + parts.path
    if parts.query is not None and (query or not parts.query):
        mended += f"?{query}"
    return mended if parts.fragment is None else f"{mended}#{parts.fragment}"


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
