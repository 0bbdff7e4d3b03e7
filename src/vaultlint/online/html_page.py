"""The title and anchors of a page, found by regular expressions in linear time.

The standard library's parser is not used: before Python 3.11.13 a broken page could keep it busy for hours. Where an
expression sees too much (an `id=` in a comment), an anchor is thought to be there: the side on which nothing false is
reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Final

from vaultlint.pattern import Pattern

_CHARSET = Pattern(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_TEXT_CODECS = ("utf", "iso", "windows", "cp", "koi", "gb", "big5", "euc", "shift", "ascii", "us-ascii", "mac", "latin")
_TITLE = Pattern(r"<title(?:\s[^<>]{0,400})?>([^<]{1,2000})", re.IGNORECASE)
_META = Pattern(r"<meta\s([^<>]{1,4000})>", re.IGNORECASE)
_OG_TITLE = Pattern(r"(?:property|name)\s{0,9}=\s{0,9}[\"']?og:title\b", re.IGNORECASE)
_CONTENT = Pattern(r"\bcontent\s{0,9}=\s{0,9}(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')", re.IGNORECASE)
_ANCHOR = Pattern(
    r"\b(?:id|name)\s{0,9}=\s{0,9}(?:\\?\"([^\"<>]{1,300}?)\\?\"|\\?'([^'<>]{1,300}?)\\?'|([^\s\"'<>=\\]{1,300}))",
    re.IGNORECASE,
)
#: Roots into which scripts write a page: what such a page holds is not known before they ran.
_SCRIPTED = Pattern(
    r"\bid\s{0,9}=\s{0,9}[\"']?(?:root|app|__next|__nuxt|___gatsby|svelte|app-root|q-app|main-app|react-root)[\"'\s>]"
    r"|<(?:app-root|ion-app)\b|data-reactroot|data-server-rendered|ng-version|ng-app",
    re.IGNORECASE,
)
_HEAD_ENDS: Final = 512 * 1024


def text_of(body: bytes, content_type: str) -> str:
    """The page as text: by the header, else as the page says itself, else as UTF-8; what does not fit is replaced."""
    named = _CHARSET.search(content_type) or _CHARSET.search(body[:2048].decode("latin-1"))
    codec = named[1].lower() if named else "utf-8"
    if not codec.startswith(_TEXT_CODECS):
        codec = "utf-8"
    try:
        return body.decode(codec, "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


def is_page(content_type: str) -> bool:
    """Whether an answer is HTML."""
    return content_type.partition(";")[0].strip().lower() in ("text/html", "application/xhtml+xml")


def title_of(page: str) -> str:
    """The title as a person gave it: `og:title` includes less of the site's name than `<title>`; "" without either."""
    head = page[:_HEAD_ENDS]
    for meta in _META.finditer(head):
        if _OG_TITLE.search(meta[1]) and (found := _CONTENT.search(meta[1])):
            return _clean(found[1] or found[2])
    found = _TITLE.search(head)
    return _clean(found[1]) if found else ""


def _clean(text: str) -> str:
    return " ".join(unescape(text).split())[:300]


def missing_anchors(page: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """The fragments for which a page has no `id` or `name`; none if scripts may add them.

    Compared without case, and with the prefix that GitHub puts before ids of users: both lead there by script.
    """
    wanted = list(wanted)
    if not wanted or _SCRIPTED.search(page):
        return ()
    anchors = {unescape(match[1] or match[2] or match[3]).casefold() for match in _ANCHOR.finditer(page)}
    return tuple(anchor for anchor in wanted if not {anchor.casefold(), f"user-content-{anchor.casefold()}"} & anchors)
