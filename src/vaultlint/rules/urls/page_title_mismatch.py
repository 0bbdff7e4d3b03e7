from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.online.answers import Answers
from vaultlint.online.page_titles import judge_title
from vaultlint.rule import Fix, Problem, rule
from vaultlint.rules.urls._answers import Asked, asked, other_url
from vaultlint.urls.canonical import keys


@rule(on=Answers, severity="info", default=False, fix="display")
def page_title_mismatch(facts: Facts, answers: Answers) -> Iterator[Problem]:
    """A link whose text is not what the title of its page says. Asked by `vaultlint links --online`."""
    for one in asked(facts):
        answer = answers.of(one.url) if one.link.kind == "markdown" and one.text else None
        if answer is None or answer.status != "alive" or not answer.title:
            continue
        link = one.link
        if judge_title(one.text, one.url, answer.title, alone=link.alone, heading=link.place == "heading"):
            yield Problem(link, f"the page's title is “{answer.title}”", _elsewhere(one, answers))


def _elsewhere(one: Asked, answers: Answers) -> Fix | None:
    """Show the URL whose page has the text as its title, if the vault links to one."""
    other = answers.elsewhere(one.text)
    if other is None or keys(other).page == keys(one.url).page:
        return None
    return other_url(one.link, other, "the vault links to another URL whose page has this title", shown_only=True)
