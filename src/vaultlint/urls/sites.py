"""Sites that need knowledge of their own: which parts of a URL decide what it leads to.

Each function takes the path (normalized, without its last slash) and the parameters, and gives the path that decides,
the same path without a place inside the page (a post's number), and the parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts, in_family, is_under
from vaultlint.urls.parse import host, split

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


_DOI = Pattern(r"10\.\d{4,9}/[^\s?#]+")
_BIORXIV = Pattern(r"v\d+(?:\.full|\.abstract|\.article-info)?(?:-text|\.pdf)*")
_POST = Pattern(r"/(?:posts|s/[^/]+/p)/([A-Za-z0-9]{17})(?:/.*)?")
_VERSION = Pattern(r"v\d+")


def arxiv_id(name: str, path: str) -> str | None:
    """The id that a URL gives to a mirror of arXiv, as written (version and `.pdf` too), or None if it gives none."""
    tables = hosts()
    if name == "doi.org":
        lower = path.lower()
        return path[len("/10.48550/arxiv.") :] if lower.startswith("/10.48550/arxiv.") else None
    if name == "huggingface.co":
        return path[len("/papers/") :] if path.startswith("/papers/") and path[8:9].isdigit() else None
    if name not in tables.arxiv_mirrors:
        return None
    kind, _, rest = path[1:].partition("/")
    return rest if rest and kind in tables.arxiv_pages else None


def bare_arxiv_id(written: str) -> str:
    """An id without version, `.pdf` and subject class, in lower case: what two copies of a paper share."""
    written = written.lower().strip("/").removesuffix(".pdf").removeprefix("arxiv:")
    head, v, version = written.rpartition("v")
    if v and version.isdigit() and head:
        written = head
    archive, slash, number = written.partition("/")
    return f"{archive.partition('.')[0]}/{number}" if slash else written


def doi_in(name: str, path: str) -> str | None:
    """The DOI that a resolver's or a publisher's URL carries, in lower case, or None."""
    tables = hosts()
    start = path.find("/10.")
    if start < 0:
        for prefix, registrant in tables.doi_suffix.items():
            place, _, folder = prefix.partition("/")
            if name == place and path.startswith("/" + folder):
                return _named_by_suffix(path[1 + len(folder) :], registrant)
        return None
    if name not in ("doi.org", "dx.doi.org"):
        before = path[1:start].lower().split("/") if start else []
        if not all(part in tables.doi_kinds for part in before):
            return None
    found = _DOI.fullmatch(path[start + 1 :].lower())
    if not found:
        return None
    doi = found[0].replace("%2f", "/", 1)
    return doi if name in ("doi.org", "dx.doi.org") else _without_tail(name, doi)


def _without_tail(name: str, doi: str) -> str:
    for tail in hosts().doi_tails:
        if doi.endswith(tail) and doi.count("/") > tail.count("/"):
            doi = doi[: -len(tail)]
            break
    if name in ("biorxiv.org", "medrxiv.org"):
        stem, v, version = doi.rpartition("v")
        if v and _BIORXIV.fullmatch(v + version):
            doi = stem
    return doi


def _named_by_suffix(rest: str, registrant: str) -> str | None:
    rest = rest.removesuffix(".pdf").removesuffix(".epdf").removesuffix("/full").lower()
    return registrant + rest if "-" in rest and "/" not in rest and any(char.isdigit() for char in rest) else None


def work(name: str, path: str, query: list[str]) -> str | None:
    """The work after a URL: `arxiv:2301.00001`, `doi:10.1000/x`, `openreview:ID` or `lesswrong:ID`, or None."""
    written = arxiv_id(name, path)
    if written:
        return f"arxiv:{bare_arxiv_id(written)}"
    if name == "openreview.net":
        if path in ("/forum", "/pdf", "/attachment"):
            ids = [parameter[3:] for parameter in query if parameter.startswith("id=")]
            return f"openreview:{ids[0]}" if ids and path != "/attachment" else None
        return None
    if name in ("lesswrong.com", "alignmentforum.org"):
        found = _POST.fullmatch(path)
        return f"lesswrong:{found[1]}" if found else None
    doi = doi_in(name, path)
    return f"doi:{doi}" if doi else None


_AUTHORITY: Final = Pattern(r"(?i:https?)://([^/?#\\]*)")
_IDENTIFYING: Final = frozenset({"doi.org", "dx.doi.org", "huggingface.co", "youtube.com", "github.com", "orcid.org"})
_PAPERS: Final = ("doi.org", "huggingface.co")
_EXAMPLES: Final = ("example.com", "example.org", "example.net", ".example", ".test", ".invalid", "localhost")


_COUNTS_CLICKS: Final = Pattern(
    r"(?i)https?://(?:(?:e?mail|e?link|click|track|trk|url|go)s?\d*[.-][^/]*/|[^/]*/(?:[^?#]*/)?"
    r"(?:track(?:er|ing)?|clicks?|redir(?:ect)?|out|ls/click|ct|e/c)\b)"
)
#: What only a program reads: capitals, small letters and digits without a word between them; or `http` in base64.
_OPAQUE: Final = Pattern(r"[/?=&](?:aHR0c[\w-]{8,}+|(?=[\w%-]*[A-Z])(?=[\w%-]*[a-z])(?=[\w%-]*\d)[\w%-]{40,}+)")


def only_redirects(url: str) -> bool:
    """Whether a URL is one of a counter of clicks, as newsletters have: where it leads cannot be seen."""
    return _OPAQUE.search(url) is not None and ("aHR0c" in url or _COUNTS_CLICKS.match(url) is not None)


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
