"""Suggest the URL that was meant, from other links of the note or vault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from vaultlint.facts import Facts
from vaultlint.link_text.words import shown
from vaultlint.link_text.work_titles import is_title
from vaultlint.urls.canonical import keys
from vaultlint.urls.identifiers import impossible
from vaultlint.urls.parse import is_web
from vaultlint.urls.placeholders import placeholder

_DIGITS: Final = "0123456789"
_SIGNS: Final = _DIGITS + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"
#: How the keys of those begin that are told by an id alone, and what such an id is made of.
_IDS: Final = (("arxiv:", _DIGITS), ("youtube.com/watch?v=", _SIGNS))
_TO_PAGES: Final = ("markdown", "autolink", "reference")
_HINTS: Final = ("xiv", "ar5iv", "youtu", "lanl.gov", "hf.co", "huggingface.co")


class Mentioned(NamedTuple):
    """A link to the web: its text as a reader sees it ("" for a bare URL), and the note it is in."""

    text: str
    url: str
    path: str


def mentioned(facts: Facts) -> Iterator[Mentioned]:
    """The links of a note to the web; those of a template are no one's yet."""
    if facts.kind == "template":
        return
    for link in facts.links:
        if link.kind in _TO_PAGES and is_web(link.target):
            yield Mentioned(shown(link.text) if link.kind == "markdown" else "", link.target, facts.path)


class Elsewhere:
    """The links of a note or a vault, by what they name; none is looked at before a question depends on it."""

    def __init__(self, links: Iterable[Mentioned]) -> None:
        self._given = links
        self._pages_by_title: dict[str, dict[str, Mentioned]] = {}

    @cached_property
    def _links(self) -> list[Mentioned]:
        return list(self._given)

    def likely(self, text: str, url: str) -> Mentioned | None:
        """The one other URL under the same title; for an id that cannot exist, else one with a char more or less."""
        return self._same_title(text, url) or (self._near_id(url) if impossible(url) else None)

    def _same_title(self, text: str, url: str) -> Mentioned | None:
        if not is_title(text):
            return None
        own = keys(url).page
        found = [link for page, link in self._pages(text.casefold()).items() if page != own]
        return found[0] if len(found) == 1 else None

    def _pages(self, title: str) -> dict[str, Mentioned]:
        """The pages that links with a title lead to, with the first link to each; kept, as a title is asked for often.

        A link that cannot lead anywhere is left out.
        """
        known = self._pages_by_title.get(title)
        if known is None:
            pages = {keys(link.url).page: link for link in reversed(self._titled(title))}
            known = self._pages_by_title[title] = {
                page: link
                for page, link in pages.items()
                if impossible(link.url) is None and placeholder(link.url) is None
            }
        return known

    def _near_id(self, url: str) -> Mentioned | None:
        found = _id_of(url)
        if found is None:
            return None
        begin, written, alphabet = found
        near = {begin + one for one in _with_a_sign_more_or_less(written, alphabet)} & self._by_id.keys()
        return self._by_id[near.pop()] if len(near) == 1 else None

    def _titled(self, title: str) -> Sequence[Mentioned]:
        """The links whose text is a title, case folded."""
        return self._by_text.get(title, ())

    @cached_property
    def _by_text(self) -> dict[str, list[Mentioned]]:
        found: dict[str, list[Mentioned]] = {}
        for link in self._links:
            if link.text:
                found.setdefault(link.text.casefold(), []).append(link)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Mentioned]:
        found: dict[str, Mentioned] = {}
        for link in self._links:
            lower = link.url.lower()
            if any(hint in lower for hint in _HINTS) and (known := _id_of(link.url)) and impossible(link.url) is None:
                found.setdefault(known[0] + known[1], link)
        return found


class ElsewhereInVault(Elsewhere):
    """The links of a vault, of which it is known which notes have a title. `named` gives the facts of these, sorted."""

    def __init__(self, links: Iterable[Mentioned], named: Callable[[str], Iterable[Facts]]) -> None:
        super().__init__(links)
        self._named = named

    def _titled(self, title: str) -> Sequence[Mentioned]:
        found = (mention for facts in self._named(title) for mention in mentioned(facts))
        return [one for one in found if one.text.casefold() == title]


def titles(facts: Facts) -> Iterator[str]:
    """Texts of a note's web links, case folded."""
    return (mention.text.casefold() for mention in mentioned(facts) if mention.text)


def _id_of(url: str) -> tuple[str, str, str] | None:
    """What identifies a URL: how its key begins, the id, and the alphabet of such ids; None if anything else does."""
    _, page, work = keys(url)
    for begin, alphabet in _IDS:
        for key in (work, page):
            if key.startswith(begin):
                return begin, key[len(begin) :], alphabet
    return None


def _with_a_sign_more_or_less(written: str, alphabet: str) -> Iterator[str]:
    """All ids with one character more or less; one with another character is another id."""
    for at in range(min(len(written), 32) + 1):
        before, after = written[:at], written[at:]
        if after[:1] in alphabet:
            yield before + after[1:]
        yield from (before + char + after for char in alphabet)
