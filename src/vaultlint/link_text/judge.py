"""Judge a link's text against its URL; only a proven conflict is reported."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from vaultlint.link_text.agreement import agrees
from vaultlint.link_text.near_misses import another_article, another_year, may_be_misspelled, misspelled_host
from vaultlint.link_text.stated_ids import is_short_form, text_as_url, unequal_ids, unequal_versions, urls_differ
from vaultlint.link_text.words import (
    content,
    has_latin,
    is_foreign,
    is_title_like,
    plain,
    vocabulary,
    words_of,
)
from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts, in_family, is_under
from vaultlint.urls.identifiers import impossible, may_be_impossible
from vaultlint.urls.parse import is_web, split, unescaped
from vaultlint.urls.placeholders import may_be_placeholder, placeholder
from vaultlint.urls.sites import only_redirects, place_of

_WORD: Final = Pattern(r"[A-Za-zÀ-ɏ]+|[0-9]+|[^\W\d_]+")
#: A text that is longer names no host and no kind of page.
_LONGEST: Final = 60
_ID: Final = Pattern(r"[0-9./:]|[Pp](?:art|ART|t\b)")
_BROWSER: Final = ("Wikipedia", "encyclopedia")


def may_identify(text: str) -> bool:
    """Whether a text has a sign of those of which a URL, an id, a version or a year has one."""
    return _ID.search(text) is not None


def says_nothing(text: str) -> bool:
    """Whether a text is not a URL and no title and names no id, version, year, host or kind of page.

    With a URL that is in order by itself no conflict can come of it. Most texts are such.
    """
    if text.islower():  # nothing is remembered of these: they are many, and this is quickly found
        return not _ID.search(text) and _distinctive_words().isdisjoint(_WORD.findall(text))
    return _says_nothing(text)


@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    if _ID.search(text) or not _distinctive_words().isdisjoint(_words(text)):
        return False
    return not (may_be_misspelled(text) or text.endswith(_BROWSER) or may_be_title(text))


@lru_cache(maxsize=4096)
def may_be_title(text: str) -> bool:
    """Whether a text has the capitals and the words of a title."""
    tokens = words_of(text).tokens
    return len(tokens) > 2 and has_latin(text) and len(content(tokens)) > 1 and is_title_like(text)


@lru_cache(maxsize=4096)
def host_called(text: str) -> str | None:
    """The name of a host (`github`) besides which a text says nothing of its own; of several the first."""
    words = _words(text)
    for at, word in enumerate(words):
        for called in _names_by_first_word().get(word, ()):
            named = called.split()
            if words[at : at + len(named)] == named and _says_no_more(words, at, named):
                return called
    return None


@lru_cache(maxsize=4096)
def kind_called(text: str) -> str | None:
    """The kind of page (`blog post`) that is all that a text names, but for praise."""
    words = _words(text)
    if not words or len(words) > 8:
        return None
    kind = " ".join([word for word in words if word not in vocabulary().praise])
    return kind if kind in hosts().kinds else None


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)] if len(text) <= _LONGEST else []


@lru_cache(maxsize=1)
def _distinctive_words() -> frozenset[str]:
    """The first words of the names of hosts, and all words of kinds of pages."""
    return frozenset([*_names_by_first_word(), *(word for kind in hosts().kinds for word in kind.split())])


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
    return all(word in filler or word in own for word in words[:at] + words[at + len(named) :])


#: What opens a text that says what to do with the page, or where in a series it is, instead of its title.
_INVITES: Final = Pattern(
    r"(?i)(?:watch|listen|register|download|subscribe|sign up|join|book a|view|see|get|check out|read|visit|click)\b"
    r"|(?:season|episode|part|chapter|lesson|week|day|session|issue|module)\s\d"
)

Tier = Literal["high", "medium"]
Rule = Literal["link-text-url", "link-text-mismatch", "malformed-identifier"]


class Verdict(NamedTuple):
    """A proven conflict.

    `condition` is its number in the table of conditions (1 placeholder, 2 impossible id, 3 the text is another URL,
    4 unequal ids, 5 unequal versions, 6 another host is named, 7 a kind of page this host has not, 8 a slug that shares
    nothing, 9 a repository that shares nothing, 12 a name spelled otherwise than the host, 13 another article's title,
    14 a citation of another year, 15 a title over a site's front page; 10 and 11 compare links with each other, see
    `vaultlint.urls.conflicts`); `rule` is the rule that reports it.
    """

    condition: int
    tier: Tier
    message: str
    rule: Rule


_FRONTS: Final = ("", "abs", "pdf", "html", "forum")
_LONGEST_FRONT: Final = 40
_ID_PAGES: Final = Pattern(
    r"(?i)/(?:issues?|pull|pulls|commits?|discussions|merge_requests|status|comments|questions|q|watch|shorts|videos?|doi|t)/"
    r"|^/p/\w+/?$"
)


def judge(text: str, url: str, *, alone: bool, heading: bool) -> Verdict | None:
    """The conflict between a link's text and its URL, or None.

    `alone` says that the link is the whole of its line, list item or heading, `heading` that it is in a heading.
    Both are as a reader sees them: entities and escapes decoded. Never raises; asks neither network nor clock.
    """
    text = text.strip()
    if not text or not is_web(url):
        return None
    wrong = wrong_by_itself(text, url)
    if wrong or says_nothing(text):
        return wrong
    return contradiction(text, url, alone=alone, heading=heading)


@lru_cache(maxsize=4096)  # vaults repeat links: in footers, templates, tables of contents
def wrong_by_itself(text: str, url: str) -> Verdict | None:
    """Conditions 1 and 2: a URL on the web that leads nowhere, unless the text says so."""
    place, lower = place_of(url), url.lower()
    wrong = impossible(url) if may_be_impossible(place, lower) else None
    if wrong:
        return Verdict(2, "high", wrong.message, "malformed-identifier")
    empty = placeholder(url) if not place.example and may_be_placeholder(place, lower) else None
    if empty and not _mentions(text.lower(), empty.found.lower()):
        tier: Tier = "medium" if empty.doubtful else "high"
        return Verdict(1, tier, f"{empty.found} in the URL was never filled in", "link-text-mismatch")
    return None


@lru_cache(maxsize=4096)
def contradiction(text: str, url: str, *, alone: bool, heading: bool) -> Verdict | None:
    """The other conditions, for a stripped text that says something and a URL on the web.

    `alone` and `heading` only matter for titles.
    """
    if may_identify(text):
        said = text_as_url(text)
        if said:
            if urls_differ(said, url) and not is_short_form(text, url):
                return Verdict(3, "high", "the link text shows a different URL than its target", "link-text-url")
            return None
        conflict = unequal_ids(text, url)
        if conflict:
            return Verdict(4, "high", conflict, "link-text-mismatch")
        conflict = unequal_versions(text, url)
        if conflict:
            return Verdict(5, "high", conflict, "link-text-mismatch")
    found = _another_host(text, url) or _another_kind(text, url) or _nearly(text, url)
    return found or _another_title(text, url, alone, heading)


def _mentions(text: str, found: str) -> bool:
    """Whether a text mentions what looks like a placeholder in its URL."""
    return found in text or ("xxx" in found and "xxx" in text)


def _another_host(text: str, url: str) -> Verdict | None:
    called = host_called(text)
    if called is None:
        return None
    name = place_of(url).site
    if any(is_under(name, domain) or name.startswith(domain + ".") for domain in hosts().names[called]):
        return None
    if called.replace(" ", "") in words_of(unescaped(url)).squashed or _redirects(name, url):
        return None
    return Verdict(6, "high", f"“{text}” names another site than {name}", "link-text-mismatch")


def _redirects(name: str, url: str) -> bool:
    """Whether the page may only lead on: a shortener, an archive, an unknown site's short path (`/chat`)."""
    if in_family(name, "redirect") or in_family(name, "archive") or only_redirects(url):
        return True
    known = any(is_under(name, domain) for domains in hosts().names.values() for domain in domains)
    folder, _, last = split(url).path.strip("/").rpartition("/")
    return not known and (not folder or ("/" not in folder and last.isdecimal()))


