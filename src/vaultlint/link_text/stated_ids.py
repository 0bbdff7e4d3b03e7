"""Texts that state a URL, an id or a version, to be compared letter by letter."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.pattern import Pattern
from vaultlint.urls.canonical import keys
from vaultlint.urls.hosts import hosts, in_family, is_under
from vaultlint.urls.parse import host, is_host_name, split, unescaped
from vaultlint.urls.sites import bare_arxiv_id, only_redirects, site

_WEB = Pattern(r"(?i)https?://[^\s<>\"]+")
_NO_SCHEME = Pattern(r"(?i)((?:[\w-]+\.)+[a-z]{2,24})(?::\d+)?(/[^\s<>\"]*)?")
_LANGUAGE = Pattern(r"(?i)[a-z]{2}(?:[-_][a-z]{2,4})?|intl|global|latest|stable|main|master|current")
_ARXIV = Pattern(r"(?i)\barxiv\s{0,2}[:.]?\s{0,2}(?:abs/|pdf/)?(\d{4}\.\d{4,5}|[a-z-]{2,}(?:\.[a-z]{2})?/\d{7})(?!\d)")
_BARE_ARXIV = Pattern(r"\[?(\d{4}\.\d{4,5})(?:v\d+)?\]?")
_DOI = Pattern(r"\b10\.\d{4,9}/[^\s\"<>]+")
_RFC = Pattern(r"(?i)(?<![a-z0-9])rfc[\s_-]?(\d{1,5})(?!\d)")
_PART = Pattern(r"(?i)(?<![a-z0-9])(?:part|pt)[\s._-]{0,3}(\d{1,3}|[ivx]{1,5})(?![a-z0-9])")
_MAY_BE_ID = Pattern(r"[0-9/]|[Pp](?:art|ART|t\b)")
_NUMBER = Pattern(
    r"(?i)(?:(?:the|see|this|in|github|gitlab|issues?|pr|pull|merge|request|mr|discussion|bug|ticket|gh)[\s-]+)*"
    r"(?:[\w.-]+/[\w.-]+)?#(\d+)"
)
_ITEM = Pattern(r"/(?:issues|pull|pulls|discussions|merge_requests)/(\d+)(?:/.*)?")
_OWNED = Pattern(r"([A-Za-z0-9][\w.-]*)/([\w.-]+)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_VERSION = Pattern(r"(?<!\d)\d+(?:\.\d+)+")
_DASHED = Pattern(r"(?<![A-Za-z0-9])v(\d+(?:-\d+)+)(?![\dA-Za-z])")
_NOT_A_VERSION_BEFORE = Pattern(
    r"(?i)(?:[$€£¥#§~≈<>=±(]\s*|\b(?:section|sec|chapter|chap|ch|figure|fig|table|tab|eq|equation|step|part|pp|page|lecture|"
    r"lesson|week|day|module|unit|exercise|theorem|lemma|appendix|nr|no|vol|volume|top|score|episode|ep|about|over|by)\.?\s*)$"
)
_NOT_A_VERSION_AFTER = Pattern(
    r"(?i)\s*(?:%|°|x\b|×|(?:k|m|b|bn|t|gb|mb|kb|tb|kg|km|cm|mm|ms|nm|um|hz|ghz|mhz|million|billion|trillion|hours?|days?|years?|"
    r"stars?|points?|times|percent|inch)\b)|\s*/\s*(?:5|10)\b"
)

# The number of a chapter opens a title and ends with a full stop: `7.3. Locks`.
_CHAPTER = Pattern(r"\.\s+\D")


def text_as_url(text: str) -> str | None:
    """The URL that the whole text is (with `https://` before it if it had none), or None.

    A bare domain without a path is none unless it opens with `www.`: `Booking.com` is a name.
    """
    text = text.strip(" \t<>`*_\"'“”").replace("\\_", "_").replace("\\", "").rstrip(".,;:")
    if text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1]  # a parenthesis that opened before the link
    if _WEB.fullmatch(text):
        return text
    found = _NO_SCHEME.fullmatch(text)
    if not found or not is_host_name(found[1]):
        return None
    # `Node.js/Express` and `ASP.NET/Core` are not addresses.
    usual = found[1].islower() and found[1].rpartition(".")[2] in hosts().usual_domains
    return f"https://{text}" if text[:4].lower() == "www." or (usual and len(found[2] or "") > 1) else None


def urls_differ(stated: str, url: str) -> bool:
    """Whether the URL that the text gives leads elsewhere than the link, truncation and detours set aside."""
    ends_open = stated.endswith(("...", "…"))
    stated = stated.rstrip(".…")
    ours, theirs = keys(stated), keys(url)
    if ours.page == theirs.page or ours.work == theirs.work:
        return False
    ours_host, theirs_host = _name(stated), _name(url)
    if not ours_host or not is_host_name(ours_host):
        return False
    tables = hosts()
    for family in ("redirect", "archive") if ours_host != theirs_host else ():
        if in_family(ours_host, family) or in_family(theirs_host, family):
            return False
    if _is_quoted(stated, url) or only_redirects(url):
        return False
    path, query = _steps(ours.page)
    other_path, other_query = _steps(theirs.page)
    if site(ours_host)[0] != site(theirs_host)[0]:
        related = is_under(theirs_host, ours_host) or is_under(ours_host, theirs_host)
        same_name = tables.alias.get(ours_host, ours_host) == tables.alias.get(theirs_host, theirs_host)
        if not (same_name or (related and path and path == other_path[: len(path)])):
            return True
    if any(other_query.get(key, value) != value for key, value in query.items()):
        return True
    return not any(_is_prefix(path, steps, ends_open) for steps in _without_branch(path, other_path))


def is_short_form(text: str, url: str) -> bool:
    """Whether a text without a scheme may be the short address that a site prints for a page of its own.

    `site.org/join` may lead to any page of the site. On a site that names its pages by such steps, and with more than
    one step, those of the text must come in the URL in order.
    """
    text = text.strip(" \t<>`*_\"'“”")
    if "://" in text:
        return False
    ours, theirs = host(split(f"https://{text}").authority or "")[0].removeprefix("www."), _name(url)
    if not (is_under(theirs, ours) or is_under(ours, theirs)):
        return False
    path, query = _steps(text)
    remaining = iter(_steps(url.partition("://")[2])[0])
    if path and all(part in remaining for part in path):
        return True
    known = in_family(theirs, "code") or any(
        is_under(theirs, name) for names in hosts().names.values() for name in names
    )
    return len(path) == 1 and path[0].isalpha() and not query and not known


def _without_branch(path: list[str], other: list[str]) -> Iterator[list[str]]:
    """The steps of a path; those of a folder in a repository also as an import path has them, without the branch."""
    yield other
    if len(path) > 2 and other[2:3] in (["tree"], ["blob"]) and path[2] != other[2]:
        yield other[:2] + other[3:]
        yield other[:2] + other[4:]


def _name(url: str) -> str:
    name = host(split(url).authority or "")[0]
    return site(name)[0]


def _is_quoted(stated: str, url: str) -> bool:
    """Whether the link's URL carries the text's URL in itself, as a redirect's or an archive's does."""
    bare = stated.partition("://")[2].rstrip("/").lower()
    return bare in unescaped(url).lower()


def _steps(key: str) -> tuple[list[str], dict[str, str]]:
    address, _, query = key.partition("#")[0].partition("?")
    steps = [part.lower() for part in unescaped(address).split("/")[1:] if part]
    pairs = (parameter.partition("=") for parameter in query.split("&") if parameter)
    return [step for step in steps if not _LANGUAGE.fullmatch(step)], {name: value for name, _, value in pairs}


def _is_prefix(path: list[str], other: list[str], ends_open: bool) -> bool:
    if ends_open and path:
        return "/".join(other).startswith("/".join(path))
    # Some shortened texts leave out steps in the middle: what is stated must still come in order.
    if any(part in ("...", "…") for part in path):
        remaining = iter(other)
        return all(part in remaining for part in path if part not in ("...", "…"))
    return path == other[: len(path)]


def unequal_ids(text: str, url: str) -> str | None:
    """Message for an arXiv id, DOI, RFC, issue, part or whole-text `owner/repo` that differs in the URL."""
    if not _MAY_BE_ID.search(text):
        return None
    theirs = keys(url).work
    if theirs.startswith("arxiv:") and (found := _unequal_arxiv(text, theirs[6:])):
        return found
    if theirs.startswith("doi:10.") and (found := _unequal_doi(text, theirs[4:])):
        return found
    if "rfc" in text.lower() and (found := _unequal_numbers(_RFC.findall(text), _RFC.findall(url), "RFC")):
        return found
    if "#" in text and len(text) < 99 and (number := _NUMBER.fullmatch(text.strip())):
        item = _ITEM.search(split(url).path)
        if item and int(item[1]) != int(number[1]) and in_family(_name(url), "code"):
            return f"the text says #{number[1]}, the URL #{item[1]}"
    if "p" in text.lower() and (found := _unequal_numbers(_parts(text), _parts(unescaped(split(url).path)), "part")):
        return found
    return _unequal_repository(text.strip("`* "), url)


def _unequal_arxiv(text: str, theirs: str) -> str | None:
    stated = [bare_arxiv_id(arxiv) for arxiv in _ARXIV.findall(text)]
    whole = _BARE_ARXIV.fullmatch(text.strip())
    if whole:
        stated.append(whole[1])
    if stated and theirs not in stated:
        return f"the text gives arXiv {stated[0]}, the URL {theirs}"
    return None


def _unequal_doi(text: str, theirs: str) -> str | None:
    stated = [doi.lower().rstrip(".,;:)]}") for doi in _DOI.findall(text)]
    if not stated or any(theirs.startswith(doi) or doi.startswith(theirs) for doi in stated):
        return None
    return f"the text gives the DOI {stated[0]}, the URL {theirs}"


def _unequal_numbers(stated: list[str], given: list[str], kind: str) -> str | None:
    ours, theirs = set(map(int, stated)), set(map(int, given))
    if len(ours) == 1 and len(theirs) == 1 and ours != theirs:
        return f"the text says {kind} {ours.pop()}, the URL {kind} {theirs.pop()}"
    return None


def _parts(text: str) -> list[str]:
    return [
        str(_ROMAN.get(part.lower(), part))
        for part in _PART.findall(text)
        if part.isdecimal() or part.lower() in _ROMAN
    ]


def _unequal_repository(text: str, url: str) -> str | None:
    """`owner/repo` under one owner but another repository; forks, moves and renames are no conflict."""
    stated = _OWNED.fullmatch(text)
    name = _name(url)
    if not stated or not (in_family(name, "code") or name == "huggingface.co"):
        return None
    steps = [part for part in split(url).path.split("/") if part]
    if len(steps) < 2 or steps[0].lower() != stated[1].lower():
        return None
    ours, theirs = (_squashed(one.removesuffix(".git")) for one in (stated[2], steps[1]))
    if (
        ours == theirs
        or not ours
        or not theirs
        or ours in theirs
        or theirs in ours
        or stated[2].lower() in map(str.lower, steps)
    ):
        return None
    return f"the text names the repository {stated[2]}, the URL {steps[1]}"


def _squashed(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def unequal_versions(text: str, url: str) -> str | None:
    """One dotted version in the text, one in the URL, neither a part of the other: what to say."""
    if "." not in text or keys(url).work.startswith(("arxiv:", "doi:")) or _DOI.search(text) or _ARXIV.search(text):
        return None
    stated = set(_VERSION.findall(text))
    if len(stated) != 1 or not all(_is_version(text, *match.span()) for match in _VERSION.finditer(text)):
        return None
    parts = split(url)
    rest = unescaped(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    given = {match[0] for match in _VERSION.finditer(rest) if _is_version(rest, *match.span())}
    given |= {dashed.replace("-", ".") for dashed in _DASHED.findall(rest)}
    if len(given) != 1 or _RFC.search(url):
        return None
    ours, theirs = (one.pop() for one in (stated, given))
    if _contains(ours, theirs) or _contains(theirs, ours):
        return None
    return f"the text says version {ours}, the URL {theirs}"


def _is_version(text: str, start: int, end: int) -> bool:
    if not text[:start].strip(" \t`*_»>•-") and _CHAPTER.match(text, end):
        return False
    if _NOT_A_VERSION_BEFORE.search(text, max(0, start - 14), start) or _NOT_A_VERSION_AFTER.match(text, end):
        return False
    # Six figures in one place are a serial number, not a version.
    return all(len(label) < 6 for label in text[start:end].split("."))


def _contains(longer: str, shorter: str) -> bool:
    one, two = ([int(part) for part in version.split(".")] for version in (longer, shorter))
    return any(one[at : at + len(two)] == two for at in range(len(one) - len(two) + 1))
