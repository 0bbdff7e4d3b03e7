"""Impossible identifiers in URLs, by their own rules, offline."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.urls import identifier_syntax
from vaultlint.urls.hosts import in_family
from vaultlint.urls.parse import Parts, is_web, split, unescaped
from vaultlint.urls.placeholders import is_unfilled
from vaultlint.urls.sites import Place, arxiv_id, place_of

_OWNER = Pattern(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})")
_REPOSITORY = Pattern(r"[A-Za-z0-9._-]{1,100}")
_VIDEO_ID = Pattern(r"[A-Za-z0-9_-]{11}")
_ISBN_PATH = Pattern(r"(?i)/isbn/([0-9][0-9-]{8,15}[0-9x])(?=/|$)")
_ISBN_QUERY = Pattern(r"(?i)(?:^|&)isbn=([0-9][0-9-]{8,15}[0-9x])(?=&|$)")
_SHOP_PATH = Pattern(r"/(?:dp|gp/product|ASIN|product)/([0-9]{9}[0-9X])(?=/|$)")
_NOT_VIDEOS = frozenset(
    {"example", "video", "videoid", "live_stream", "videoseries", "playlist", "watch", "channel", "embed", "results"}
)
_ISSN_PATH = Pattern(r"(?i)/issn/(\d{4}-?\d{3}[\dx])(?=/|$)")
_ORCID_PATH = Pattern(r"/(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx])/?")
_DOI_PATH = Pattern(r"/(?:doi:)?(10\.[^/]*)(?:/(.*))?", 0)
_REGISTRANT = Pattern(r"10\.\d{4,9}(?:\.\d+)*")
_FORBIDDEN = frozenset("<>[]{}|\x7f")
_TITLE = Pattern(r"/wiki/(.+)")
_NOT_OWNERS = frozenset(
    {"orgs", "topics", "users", "sponsors", "search", "collections", "apps", "features", "enterprise"}
)

#: Parts of the hosts and paths whose URLs hold an identifier that can be judged: most URLs have none.
_HINTS = (
    *(
        "github.com",
        "xiv",
        "ar5iv",
        "youtu",
        "doi.org",
        "wiki",
        "lanl.gov",
        "huggingface.co",
        "hf.co",
        "orcid.org",
        "amazon.",
    ),
    *("isbn", "issn"),
)
_NO_IDENTIFIER = ("watch", "v=")
# A repository and an article as nearly all are.
_PLAIN = Pattern(
    r"https?://(?:(?:www\.)?github\.com/[A-Za-z\d][\w-]{0,38}(?:/[\w.-]{3,100}(?:[/?#].*)?)?"
    r"|(?:[a-z]{2,3}\.)?wikipedia\.org/wiki/[\w(),.:'-]{1,80}(?:#.*)?)",
    re.A,
)


class Impossible(NamedTuple):
    """An identifier that cannot exist: why, where in the URL (characters), and what was likely meant in its place.

    `missing`: there is none where one belongs, which a bare URL in a text may mean to say.
    """

    message: str
    start: int
    end: int
    likely: str | None
    missing: bool = False


def may_be_impossible(place: Place, lower: str) -> bool:
    """Whether a URL, given in lower case and by its place, may hold an identifier that can be judged."""
    return place.identifies or "isbn" in lower or "issn" in lower


@lru_cache(maxsize=4096)  # two rules ask for every URL of a note, and notes have many URLs in common
def impossible(url: str) -> Impossible | None:
    """The part of this URL that cannot exist, or None; never raises. Placeholders (`xxxx`, `...`) are ignored."""
    place, lower = place_of(url), url.lower()
    if not may_be_impossible(place, lower) or not is_web(url) or _PLAIN.fullmatch(url):
        return None
    for hint in _HINTS:
        if hint in lower:
            break
    else:
        return None
    parts, name = split(url), place.site
    bare = place.bare.removeprefix("m.")
    found = _arxiv(name, parts)
    if found is None and name == "youtube.com":
        found = _youtube(bare, parts)
    elif found is None and name == "github.com":
        found = _github(parts)
    elif found is None and name in ("doi.org", "dx.doi.org"):
        found = _doi(parts)
    elif found is None and name == "orcid.org":
        found = _orcid(parts)
    elif found is None and in_family(name, "wikimedia"):
        found = _wikipedia(parts)
    elif found is None:
        found = _book(name, parts)
    if found is None:
        return None
    message, identifier, likely = found
    start = url.find(identifier, url.index("//") + 2 + len(parts.authority or "")) if identifier else -1
    if start < 0:
        return Impossible(message, 0, len(url), likely)
    return Impossible(message, start, start + len(identifier), likely, identifier in _NO_IDENTIFIER)


#: The message, the identifier as the URL has it, and the likely one.
_Found = tuple[str, str, str | None]


def _arxiv(name: str, parts: Parts) -> _Found | None:
    written = arxiv_id(name, parts.path)
    if not written or (parts.query or "").startswith("?") or is_unfilled(written.lower().removesuffix(".pdf")):
        return None
    wrong = identifier_syntax.wrong_with(written)
    return (wrong[0], written, wrong[1]) if wrong else None


def _youtube(bare: str, parts: Parts) -> _Found | None:
    path = parts.path.rstrip("/")
    identifier = None
    if bare == "youtu.be":
        identifier = path[1:]
        if not identifier or "/" in identifier or identifier[0] == "@":
            return None
    elif path == "/watch":
        values = [one[2:] for one in (parts.query or "").replace("&amp;", "&").split("&") if one.startswith("v=")]
        query = parts.query or ""
        if not any(values):
            if is_unfilled(query) or "list=" in query or "v%3d" in query.lower() or "v=" in (parts.fragment or ""):
                return None
            return "a YouTube video is named by v=, which is missing", query or "watch", _video_in(query)
        identifier = values[0]
    else:
        for kind in ("/embed/", "/shorts/", "/live/"):
            if path.startswith(kind):
                identifier = path[len(kind) :]
    if not identifier or identifier in _NOT_VIDEOS or "%" in identifier or is_unfilled(identifier):
        return None
    # YouTube reads eleven characters and forgives what follows (`v=ID?t=10`).
    if _VIDEO_ID.match(identifier) and (len(identifier) == 11 or identifier[11] in "?&=#/"):
        return None
    message = f"YouTube ids have eleven letters, digits, hyphens or underscores; this one has {len(identifier)}"
    if len(identifier) == 11:
        message = "YouTube ids are of letters, digits, hyphens and underscores only"
    return message, identifier, None


def _video_in(query: str) -> str | None:
    """`v/ID` and `v:ID` can only mean `v=ID`."""
    if query[:1] == "v" and query[1:2] in ("/", ":", "-") and _VIDEO_ID.fullmatch(query[2:]):
        return f"v={query[2:]}"
    return None


def _github(parts: Parts) -> _Found | None:
    segments = parts.path.strip("/").split("/")
    owner = segments[0]
    if not owner or owner.lower() in _NOT_OWNERS or "%" in parts.path or is_unfilled(owner):
        return None
    # Spaces and a second scheme make the URL malformed, and are reported as that.
    if not owner.isascii() or owner[0] == "@" or owner[-1] == ":" or any(one.isspace() for one in parts.path):
        return None
    if len(segments) == 1:
        owner = owner.removesuffix(".png").removesuffix(".keys").removesuffix(".gpg").removesuffix(".atom")
    if not _OWNER.fullmatch(owner):
        reason = "is longer than 39 characters" if len(owner) > 39 else "has characters that no account name has"
        if len(owner) > 39 and not _REPOSITORY.fullmatch(owner[:100]):
            return None
        return f"GitHub has no account {owner}: the name {reason}", owner, None
    if len(segments) > 1 and segments[1]:
        repository = segments[1]
        # `owner/name@v1` is what installers and workflows take.
        if is_unfilled(repository) or "@" in repository:
            return None
        if not _REPOSITORY.fullmatch(repository) or repository in (".", ".."):
            reason = (
                "is longer than 100 characters" if len(repository) > 100 else "has characters that no repository has"
            )
            return f"GitHub has no repository {repository}: the name {reason}", repository, None
    return None


def _doi(parts: Parts) -> _Found | None:
    path = parts.path.replace("%2F", "/").replace("%2f", "/")
    if is_unfilled(path):
        return None
    found = _DOI_PATH.fullmatch(path)
    if not found:
        return None
    prefix, suffix = found[1], found[2]
    if any(mark in path.lower() for mark in ("xxx", "...", "…")):
        return None
    if not _REGISTRANT.fullmatch(prefix):
        return f"a DOI begins with 10. and four to nine digits, not with {prefix}", prefix, None
    if not suffix:
        return "a DOI has a name after its slash, which is missing", prefix, None
    return None


def _orcid(parts: Parts) -> _Found | None:
    found = _ORCID_PATH.fullmatch(parts.path)
    if not found or identifier_syntax.orcid_is_possible(found[1]):
        return None
    right = identifier_syntax.orcid_check(found[1].replace("-", "")[:15])
    return f"the check digit of this ORCID would be {right}, not {found[1][-1]}", found[1], None


def _wikipedia(parts: Parts) -> _Found | None:
    found = _TITLE.fullmatch(parts.path)
    if not found:
        return None
    title = unescaped(found[1])
    forbidden = next((mark for mark in title if mark in _FORBIDDEN or mark < " "), None)
    # A bracket as such makes the URL malformed, and is reported as that.
    if forbidden is not None and "{{" not in title and "<" not in title and forbidden not in parts.path:
        return f"no page of a wiki has {forbidden!r} in its title", found[1], None
    if len(title.encode("utf-8", "replace")) > 255 + title.find(":") + 1:
        return "titles of a wiki have at most 255 bytes", found[1], None
    return None


def _book(name: str, parts: Parts) -> _Found | None:
    found = _ISBN_PATH.search(parts.path) or _ISBN_QUERY.search(parts.query or "")
    if found is None and "amazon." in name:
        found = _SHOP_PATH.search(parts.path)
    if found and not identifier_syntax.isbn_is_possible(found[1]):
        return _isbn(found[1], found[1].replace("-", ""))
    found = _ISSN_PATH.search(parts.path)
    if found and not identifier_syntax.issn_is_possible(found[1]):
        right = identifier_syntax.weighted_check(found[1].replace("-", "")[:7], 8)
        return f"the check digit of this ISSN would be {right}, not {found[1][-1]}", found[1], None
    return None


def _isbn(written: str, digits: str) -> _Found | None:
    if len(digits) == 13 and digits.isdecimal():
        if digits[:3] not in ("978", "979"):
            return "an ISBN of thirteen digits begins with 978 or 979", written, None
        right = identifier_syntax.isbn13_check(digits[:12])
    elif len(digits) == 10 and digits[:9].isdecimal():
        right = identifier_syntax.weighted_check(digits[:9], 10)
    else:
        return None
    return f"the check digit of this ISBN would be {right}, not {digits[-1]}", written, None
