from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.vault import Vault

# Few URLs are signed: the others are told by one search.
_MAY_EXPIRE = Pattern(
    r"expires|expirationtimestamp=|[?&]deadline=|-signature=|[?&;](?:se|oe|ex|e|policy|expire|hdnts|hdnea|hdntl|__token__|__gda__|q-sign-time)=|=eyJ",
    2,
)


@rule(on=Facts)
def expired_url(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A signed link whose own date is past leads nowhere any more."""
    for link in facts.links:
        if "?" in link.target and _MAY_EXPIRE.search(link.target):
            from vaultlint.urls.expiry import expiry

            found = expiry(link.target)
            if found is None:
                continue
            if found.when is None:
                yield Problem(link, f"the link is signed and lasts only for a time ({found.why})", severity="info")
            elif found.when < _now():
                yield Problem(link, f"the link expired on {_date(found.when)} ({found.why})")
            else:
                yield Problem(link, f"the link expires on {_date(found.when)} ({found.why})", severity="info")


def _now() -> float:
    import time

    return time.time()


def _date(when: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(when, UTC).date().isoformat()
