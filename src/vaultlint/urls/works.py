"""What a URL is a copy of: the id of a paper, a DOI, a post, wherever it is shown."""

from __future__ import annotations

from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts

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
        if not all(one in tables.doi_kinds for one in before):
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
    return registrant + rest if "-" in rest and "/" not in rest and any(one.isdigit() for one in rest) else None


def work(name: str, path: str, query: list[str]) -> str | None:
    """The work behind a URL: `arxiv:2301.00001`, `doi:10.1000/x`, `openreview:ID` or `lesswrong:ID`, or None."""
    written = arxiv_id(name, path)
    if written:
        return f"arxiv:{bare_arxiv_id(written)}"
    if name == "openreview.net":
        if path in ("/forum", "/pdf", "/attachment"):
            ids = [one[3:] for one in query if one.startswith("id=")]
            return f"openreview:{ids[0]}" if ids and path != "/attachment" else None
        return None
    if name in ("lesswrong.com", "alignmentforum.org"):
        found = _POST.fullmatch(path)
        return f"lesswrong:{found[1]}" if found else None
    doi = doi_in(name, path)
    return f"doi:{doi}" if doi else None
