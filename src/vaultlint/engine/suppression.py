"""Suppress diagnostics: by directives in the note, or because a more specific rule reports the same.

A directive that suppresses nothing is reported itself: it would hide the next problem of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix
from vaultlint.directives import Suppressor
from vaultlint.engine.check_note import ReadText, engine_report
from vaultlint.engine.plan import Plan
from vaultlint.engine.results import NoteResult
from vaultlint.facts import HAS_DIRECTIVES, Directive
from vaultlint.markdown.text import Rows
from vaultlint.rule_selection import known, nearest


def unused_directives(path: str, suppressor: Suppressor, plan: Plan, text: str, *, whole: bool) -> Iterator[Diagnostic]:
    """A diagnostic for every rule that a directive names in vain; only rules that ran can have been named in vain."""
    names = known()
    valid_names = {*names, *names.values(), "own"}
    ran = {active.name for active in plan.rules if whole or active not in plan.on_vault}
    rows = Rows(text)
    unused: dict[Directive, list[str]] = {}
    for directive, name in suppressor.unused():
        unused.setdefault(directive, []).append(name)
    for directive, idle in unused.items():
        strange = [name for name in idle if name and name not in valid_names]
        in_vain = [name for name in idle if name in ran or (name in names.values() and _group_ran(name, plan))]
        if strange:
            hint = nearest(strange[0], names)
            yield _report(path, directive, rows, f"there is no rule '{strange[0]}'.{hint}".rstrip("."))
        elif idle == [""]:
            if whole:
                yield _with_fix(
                    _report(path, directive, rows, "the directive suppresses nothing"), directive, text, rows
                )
        elif in_vain:
            report = _report(path, directive, rows, f"the directive suppresses no diagnostic of {', '.join(in_vain)}")
            yield _with_fix(report, directive, text, rows) if set(in_vain) == set(directive.rules) else report


def _group_ran(group: str, plan: Plan) -> bool:
    return all(name in plan.names for name, of in known().items() if of == group)


def _report(path: str, directive: Directive, rows: Rows, message: str) -> Diagnostic:
    end = Place(*rows.place(directive.end))
    place = Place(directive.row, directive.column)
    return engine_report(path, "unused-directive", message, "warning", place, end)


def _with_fix(report: Diagnostic, directive: Directive, text: str, rows: Rows) -> Diagnostic:
    """Delete the directive, with its line if nothing else is on it. A property is left to its owner."""
    start, end = directive.start, directive.end
    if text[start : start + 2] not in ("%%", "<!"):
        return report
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    after = end
    while after < len(text) and text[after] in " \t":
        after += 1
    if not text[line_start:start].strip() and (after == len(text) or text[after] in "\r\n"):
        start, end = line_start, after + (2 if text[after : after + 2] == "\r\n" else after < len(text))
    edit = PlacedEdit(report.path, start, end, "", Place(*rows.place(start)), Place(*rows.place(end)))
    return report._replace(fix=PlacedFix("safe", "remove the directive", (edit,), ("comment", "html", "layout")))


_CHARACTERS = frozenset({"invisible-character", "replacement-character", "byte-order-mark"})

#: Rule -> the rules that report nothing where it does.
WINS_OVER: dict[str, frozenset[str]] = {
    "malformed-wikilink": frozenset({"broken-link", "broken-heading"}),
    "link-outside-vault": frozenset({"broken-link", "broken-heading"}),
    "unescaped-table-pipe": frozenset({"broken-link", "table-columns", "malformed-wikilink"}),
    "malformed-url": frozenset({"broken-link"}),
    "malformed-identifier": frozenset({"link-text-mismatch"}),
    "link-text-url": frozenset({"link-text-mismatch"}),
    "machine-local-link": frozenset({"broken-link", "malformed-url"}),
    "empty-link": frozenset({"vague-link-text"}),
    "malformed-link": frozenset({"malformed-url", "broken-link", "broken-heading", "undefined-reference"}),
    "copied-anchor": frozenset({"empty-link", "invisible-character", "broken-heading", "malformed-url"}),
    "mojibake": _CHARACTERS,
    "invalid-encoding": _CHARACTERS,
}


def drop_superseded(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Drop those diagnostics of one note that a more specific one overlaps."""
    winners = [diagnostic for diagnostic in diagnostics if diagnostic.rule in WINS_OVER]
    if not winners or len(diagnostics) == 1:
        return list(diagnostics)
    silent_rules = frozenset().union(*(WINS_OVER[one.rule] for one in winners))
    by_row: dict[int, list[Diagnostic]] = {}
    for winner in winners:
        for row in range(winner.place.row, winner.end.row + 1):
            by_row.setdefault(row, []).append(winner)
    return [
        diagnostic
        for diagnostic in diagnostics
        if diagnostic.rule not in silent_rules or not _superseded(diagnostic, by_row)
    ]


def _superseded(diagnostic: Diagnostic, winners: dict[int, list[Diagnostic]]) -> bool:
    for row in range(diagnostic.place.row, diagnostic.end.row + 1):
        for winner in winners.get(row, ()):
            if (
                diagnostic.rule in WINS_OVER[winner.rule]
                and winner.place < diagnostic.end
                and diagnostic.place < winner.end
            ):
                return True
    return False


def suppress(
    diagnostics: list[Diagnostic], result: NoteResult | None, plan: Plan, read_text: ReadText, *, whole: bool
) -> list[Diagnostic]:
    """Drop what the directives of a note suppress, and add a diagnostic for each directive that suppresses nothing.

    `plan` is that of the note, `result` its result (None for a file that is not a note of the run).
    """
    if result is None or not result.traits & HAS_DIRECTIVES or result.facts is None:
        return diagnostics
    suppressor = Suppressor(result.facts.directives, diagnostics)
    shown = suppressor.shown()
    if "unused-directive" in plan.names:
        shown += unused_directives(result.path, suppressor, plan, read_text(result.path) or "", whole=whole)
    return shown
