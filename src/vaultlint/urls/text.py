"""A link's text against its URL: only a proven conflict is reported, and none where there is a trace of agreement."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from vaultlint.pattern import Pattern
from vaultlint.urls.agreement import agrees
from vaultlint.urls.hosts import hosts, in_family, is_under
from vaultlint.urls.identifiers import impossible
from vaultlint.urls.literal import text_as_url, unequal_ids, unequal_versions, urls_differ
from vaultlint.urls.nearly import another_article, another_year, misspelt_host
from vaultlint.urls.parse import host, is_web, split
from vaultlint.urls.placeholders import placeholder
from vaultlint.urls.sites import site
from vaultlint.urls.verdict import Tier, Verdict
from vaultlint.urls.vocabulary import vocabulary
from vaultlint.urls.words import (
    content,
    has_latin,
    is_foreign,
    is_title_like,
    plain,
    unescaped,
    words_of,
)

_WORD = Pattern(r"[A-Za-zÀ-ɏ]+|[0-9]+|[^\W\d_]+")
_FRONTS: Final = ("", "abs", "pdf", "html", "forum")
_LONGEST_FRONT: Final = 40
_ID_PAGES: Final = Pattern(
    r"(?i)/(?:issues?|pull|pulls|commits?|discussions|merge_requests|status|comments|questions|q|watch|shorts|videos?|doi|t)/"
    r"|^/p/\w+/?$"
)


def judge(text: str, url: str, *, alone: bool, heading: bool) -> Verdict | None:
    """The conflict between a link's text and its URL, or None.

    `alone` says that the link is the whole of its line, list item or heading, `heading` that it stands in a heading.
    Both are as a reader sees them: entities and escapes decoded. Never raises; asks neither network nor clock.
    """
    text = text.strip()
    if not text or not is_web(url):
        return None
    wrong = impossible(url)
    if wrong:
        return Verdict(2, "high", wrong.message, "malformed-identifier")
    empty = placeholder(url)
    if empty and not _mentions(text.lower(), empty.found.lower()):
        tier: Tier = "medium" if empty.doubtful else "high"
        return Verdict(1, tier, f"{empty.found} in the URL was never filled in", "link-text-mismatch")
    said = text_as_url(text)
    if said:
        if urls_differ(said, url):
            return Verdict(3, "high", "the text is another URL than the one it leads to", "link-text-url")
        return None
    conflict = unequal_ids(text, url)
    if conflict:
        return Verdict(4, "high", conflict, "link-text-mismatch")
    conflict = unequal_versions(text, url)
    if conflict:
        return Verdict(5, "high", conflict, "link-text-mismatch")
    words = [one.lower() for one in _WORD.findall(text)] if len(text) <= 60 else []
    found = _another_host(text, words, url) or _another_kind(words, url) or _nearly(text, url)
    return found or _another_title(text, url, alone, heading)


def _mentions(text: str, found: str) -> bool:
    """Whether a text speaks of what looks like a placeholder in its URL."""
    return found in text or ("xxx" in found and "xxx" in text)


def _another_host(text: str, words: list[str], url: str) -> Verdict | None:
    for at, word in enumerate(words):
        for called in _names_by_first_word().get(word, ()):
            named = called.split()
            if words[at : at + len(named)] != named or not _says_no_more(words, at, named):
                continue
            name = _bare_host(url)
            if any(is_under(name, domain) or name.startswith(domain + ".") for domain in hosts().names[called]):
                return None
            if "".join(named) in words_of(unescaped(url)).squashed or _leads_on(name, url):
                return None
            return Verdict(6, "high", f"“{text}” names another site than {name}", "link-text-mismatch")
    return None


@lru_cache(maxsize=1)
def _names_by_first_word() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for called in hosts().names:
        found.setdefault(called.partition(" ")[0], []).append(called)
    return found


def _says_no_more(words: list[str], at: int, named: list[str]) -> bool:
    """Whether the words around a host's name say nothing of their own."""
    filler = vocabulary().filler
    own = vocabulary().own.get(" ".join(named), frozenset())
    return all(one in filler or one in own for one in words[:at] + words[at + len(named) :])


def _leads_on(name: str, url: str) -> bool:
    """Whether the page may only lead on: a shortener, an archive, or an unknown site's own short path (`/chat`)."""
    if in_family(name, "redirect") or in_family(name, "archive"):
        return True
    known = any(is_under(name, domain) for domains in hosts().names.values() for domain in domains)
    return not known and split(url).path.strip("/").count("/") == 0


