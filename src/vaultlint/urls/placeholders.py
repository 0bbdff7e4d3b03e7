"""Placeholder URLs that were never filled in."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from vaultlint.fast_path import gate
from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts
from vaultlint.urls.parse import split
from vaultlint.urls.sites import Place, arxiv_id, place_of

_ELLIPSIS_END = Pattern(r"\.\.\.$")
_OPEN = ("...", "…", "<", ">", "{", "}", "[", "]", "%3c", "%7b")
_WORD = Pattern(r"TODO|TBD|FIXME|PLACEHOLDER|INSERT[_-][A-Z_-]+|REPLACE[_-]?ME|[A-Z]+_ID|VIDEO[_-]?ID|CHANNEL[_-]?ID")
_UPPER_ID = Pattern(r"[A-Z]+(?:_[A-Z]+)*_ID|(?:YOUR|INSERT)_[A-Z_]+")
_YOUR = Pattern(
    r"your[-_]?(?:github[-_]?|git[-_]?)?(?:user|user[-_]?name|repo|repository|repo[-_]?name|org|organi[sz]ation|domain"
    r"|site|website|channel|handle|vault|fork|project|name|account)(?:\.(?:git|com|org|net|github|example)|\.github\.io)*"
)
_OWNER = Pattern(r"(?:user|username|owner|org|organization|organisation|foo)")
_REPOSITORY = Pattern(r"(?:repo|repository|project|bar|(?:repo|project|model|dataset)-?name)(?:\.git)?")
_NOBODY = Pattern(r"@?(?:username|user[-_]name|your[-_]?(?:user[-_]?)?name|your[-_]?(?:handle|channel))")
_HERE = Pattern(r"(?:(?:insert|add|put|your)[-_](?:the[-_])?)?(?:link|url)[-_](?:goes[-_])?here|your[-_](?:link|url)")
# Crosses in an id, after at most the letters by which ids of that sort begin: `BVxxxxxxx`, `s41586-024-xxxxx-x`.
_CROSSES = Pattern(r"(?<![A-Za-z])(?:[A-Z]{0,2}\d?x{4,}|[A-Z]{0,2}\d?X{4,})(?![A-Za-z])")
_WORDS = Pattern(r"[A-Za-z]{3,}")
_MASK = Pattern(r"(?:[\d.]*[.]|(?i:yymm)\.)?(?:([nN?_*#])\1{3,}[./-]?)+")
_DATE = Pattern(r"/(?:19|20)\d\d[-/](?:xx|XX|mm|MM)[-/](?:xx|XX|dd|DD|yy|YY)(?![A-Za-z\d])")
_UNNAMED = frozenset({"...", "…", "TODO", "TBD", "FIXME", "LINK", "URL"})
_BRACKETED = Pattern(r"(?:<|%3[Cc])[A-Za-z][\w -]*(?:>|%3[Ee])|(?<!\{)\{[A-Za-z][\w-]*\}(?!\})")
_SEQUENCES = (
    "12345678901234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "00000000000000000000",
)


#: Most URLs have nothing of all this, and are done with after one search.
_HINTS = (
    *("xx", "...", "…", "%e2%80%a6", "<", "{", "%3c", "todo", "tbd", "fixme", "holder", "insert", "replace", "_id"),
    *("-id", "nnn", "??", "___", "***", "m/dd", "m-dd", "-here", "_here", "your"),
    *("123456789", "012345678", "abcdefghi", "000000000"),
)
#: These say something on some hosts only: of owners and repositories, and of ids.
_OWNED_HINTS = ("foo/", "user/", "name/", "owner/", "org/", "sation/", "zation/")
_NAMED_HINTS = ("video", "example", "=id", "/id")
#: What may be found once there is any hint at all, be it by chance.
_BESIDE_HINTS = ("mm/y", "mm-y", "@user", "channelid", "videoid")
_PAPER_HINTS = ("/id", ">", "}", "[", "]", "%7b", "n/a")
# Crosses, dots and masks have one of these.
_MARKS = ("xx", "...", "…", "%e2%80%a6", "nnnn", "????", "____", "****", "####")


class Placeholder(NamedTuple):
    """Unfilled placeholder, and whether it may be intended (a template's `<x>`)."""

    found: str
    doubtful: bool


def may_be_placeholder(place: Place, lower: str) -> bool:
    """Whether a URL, given in lower case and by its place, is worth a closer look: nearly none is."""
    for hint in _HINTS:  # a loop takes half of the time of `any`
        if hint in lower:
            return True
    for hint in _BESIDE_HINTS:
        if hint in lower:
            return True
    if place.code and any(hint in lower for hint in _OWNED_HINTS):
        return True
    if place.papers and any(hint in lower for hint in _PAPER_HINTS):
        return True
    if place.videos and any(hint in lower for hint in _NAMED_HINTS):
        return True
    return place.written in ("link", "url")


def placeholder(url: str) -> Placeholder | None:
    """The placeholder in a URL, or None. Hosts kept for examples (`example.com`) are none."""
    return _closer_look(url) if _may_be(url) else None


def _closer_look(url: str) -> Placeholder | None:
    place, lower = place_of(url), url.lower()
    if place.example:
        return None
    if not any(hint in lower for hint in (*_HINTS, *_OWNED_HINTS, *_NAMED_HINTS)):
        return None
    parts = split(url)
    if nobody := _nobody(parts.authority or "", place.bare):
        return Placeholder(nobody, False)
    segments = [part for part in parts.path.split("/") if part]
    values = (
        [parameter.partition("=")[2] for parameter in parts.query.replace("&amp;", "&").split("&")]
        if parts.query
        else [""]
    )
    for segment in (*segments, *values) if any(mark in lower for mark in _MARKS) else ():
        if (
            segment in ("…", "%E2%80%A6")
            or _is_crossed_out(segment)
            or _MASK.fullmatch(segment)
            or _has_crosses(segment)
        ):
            return Placeholder(segment, False)
    if date := _DATE.search(parts.path):
        return Placeholder(date[0][1:], False)
    found_here = _in_place(place, lower, segments, values)
    if found_here:
        return Placeholder(found_here, False)
    if parts.query and not parts.query.strip("?") and len(parts.query) > 1:
        return Placeholder(f"{segments[-1] if segments else place.written}?{parts.query}", False)
    # What a query holds may be text for a form, or filled in by an advertiser.
    bracketed = _BRACKETED.search(url.partition("?")[0])
    return Placeholder(bracketed[0], True) if bracketed else None


@gate(slow=_closer_look)
def _may_be(url: str) -> bool:
    return may_be_placeholder(place_of(url), url.lower())


@lru_cache(maxsize=1024)
def _nobody(written: str, name: str) -> str | None:
    """A host that is none: `…`, `TODO`, `your-domain.com`, `xxx.com`."""
    if written in _UNNAMED:
        return written
    labels = name.split(".")
    crossed = "xxx" in labels[-2:-1] and labels[-1] in hosts().usual_domains
    if crossed or _YOUR.fullmatch(name) or _HERE.fullmatch(labels[0]):
        return name
    return name if any(len(label) > 3 and not label.strip("x") for label in labels) else None


def is_unfilled(piece: str) -> bool:
    """Whether a piece of a URL, where an id belongs, is none yet: `2401.xxxxx`, `...`, `video-xxx`, `<id>`."""
    lower = piece.lower()
    if lower.startswith("your") or any(mark in lower for mark in _OPEN):
        return True
    if lower in ("id", "todo", "tbd", "placeholder", "n/a") or lower.endswith(("_id", "-id")) or _MASK.fullmatch(piece):
        return True
    if "xx" not in lower:
        return False
    letters = {char for char in lower if char.isalpha()}
    # Next to digits two crosses do; letters of words need three (`video-xxx`), and digits beside them make a real id.
    return letters <= {"x", "v"} or ("xxx" in lower and not any(char.isdecimal() for char in lower))


def _is_crossed_out(piece: str) -> bool:
    """The same for a piece that may as well be a word: only crosses and digits, three crosses or a number begun."""
    if _ELLIPSIS_END.search(piece) and not piece.strip("0123456789."):
        return True
    bare = piece.removesuffix(".pdf").removesuffix(".html").removesuffix(".git").lower()
    if "xx" not in bare or bare.strip("0123456789x.-_"):
        return False
    return "xxx" in bare or (bare[0].isdecimal() and bare.endswith("xx"))


def _has_crosses(piece: str) -> bool:
    """The same for crosses inside an id; between words four of them may be a name (Castlemaine XXXX)."""
    found = _CROSSES.search(piece)
    return found is not None and (len(found[0]) > 4 or len(_WORDS.findall(piece)) < 2)


def _in_place(place: Place, lower: str, segments: list[str], values: list[str]) -> str | None:
    """Words that are a placeholder only where an id, an owner or a repository has its place; `lower` is the URL."""
    code = place.code
    paper = arxiv_id(place.bare, "/" + "/".join(segments)) if place.papers else None
    if paper and is_unfilled(paper.lower().removesuffix(".pdf")):
        return paper
    for segment in segments if "_" in lower or "here" in lower or "your" in lower or "@" in lower else ():
        if (
            _UPPER_ID.fullmatch(segment)
            or _HERE.fullmatch(segment.lower())
            or (segment[0] == "@" and _NOBODY.fullmatch(segment))
        ):
            return segment
    if code and segments:
        for segment in segments[:2]:
            if _YOUR.fullmatch(segment.lower()) or (
                segment == segments[0] and len(segments) > 1 and _NOBODY.fullmatch(segment)
            ):
                return segment
        if len(segments) > 1 and _OWNER.fullmatch(segments[0]) and _REPOSITORY.fullmatch(segments[1]):
            return f"{segments[0]}/{segments[1]}"
    ids = [*values, *(segments[-1:] if not code or len(segments) < 2 else [])]
    for identifier in ids:
        if _WORD.fullmatch(identifier) or (
            identifier == identifier.lower()
            and _YOUR.fullmatch(identifier)
            and "name" not in identifier
            and "account" not in identifier
        ):
            return identifier
        if any(len(identifier) > 8 and sequence.startswith(identifier.lower()) for sequence in _SEQUENCES):
            return identifier
    if place.videos:
        for identifier in ids:
            if identifier.lower() in ("example", "video", "videoid", "id"):
                return identifier
    return None
