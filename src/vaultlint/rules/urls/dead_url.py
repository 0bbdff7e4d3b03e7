from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.online.answers import Answers, fragment_of
from vaultlint.rule import Problem, rule
from vaultlint.rules.urls._answers import asked, other_url, since


@rule(on=Answers, severity="error", default=False, fix="display")
def dead_url(facts: Facts, answers: Answers) -> Iterator[Problem]:
    """A URL whose page is gone: its server says so. Asked by `vaultlint links --online`."""
    for link, url, _ in asked(facts):
        answer = answers.of(url)
        if answer is None:
            continue
        when = since(answer, answers)
        if answer.status == "dead":
            copy = answer.archived
            fix = other_url(link, copy, "an archive has a copy", shown_only=True) if copy else None
            yield Problem(link, f"the page is gone: {answer.reason}{when}", fix)
        elif answer.status == "unknown":
            if answers.strict:
                yield Problem(link, f"the page could not be checked: {answer.reason}{when}", severity="warning")
        elif (fragment := fragment_of(url)) in answer.missing:
            message = f"the page exists, but has no anchor `#{fragment}`{when}"
            yield Problem(link, message, severity="info")
