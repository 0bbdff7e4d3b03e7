"""One report for one defect: where two rules see the same thing, the more specific one speaks."""

from __future__ import annotations

from collections.abc import Sequence

from vaultlint.diagnostic import Diagnostic

_CHARACTERS = frozenset({"invisible-character", "replacement-character", "byte-order-mark"})

#: Rule → the rules that are silent wherever it reports.
WINS_OVER: dict[str, frozenset[str]] = {
    "malformed-wikilink": frozenset({"broken-link", "broken-heading"}),
    "link-outside-vault": frozenset({"broken-link", "broken-heading"}),
    "unescaped-table-pipe": frozenset({"broken-link", "table-columns", "malformed-wikilink"}),
    "malformed-url": frozenset({"broken-link"}),
    "malformed-identifier": frozenset({"link-text-mismatch"}),
    "link-text-url": frozenset({"link-text-mismatch"}),
    "machine-local-link": frozenset({"broken-link", "malformed-url"}),
    "empty-link": frozenset({"vague-link-text"}),
    "mojibake": _CHARACTERS,
    "invalid-encoding": _CHARACTERS,
}


def without_superseded(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The reports of one note without those that a more specific one overlaps."""
    winners = [one for one in diagnostics if one.rule in WINS_OVER]
    if not winners or len(diagnostics) == 1:
        return list(diagnostics)
    silent_rules = frozenset().union(*(WINS_OVER[one.rule] for one in winners))
    by_row: dict[int, list[Diagnostic]] = {}
    for winner in winners:
        for row in range(winner.place.row, winner.end.row + 1):
            by_row.setdefault(row, []).append(winner)
    return [one for one in diagnostics if one.rule not in silent_rules or not _superseded(one, by_row)]


def _superseded(one: Diagnostic, winners: dict[int, list[Diagnostic]]) -> bool:
    for row in range(one.place.row, one.end.row + 1):
        for winner in winners.get(row, ()):
            if one.rule in WINS_OVER[winner.rule] and winner.place < one.end and one.place < winner.end:
                return True
    return False
