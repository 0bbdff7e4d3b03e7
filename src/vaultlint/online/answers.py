"""Answers about URLs: what the rules on dead and moved URLs are given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, NamedTuple

Status = Literal["alive", "dead", "unknown"]


class Answer(NamedTuple):
    """Answer about one resource; times are seconds since 1970.

    `moved` is where permanent redirects alone lead, `final` where all do ("" if it is `url`). `titled` means that a
    title was looked for, `sought` which fragments were, `missing` which of them the page does not have. `archived` is a
    copy of a dead page. The answer need not be asked for again before `until`.
    """

    url: str
    status: Status
    reason: str
    code: int = 0
    moved: str = ""
    final: str = ""
    title: str = ""
    titled: bool = False
    sought: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    archived: str = ""
    asked: int = 0
    until: int = 0


class Answers:
    """The answers of a run by resource. `strict`: what could not be settled is reported as well.

    An answer from before `since` is reported with its date.
    """

    def __init__(self, found: Mapping[str, Answer], *, strict: bool = False, since: int = 0) -> None:
        self.found = found
        self.strict = strict
        self.since = since

    def of(self, url: str) -> Answer | None:
        """Answer about a URL, ignoring its fragment."""
        return self.found.get(resource_key(url))

    def elsewhere(self, title: str) -> str | None:
        """The only URL of the run whose page has exactly this title; None if there is none or the title is short."""
        from vaultlint.link_text.words import words_of

        words = words_of(title)
        urls = self._by_title.get(words.squashed, ()) if len(words.tokens) > 2 else ()
        return urls[0] if len(urls) == 1 else None

    @cached_property
    def _by_title(self) -> dict[str, list[str]]:
        from vaultlint.link_text.words import words_of

        titles: dict[str, list[str]] = {}
        for answer in self.found.values():
            if answer.title and answer.status == "alive":
                titles.setdefault(words_of(answer.title).squashed, []).append(answer.url)
        return titles


def resource_key(url: str) -> str:
    """The key of what a server is asked for: indistinguishable URLs share it; fragments are dropped."""
    from vaultlint.urls.canonical import keys

    return keys(url.partition("#")[0]).same


def fragment_of(url: str) -> str:
    """The place in the page, decoded; "" if there is none that a page's own text could settle.

    Routes of scripts, text fragments, parameters of viewers and numbers of lines are not anchors.
    """
    fragment = url.partition("#")[2]
    if not fragment or fragment[0] in "/!:" or fragment.lower() == "top" or any(one in fragment for one in "=&?"):
        return ""
    if fragment[0] == "L" and fragment[1:2].isdigit():
        return ""
    from urllib.parse import unquote

    return unquote(fragment.partition(":~:")[0])
