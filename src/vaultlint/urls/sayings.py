"""What a link's text says by itself, whatever its URL: found once for a text, since vaults repeat their texts."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from vaultlint.link_text.near_misses import may_be_misspelt
from vaultlint.link_text.words import content, has_latin, is_title_like, words_of
from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts
from vaultlint.urls.vocabulary import vocabulary

_WORD: Final = Pattern(r"[A-Za-zÀ-ɏ]+|[0-9]+|[^\W\d_]+")
#: A text that is longer names no host and no kind of page.
_LONGEST: Final = 60
_ID: Final = Pattern(r"[0-9./:]|[Pp](?:art|ART|t\b)")
_BROWSER: Final = ("Wikipedia", "encyclopedia")


def may_identify(text: str) -> bool:
    """Whether a text has a sign of those of which a URL, an id, a version or a year has one."""
    return _ID.search(text) is not None


def says_nothing(text: str) -> bool:
    """Whether a text is no URL and no title and names no id, version, year, host or kind of page.

    With a URL that is in order by itself no conflict can come of it. Most texts are such.
    """
    if text.islower():  # nothing is remembered of these: they are many, and this is quickly found
        return not _ID.search(text) and _telling_words().isdisjoint(_WORD.findall(text))
    return _says_nothing(text)


@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    if _ID.search(text) or not _telling_words().isdisjoint(_words(text)):
        return False
    return not (may_be_misspelt(text) or text.endswith(_BROWSER) or may_be_title(text))


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
    kind = " ".join([one for one in words if one not in vocabulary().praise])
    return kind if kind in hosts().kinds else None


def _words(text: str) -> list[str]:
    return [one.lower() for one in _WORD.findall(text)] if len(text) <= _LONGEST else []


@lru_cache(maxsize=1)
def _telling_words() -> frozenset[str]:
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
    return all(one in filler or one in own for one in words[:at] + words[at + len(named) :])
