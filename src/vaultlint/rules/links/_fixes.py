"""Shared by the rules on links: names of files, and fixes of destinations."""

from __future__ import annotations

from collections.abc import Sequence

from vaultlint.facts import LinkFact
from vaultlint.rule import Applicability, Change, Edit, Fix
from vaultlint.vault.link_edits import without_md

MOST_NAMED = 3


def link_fix(link: LinkFact, edits: Sequence[Edit] | None, message: str, tier: Applicability = "unsafe") -> Fix | None:
    """A fix of a link's destination; None if there is nothing to write."""
    if not edits:
        return None
    allowed: set[Change] = {"link", "property"} if link.place.startswith("property") else {"link"}
    return Fix(tuple(edits), tier, message, frozenset(allowed))


def named(path: str) -> str:
    """A file as a message names it: relative paths, as in commonmark folders, keep their `.md`."""
    return f"`{path if path.startswith('../') else without_md(path)}`"


def any_of(paths: Sequence[str], total: int = 0) -> str:
    """`a`, `b` or `c`, and how many more; `total` if `paths` are not all."""
    shown = [named(path) for path in paths[:MOST_NAMED]]
    total = total or len(paths)
    if total > MOST_NAMED:
        return f"{', '.join(shown)} or {total - len(shown)} more"
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
