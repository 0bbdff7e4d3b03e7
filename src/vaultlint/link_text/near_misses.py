"""Texts that nearly match their URL and are wrong: a misspelled name, another article, another year."""

from __future__ import annotations

from functools import lru_cache

from vaultlint.link_text.words import content, words_of
from vaultlint.link_text.work_titles import CONFERENCES
from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import in_family
from vaultlint.urls.parse import host, split, unescaped
from vaultlint.urls.sites import place_of

_NAME = Pattern(r"[A-Za-z]{2,}(?:[ -][A-Za-z]{2,}){0,2}")
_SHORTEST = 7
_TITLE = Pattern(r"(.{3,200}?) [-–—|] Wikipedia(?:, the free encyclopedia)?", 0)
_ARTICLE = Pattern(r"/wiki/([^:]+)", 0)
_CITED = Pattern(
    r"\bet\.? al\.?,? ?\(?((?:19|20)\d\d)\b|\A[A-Z][\w'’-]+(?:,? (?:&|and) [A-Z][\w'’-]+)?,? \(?((?:19|20)\d\d)\b"
)
_PROCEEDINGS = Pattern(rf"(?i)(?<![a-z])(?:{CONFERENCES})[_ -]?((?:19|20)\d\d)(?!\d)")
# Words that English spells in two ways: the longer, or the American, is second.
_VARIANTS = (
    ("our", "or"),
    ("grey", "gray"),
    ("re", "er"),
    ("is", "iz"),
    ("ys", "yz"),
    ("ll", "l"),
    ("ae", "e"),
    ("ogue", "og"),
)


def misspelled_host(text: str, url: str) -> str | None:
    """The label of the host that differs from the whole text by one letter inside, or None.

    One of the two is misspelled: names differ from hosts at their ends (`getfoo`, `foos`), seldom in the middle.
    """
    if not may_be_misspelled(text):
        return None
    names = _names(place_of(url).written)
    written = words_of(text).squashed
    if not names or written in names.values():
        return None
    for label, name in names.items():
        if (
            len(name) >= _SHORTEST
            and name.isalpha()
            and name[0] == written[0]
            and name[-1] == written[-1]
            and _is_slip(written, name, _edges(text))
        ):
            return label
    return None


@lru_cache(maxsize=8192)
def _names(written: str) -> dict[str, str]:
    """The labels of a host without hyphens, if one of them is long enough to be compared: label → name."""
    labels = written.removeprefix("www.").split(".")[:-1]
    names = {label: label.replace("-", "") for label in labels}
    return names if any(len(name) >= _SHORTEST for name in names.values()) else {}


@lru_cache(maxsize=4096)
def may_be_misspelled(text: str) -> bool:
    """Whether a text is long enough, and nothing but a name, so that it can be held against a host."""
    if not text[:1].isupper() or not _NAME.fullmatch(text):
        return False
    return len(words_of(text).squashed) >= _SHORTEST


def _edges(text: str) -> set[int]:
    """Offsets of word boundaries of the text, counted without spaces and hyphens."""
    at, found = 0, set()
    for word in text.replace("-", " ").split():
        at += len(word)
        found.add(at)
    return found


def _is_slip(written: str, name: str, edges: set[int]) -> bool:
    """Whether one letter is wrong, missing, too many or exchanged with its neighbor, and that is not a variant."""
    if abs(len(written) - len(name)) > 1:
        return False
    start = 0
    while start < min(len(written), len(name)) and written[start] == name[start]:
        start += 1
    end = 0
    while end < min(len(written), len(name)) - start and written[-1 - end] == name[-1 - end]:
        end += 1
    ours, theirs = written[start : len(written) - end], name[start : len(name) - end]
    if len(ours) == len(theirs):
        if not (len(ours) == 1 or (len(ours) == 2 and ours == theirs[::-1])):
            return False
    elif ours + theirs in ("s", "n") or start in edges:
        # A plural, rock'n'roll, or a letter that joins two words.
        return False
    return not any(_is_variant(written, name, *pair) or _is_variant(name, written, *pair) for pair in _VARIANTS)


def _is_variant(one: str, two: str, british: str, american: str) -> bool:
    return british in one and any(
        one[:at] + american + one[at + len(british) :] == two for at in range(len(one)) if one.startswith(british, at)
    )


def another_article(text: str, url: str) -> str | None:
    """The title in the URL of an article that cannot be the one named by a text like `Title - Wikipedia`, or None.

    Such a text is the title of a browser's window. It and the URL may differ in a word or two, but not both.
    """
    found = _TITLE.fullmatch(text)
    if not found:
        return None
    parts = split(url)
    article = _ARTICLE.fullmatch(parts.path)
    if not article or parts.fragment or not in_family(host(parts.authority or "")[0], "wikimedia"):
        return None
    title = unescaped(article[1]).replace("_", " ")
    ours, theirs = (content(words_of(one).tokens) for one in (found[1], title))
    if not title.isascii() or not found[1].isascii():
        return None
    if len(_only_in(ours, theirs)) < 2 or len(_only_in(theirs, ours)) < 2:
        return None
    return title


def _only_in(one: list[str], two: list[str]) -> list[str]:
    stems = {word[:4] for word in two}
    return [word for word in one if word[:4] not in stems]


def another_year(text: str, url: str) -> tuple[str, str] | None:
    """The years of a citation and of the conference by which the URL's file is called, if they are far apart.

    A preprint may be a year older than its conference, and a journal's version a year younger.
    """
    cited = _CITED.search(text)
    held = _PROCEEDINGS.search(split(url).path.rpartition("/")[2]) if cited else None
    if not cited or not held:
        return None
    written = cited[1] or cited[2]
    return (
        (written, held[1])
        if abs(int(written) - int(held[1])) > 1 and text.count("20") + text.count("19") == 1
        else None
    )
