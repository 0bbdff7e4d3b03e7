from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.vault.vault import Vault

# Few URLs are signed; the others are told from them without taking them apart.
_SIGNS = ("expires", "expirationtimestamp=", "-signature=", "=eyj")
_PARAMETER = Pattern(r"[?&;](?:se|oe|ex|e|policy|expire|deadline|hdnts|hdnea|hdntl|__token__|__gda__|q-sign-time)=")


@rule(on=Facts, needs=("web-links",))
def expired_url(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A signed link whose own date is past leads nowhere any more."""
    for link in facts.links:
        if "?" in link.target and _may_expire(link.target.lower()):
            from vaultlint.urls.expiry import expiry

            found = expiry(link.target)
            if found is None:
                continue
            if found.when is None:
                yield Problem(link, f"the link is signed and will expire ({found.why})", severity="info")
            elif vault.is_past(found.when):
                yield Problem(link, f"the link expired on {_date(found.when)} ({found.why})")
            else:
                yield Problem(link, f"the link expires on {_date(found.when)} ({found.why})", severity="info")


def _may_expire(url: str) -> bool:
    return any(mark in url for mark in _SIGNS) or _PARAMETER.search(url) is not None


def _date(when: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(when, UTC).date().isoformat()