def _another_kind(text: str, url: str) -> Verdict | None:
    kind = kind_called(text)
    if kind is None or kind.replace(" ", "") in words_of(unescaped(url)).squashed:
        return None
    name = place_of(url).site
    for stranger in hosts().kinds[kind]:
        domain, _, folder = stranger.partition("/")
        if is_under(name, domain) and split(url).path.startswith("/" + folder):
            return Verdict(7, "medium", f"the text says “{kind}”, but {domain} hosts none", "link-text-mismatch")
    return None


def _nearly(text: str, url: str) -> Verdict | None:
    """Conditions 12 to 14: a name spelled otherwise than the host, the title of another article, another year."""
    if text[:1].isupper():
        label = misspelled_host(text, url)
        if label and words_of(text).squashed not in words_of(unescaped(url)).squashed:
            return Verdict(
                12, "medium", f"the text says {text}, the host {label}: one is misspelled", "link-text-mismatch"
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
    if not may_be_title(text):
        return None
    front = len(url) < _LONGEST_FRONT and _is_front_page(url)
    if not (alone or heading or front):
        return None
    tokens = words_of(text).tokens
    ours = content(tokens)
    name = place_of(url).site
    if front:
        specific = [our for our in ours if our not in vocabulary().generic]
        if len(specific) < 4 or _is_other_language(text, tokens) or agrees(text, url):
            return None
        return Verdict(15, "medium", f"the URL leads to the front page of {name}", "link-text-mismatch")
    if in_family(name, "code"):
        steps = [part for part in split(url).path.split("/") if part]
        if not heading or len(steps) != 2 or len(tokens) < 3 or len(ours) < 2 or _is_other_language(text, tokens):
            return None
        if agrees(text, url):
            return None
        return Verdict(
            9, "medium", f"the text shares no word with the repository name {'/'.join(steps)}", "link-text-mismatch"
        )
    specific = [our for our in ours if our not in vocabulary().generic]
    if (
        len(specific) < 3
        or _INVITES.match(text)
        or _ID_PAGES.search(split(url).path)
        or _is_other_language(text, tokens)
    ):
        return None
    slug = _slug(url)
    if len(slug) < 3 or in_family(name, "redirect") or in_family(name, "archive") or agrees(text, url):
        return None
    high = len(specific) > 3 and len(slug) > 3
    message = f"the text shares no word with the title in the URL: {' '.join(slug)}"
    return Verdict(8, "high" if high else "medium", message, "link-text-mismatch")


def _is_front_page(url: str) -> bool:
    """Whether a URL names no page of a site whose pages have ids."""
    parts = split(url)
    if parts.path.strip("/") not in _FRONTS or not in_family(place_of(url).site, "by_id"):
        return False
    return not any(parameter.partition("=")[2] for parameter in (parts.query or "").split("&"))


def _is_other_language(text: str, tokens: tuple[str, ...]) -> bool:
    return is_foreign(tokens) or any(char.isalpha() and not char.isascii() for char in plain(text))


def _slug(url: str) -> list[str]:
    """The content words of the path segment that has most of them; none if it is not in English."""
    best: list[str] = []
    for segment in split(url).path.split("/"):
        tokens = words_of(unescaped(segment)).tokens
        if len(tokens) > 2 and not is_foreign(tokens):
            found = [word for word in content(tokens) if word not in vocabulary().generic]
            if len(found) > len(best):
                best = found
    return best
