"""Malformed URLs, and what was meant."""

from __future__ import annotations

from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.urls.parse import host, is_host_name, is_web, split

_NO_FORM = Pattern(r"(?i)([htps]{3,7})[ \t]?([:;]*)[ \t]?([/\\]*)[ \t]*(?=[^/\\:;\s])")
_FORM = Pattern(r"(?i)https?://(?![\s/\\])")
_DOUBLED = Pattern(r"(?i)(?:https?(?::[/\\]{1,3}|//)){2,}")
_LAST_SCHEME = Pattern(r"(?i)https?(?=:?[/\\])")
_WWW = Pattern(r"(?i)www\d?\.[^\s/?#]+\.[a-z]{2,24}(?:[/?#:].*)?")
_BARE = Pattern(r"(?i)([a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|edu|gov))/.*")
_ENCODED = {" ": "%20", "\t": "%09", "[": "%5B", "]": "%5D"}
_DOUBLED_PAGE = Pattern(r"(?i)/https?://")
#: No URL ends in one of these by intent; the text around it does.
_SWALLOWED = ",;>`”’»，。；：、"
_PAIRS = {")": "(", "）": "（", "】": "【", "」": "「", "』": "『", "》": "《"}

_OPENERS = {opener: closer for closer, opener in (*_PAIRS.items(), ("]", "["), ("”", "“"), ("’", "‘"))}
_CLOSERS = frozenset(_OPENERS.values())
_STOPS = frozenset("，。；：、！？")
_IN_TITLES = frozenset("：、！？")
_SECOND_URL = Pattern(r"(?i)(?<=[a-z0-9])https?://")


class Malformed(NamedTuple):
    """Defect of a URL: message, offsets in the URL, the intended URL or None, and whether that is certain."""

    message: str
    start: int
    end: int
    repaired: str | None
    safe: bool


def malformed(url: str) -> Malformed | None:
    """The first thing wrong with a URL as it was typed, or None; never raises.

    For a link's target or a bare URL. A target without a scheme is reported only if it opens like an address on the web
    (`www.`, or a host under .com, .org, .net, .edu or .gov with a path); whether a file of that name exists is for the
    caller to ask first.
    """
    stripped = url.strip()
    if not stripped:
        return None
    if not _FORM.match(stripped) or _DOUBLED.match(stripped):
        found = _scheme(stripped)
        if found or not is_web(stripped):
            return found
    if stripped != url:
        start = len(url) - len(url.lstrip())
        where = (0, start) if start else (len(stripped), len(url))
        return Malformed("spaces around the URL", *where, stripped, True)
    parts = split(url)
    begin = url.find("//") + 2
    return (
        _authority(url, begin, parts.authority or "")
        or _brackets_and_blanks(url, begin, parts.authority or "")
        or _end(url)
    )


def overrun(url: str) -> int | None:
    """Offset at which a bare URL runs into the text around it for lack of a space; None if it does not.

    Punctuation of Chinese and Japanese ends a URL, and so does a closing bracket that no bracket of the URL opened.
    """
    begin = url.find("//") + 2
    if url.isascii() and ")" not in url and "]" not in url:
        return None
    opened: list[tuple[str, int]] = []
    for at in range(begin, len(url)):
        one = url[at]
        if one in _STOPS:
            if one in _IN_TITLES and not opened and url[at - 1] > "\u2e7f":
                continue  # a page with such a name: /wiki/東京、大阪
            return opened[0][1] if opened and opened[0][0] == "）" else at
        if one in _OPENERS:
            opened.append((_OPENERS[one], at))
        elif one in _CLOSERS:
            if not any(closer == one for closer, _ in opened):
                return at if at > begin else None  # “https://” is no URL
            while opened and opened.pop()[0] != one:
                pass
    return None


def _scheme(url: str) -> Malformed | None:
    if _WWW.fullmatch(url):
        return Malformed(
            "the URL has no scheme, so it leads to a file of that name", 0, len(url), f"https://{url}", False
        )
    if url.startswith("//") and is_host_name(split(url).authority or ""):
        return Malformed("the URL has no scheme", 0, 2, f"https:{url}", False)
    doubled = _DOUBLED.match(url)
    if doubled:
        last = [match[0].lower() for match in _LAST_SCHEME.finditer(doubled[0])][-1]
        rest = url[doubled.end() :]
        return Malformed(
            "duplicate URL scheme", 0, doubled.end(), f"{last}://{rest}" if _opens_with_host(rest) else None, True
        )
    found = _NO_FORM.match(url)
    if found and (found[2] or len(found[3]) > 1):
        return _near_scheme(url, found[1].lower(), found[2], found[3], url[found.end() :])
    bare = _BARE.fullmatch(url)
    if bare:
        return Malformed(
            "the URL has no scheme, so it leads to a file of that name", 0, len(bare[1]), f"https://{url}", False
        )
    return None


