"""What is known of the host of a URL, found once for each host: URLs differ, hosts come again."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts, in_family
from vaultlint.urls.parse import host, split
from vaultlint.urls.sites import site

_AUTHORITY: Final = Pattern(r"(?i:https?)://([^/?#\\]*)")
_IDENTIFYING: Final = frozenset({"doi.org", "dx.doi.org", "huggingface.co", "youtube.com", "github.com", "orcid.org"})
_PAPERS: Final = ("doi.org", "huggingface.co")
_EXAMPLES: Final = ("example.com", "example.org", "example.net", ".example", ".test", ".invalid", "localhost")


class Place(NamedTuple):
    """A host as written, without `www.`, and as the site that it belongs to.

    `identifies`: its URLs name things by ids, `papers`: by those of papers; `code`: it holds repositories; `videos`: it
    shows videos; `example`: it is kept for examples.
    """

    written: str
    bare: str
    site: str
    identifies: bool
    papers: bool
    code: bool
    videos: bool
    example: bool


def place_of(url: str) -> Place:
    """The place to which a URL leads."""
    found = _AUTHORITY.match(url)
    return place(found[1] if found else split(url).authority or "")


@lru_cache(maxsize=2048)
def place(authority: str) -> Place:
    """The place that an authority (with user and port, as it may be) names."""
    written = host(authority)[0]
    bare, name = written.removeprefix("www."), site(written)[0]
    mirrors = hosts().arxiv_mirrors
    papers = bare in mirrors or bare in _PAPERS
    identifies = papers or name in mirrors or name in _IDENTIFYING or "amazon." in name or in_family(name, "wikimedia")
    code = bare in hosts().family["code"] or bare == "huggingface.co"
    videos = bare.endswith(("youtube.com", "youtu.be"))
    return Place(written, bare, name, identifies, papers, code, videos, written.endswith(_EXAMPLES))
