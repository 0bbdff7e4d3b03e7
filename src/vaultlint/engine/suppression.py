"""Directives that silence nothing: they hide the next problem of their kind, so they are reported."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix
from vaultlint.directives import Silencer
from vaultlint.engine.check_note import engine_report
from vaultlint.engine.plan import Plan
from vaultlint.facts import Directive
from vaultlint.markdown.text import Rows
from vaultlint.rule_selection import known, nearest


def unused_directives(path: str, silencer: Silencer, plan: Plan, text: str, *, whole: bool) -> Iterator[Diagnostic]:
    """A report for every rule that a directive names in vain; only rules that ran can have been named in vain."""
    names = known()
    ran = {active.name for active in plan.rules if whole or active not in plan.on_vault}
    rows = Rows(text)
    unused: dict[Directive, list[str]] = {}
    for directive, name in silencer.unused():
        unused.setdefault(directive, []).append(name)
    for directive, idle in unused.items():
        strange = [name for name in idle if name and name not in {*names, *names.values(), "own"}]
        in_vain = [name for name in idle if name in ran or (name in names.values() and _group_ran(name, plan))]
        if strange:
            hint = nearest(strange[0], names)
            yield _report(path, directive, rows, f"there is no rule '{strange[0]}'.{hint}".rstrip("."))
        elif idle == [""]:
            if whole:
                yield _with_fix(_report(path, directive, rows, "the directive silences nothing"), directive, text)
        elif in_vain:
            report = _report(path, directive, rows, f"the directive silences no report of {', '.join(in_vain)}")
            yield _with_fix(report, directive, text) if set(in_vain) == set(directive.rules) else report


def _group_ran(group: str, plan: Plan) -> bool:
    return all(name in plan.names for name, of in known().items() if of == group)


def _report(path: str, directive: Directive, rows: Rows, message: str) -> Diagnostic:
    end = Place(*rows.place(directive.end))
    place = Place(directive.row, directive.column)
    return engine_report(path, "unused-directive", message, "warning", place, end)


def _with_fix(report: Diagnostic, directive: Directive, text: str) -> Diagnostic:
    """Take the directive out, with its line if it has one of its own. A property is left to its owner."""
    start, end = directive.start, directive.end
    if text[start : start + 2] not in ("%%", "<!"):
        return report
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    after = end
    while after < len(text) and text[after] in " \t":
        after += 1
    if not text[line_start:start].strip() and (after == len(text) or text[after] in "\r\n"):
        start, end = line_start, after + (2 if text[after : after + 2] == "\r\n" else after < len(text))
    rows = Rows(text)
    edit = PlacedEdit(report.path, start, end, "", Place(*rows.place(start)), Place(*rows.place(end)))
    return report._replace(fix=PlacedFix("safe", "remove the directive", (edit,), ("comment", "html", "layout")))
