from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.online.answers import Answers
from vaultlint.rule import Problem, rule
from vaultlint.rules.urls._answers import asked, other_url, since
from vaultlint.urls.canonical import keys
from vaultlint.urls.hosts import in_family
from vaultlint.urls.parse import host, split


@rule(on=Answers, severity="info", default=False, fix="unsafe")
def moved_url(facts: Facts, answers: Answers) -> Iterator[Problem]:
    """A URL whose page has moved for good: its server says where to. Asked by `vaultlint links --online`."""
    for link, url, _ in asked(facts):
        answer = answers.of(url)
        if answer is None or answer.status != "alive" or not answer.moved or not _is_move(url, answer.moved):
            continue
        when = since(answer, answers)
        if split(url).path.strip("/") and not split(answer.moved).path.strip("/"):
            yield Problem(
                link, f"the page now redirects to the front page of {_host(answer.moved)}: it may be gone{when}"
            )
            continue
        _, mark, fragment = url.partition("#")
        new = answer.moved + mark + fragment
        fix = other_url(link, new, "the page is there now", shown_only=False)
        yield Problem(link, f"the page moved permanently to {answer.moved}{when}", fix)


def _is_move(url: str, moved: str) -> bool:
    """Whether the URL leads elsewhere now, and was not made to lead on: a shortener's was, and so was a DOI."""
    name = _host(url).removeprefix("www.")
    return keys(url.partition("#")[0]).same != keys(moved).same and not in_family(name, "redirect")


def _host(url: str) -> str:
    return host(split(url).authority or "")[0]
