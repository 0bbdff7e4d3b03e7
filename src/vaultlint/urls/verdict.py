"""What is said of a link whose text and URL contradict each other."""

from __future__ import annotations

from typing import Literal, NamedTuple

Tier = Literal["high", "medium"]
Rule = Literal["link-text-url", "link-text-mismatch", "malformed-identifier"]


class Verdict(NamedTuple):
    """A proven conflict.

    `condition` is its number in the table of conditions (1 placeholder, 2 impossible id, 3 the text is another URL,
    4 unequal ids, 5 unequal versions, 6 another host is named, 7 a kind of page this host has not, 8 a slug that shares
    nothing, 9 a repository that shares nothing, 12 a name spelt otherwise than the host, 13 another article's title,
    14 a citation of another year, 15 a title over a site's front page; 10 and 11 compare links with each other, see
    `vaultlint.urls.conflicts`); `rule` is the rule that reports it.
    """

    condition: int
    tier: Tier
    message: str
    rule: Rule