def _near_scheme(url: str, word: str, colon: str, slashes: str, rest: str) -> Malformed | None:
    end = len(url) - len(rest)
    if url[:end].lower() == f"{word}://" and word in ("http", "https"):
        return None
    if not slashes and (word not in ("http", "https") or not _opens_with_host(rest)):
        return None
    if word in ("http", "https"):
        repaired = f"{word}://{rest}" if _opens_with_host(rest) else None
        if repaired is None:
            return Malformed("the host is missing", 0, end, None, False) if colon else None
        return Malformed(f"{url[:end]} should read {word}://", 0, end, repaired, repaired is not None)
    if (set(word) < {"h", "t", "p"} and "p" not in word) or not _opens_with_host(rest):
        return None
    meant = "https" if "s" in word else "http"
    return Malformed(f"unknown URL scheme `{word}:`", 0, end, f"{meant}://{rest}", False)


def _opens_with_host(rest: str) -> bool:
    authority = split("//" + rest).authority or ""
    name, _ = host(authority)
    return is_host_name(name) or name == "localhost" or (name.replace(".", "").isdecimal() and name.count(".") == 3)


def _authority(url: str, begin: int, authority: str) -> Malformed | None:
    end = begin + len(authority)
    name, port = host(authority)
    if authority in ("...", "…"):
        return None  # left out on purpose, or never filled in
    if not name:
        rest = url[end:].lstrip("/\\")
        repaired = url[:begin] + rest if url[end:] != rest and _opens_with_host(rest) else None
        return Malformed("the host is missing", begin, end, repaired, repaired is not None)
    for scheme in ("https", "http"):
        place = authority.lower().find(scheme, 1)
        if place > 0 and authority[place + len(scheme) :] in (":", "") and url[end : end + 2] == "//":
            return Malformed("two URLs run into each other", begin + place, len(url), None, False)
    if url.find("://", end) > 0 and (run_in := _SECOND_URL.search(url.partition("?")[0].partition("#")[0], end)):
        return Malformed("two URLs run into each other", run_in.start(), len(url), None, False)
    if any(space in authority for space in " \t\n"):
        return Malformed("a space inside the host", begin, end, None, False)
    if ".." in name or name.startswith("."):
        return Malformed("the host has an empty part", begin, end, None, False)
    if "," in name:
        repaired = url[:begin] + authority.replace(",", ".") + url[end:]
        return Malformed(
            "a comma inside the host", begin, end, repaired if is_host_name(name.replace(",", ".")) else None, False
        )
    if (
        port
        and not (port.isalpha() and port.isupper())
        and (not port.isdecimal() or not port.isascii() or int(port[:6]) > 65535)
    ):
        return Malformed(f"{port} is no port", begin, end, None, False)
    inner = url[end + 1 :] if _DOUBLED_PAGE.match(url, end) else ""
    if inner and split(inner).authority == authority:
        return Malformed("the URL is repeated", begin, end + 1, inner, False)
    return None


def _brackets_and_blanks(url: str, begin: int, authority: str) -> Malformed | None:
    rest = begin + len(authority)
    pasted = url.find("](", rest)
    if pasted >= 0 and url[pasted + 2 : pasted + 6].lower() == "http":
        return Malformed("a link inside the URL", pasted, len(url), None, False)
    query = url.find("?", rest)
    stop = len(url) if query < 0 else query
    # Brackets in a query are common and work everywhere: names of parameters in PHP and Rails.
    wrong = [at for at in range(rest, len(url)) if url[at] in " \t\n" or (at < stop and url[at] in "[]")]
    if not wrong:
        return None
    has_space = any(url[at].isspace() for at in wrong)
    message = "a space inside the URL" if has_space else "a bracket inside the URL, which must be written %5B or %5D"
    second = has_space and any(one in url[rest:].lower() for one in (" http://", " https://"))
    templated = "[[" in url or "]]" in url
    wanted = set(wrong)
    repaired = "".join(_ENCODED.get(one, one) if at in wanted else one for at, one in enumerate(url))
    if second or templated or "\n" in url:
        return Malformed(message, wrong[0], wrong[-1] + 1, None, False)
    return Malformed(message, wrong[0], wrong[-1] + 1, repaired, True)


def _end(url: str) -> Malformed | None:
    """Punctuation of the sentence that became part of the URL; only where no URL would end so."""
    kept = url.rstrip(_SWALLOWED)
    while kept[-1:] in _PAIRS and kept.count(kept[-1]) > kept.count(_PAIRS[kept[-1]]):
        kept = kept[:-1].rstrip(_SWALLOWED)
    if kept.endswith(("**", '"')) and len(kept) > 12:
        kept = kept.rstrip('*"')
    if kept == url or kept.endswith("//"):
        return None
    if "#:~:text=" in url and url[len(kept)] == ",":
        return None  # a text fragment whose end was left out: `text=from,`
    swallowed = url[len(kept) :]
    return Malformed(
        f"the URL ends in “{swallowed}”, which belongs to the text around it", len(kept), len(url), kept, False
    )