def _another_kind(words: list[str], url: str) -> Verdict | None:
    if not words or len(words) > 8:
        return None
    praise = vocabulary().praise
    words = [one for one in words if one not in praise]
    kind = " ".join(words)
    if not kind or len(words) > 2:
        return None
    strangers = hosts().kinds.get(kind)
    if strangers is None or "".join(words) in words_of(unescaped(url)).squashed:
        return None
    name = _bare_host(url)
    for stranger in strangers:
        domain, _, folder = stranger.partition("/")
        if is_under(name, domain) and split(url).path.startswith("/" + folder):
            return Verdict(7, "medium", f"the text says {kind}, and {domain} has none", "link-text-mismatch")
    return None


def _nearly(text: str, url: str) -> Verdict | None:
    """Conditions 12 to 14: a name spelt otherwise than the host, the title of another article, another year."""
    if text[:1].isupper():
        label = misspelt_host(text, url)
        if label:
            return Verdict(
                12, "medium", f"the text says {text}, the host {label}: one is misspelt", "link-text-mismatch"
            )
        title = another_article(text, url) if text.endswith(("Wikipedia", "encyclopedia")) else None
        if title:
            return Verdict(13, "medium", f"the URL leads to the article {title}", "link-text-mismatch")
        years = another_year(text, url)
        if years and not agrees(text, url):
            said, held = years
            return Verdict(
                14, "medium", f"the text cites a work of {said}, the URL one of {held}", "link-text-mismatch"
            )
    return None


def _another_title(text: str, url: str, alone: bool, heading: bool) -> Verdict | None:
    """Conditions 8, 9, 15: a title over a slug or a repository that shares nothing with it, or over no page at all."""
    front = len(url) < _LONGEST_FRONT and _is_front_page(url)
    if not (alone or heading or front) or not has_latin(text) or not is_title_like(text):
        return None
    tokens = words_of(text).tokens
    ours = content(tokens)
    name = _bare_host(url)
    if front:
        specific = [one for one in ours if one not in vocabulary().generic]
        if len(specific) < 4 or _is_other_language(text, tokens) or agrees(text, url):
            return None
        return Verdict(15, "medium", f"the URL leads to the front page of {name}", "link-text-mismatch")
    if in_family(name, "code"):
        steps = [one for one in split(url).path.split("/") if one]
        if not heading or len(steps) != 2 or len(tokens) < 3 or len(ours) < 2 or _is_other_language(text, tokens):
            return None
        if agrees(text, url):
            return None
        return Verdict(
            9, "medium", f"nothing in the text is in the name of the repository {'/'.join(steps)}", "link-text-mismatch"
        )
    specific = [one for one in ours if one not in vocabulary().generic]
    if len(specific) < 3 or _ID_PAGES.search(split(url).path) or _is_other_language(text, tokens):
        return None
    slug = _slug(url)
    if len(slug) < 3 or in_family(name, "redirect") or in_family(name, "archive") or agrees(text, url):
        return None
    high = len(specific) > 3 and len(slug) > 3
    message = f"nothing in the text is in the URL's own title: {' '.join(slug)}"
    return Verdict(8, "high" if high else "medium", message, "link-text-mismatch")


def _is_front_page(url: str) -> bool:
    """Whether a URL names no page of a site whose pages have ids."""
    parts = split(url)
    if parts.path.strip("/") not in _FRONTS or not in_family(_bare_host(url), "by_id"):
        return False
    return not any(one.partition("=")[2] for one in (parts.query or "").split("&"))


def _is_other_language(text: str, tokens: tuple[str, ...]) -> bool:
    return is_foreign(tokens) or any(one.isalpha() and not one.isascii() for one in plain(text))


def _slug(url: str) -> list[str]:
    """The content words of the path segment that has most of them; none if it is not in English."""
    best: list[str] = []
    for segment in split(url).path.split("/"):
        tokens = words_of(unescaped(segment)).tokens
        if len(tokens) > 2 and not is_foreign(tokens):
            found = [one for one in content(tokens) if one not in vocabulary().generic]
            if len(found) > len(best):
                best = found
    return best


@lru_cache(maxsize=4096)
def _bare_host(url: str) -> str:
    return site(host(split(url).authority or "")[0])[0]
