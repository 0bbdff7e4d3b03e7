"""Directives in a note that suppress rules: `%% vaultlint-disable rule %%`, `<!-- … -->`, `vaultlint-ignore`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from vaultlint.facts import Directive
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from vaultlint.diagnostic import Diagnostic
    from vaultlint.note import Note

_DIRECTIVE = Pattern(
    r"(?P<open>%%|<!--)[ \t]*vaultlint-(?P<action>disable|enable)(?P<reach>-line|-next-line|-file)?(?![\w-])"
    r"(?P<rules>[^%<>\r\n]*?)[ \t]*(?P<close>%%|-->)"
)
_LAST_ROW = 1 << 60


def find_directives(note: Note) -> list[Directive]:
    """All directives of a note, with the rows that they suppress; code is skipped."""
    text = note.text
    if "vaultlint-" not in text:
        return []
    found: list[Directive] = []
    open_ones: list[Directive] = []
    for match in _DIRECTIVE.finditer(text):
        if note.code.covers(match.start()) or (match["open"] == "%%") != (match["close"] == "%%"):
            continue
        row, column = note.rows.place(match.start())
        rules = _names(match["rules"])
        here = Directive(rules, row, row, match.start(), match.end(), row, column)
        reach = match["reach"]
        if match["action"] == "enable":
            found += _close(open_ones, rules, row)
        elif reach == "-next-line":
            found.append(here._replace(first_row=row + 1, last_row=row + 1))
        elif reach == "-line":
            found.append(here)
        elif reach == "-file":
            found.append(here._replace(first_row=1, last_row=_LAST_ROW))
        else:
            open_ones.append(here)
    found += [one._replace(last_row=_LAST_ROW) for one in open_ones]
    found += _property(note)
    return sorted(found, key=lambda directive: directive.start)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.replace(",", " ").split() if name)


def _close(open_ones: list[Directive], rules: tuple[str, ...], row: int) -> list[Directive]:
    """`enable` ends the open directives that name the same rules, or all of them if it names none."""
    closed = []
    for directive in list(open_ones):
        if not rules or set(directive.rules) <= set(rules):
            open_ones.remove(directive)
            closed.append(directive._replace(last_row=row))
    return closed


def _property(note: Note) -> Iterable[Directive]:
    entry = note.top_property("vaultlint-ignore") if note.front_matter and note.front_matter.closed else None
    if entry is None or entry.tag == "map":
        return
    value = entry.value
    rules = tuple(value) if isinstance(value, list) else _names(value or "")
    if entry.tag == "bool":
        if rules == ("false",):
            return
        rules = ()
    row, column = note.rows.place(entry.start)
    yield Directive(rules, 1, _LAST_ROW, entry.start, max(entry.end, entry.value_end), row, column)


class Suppressor:
    """The directives of one note against its diagnostics: which of these are suppressed, which directives do nothing.

    A directive suppresses a diagnostic if it names its rule or group (or names none, or ALL), and if they share a row.
    """

    def __init__(self, directives: Sequence[Directive], diagnostics: Sequence[Diagnostic]) -> None:
        self._directives = directives
        self._diagnostics = diagnostics

    def shown(self) -> list[Diagnostic]:
        """The diagnostics that no directive suppresses, in their order."""
        rows: dict[str, list[tuple[int, int]]] = {}
        for directive in self._directives:
            for name in (_ALL,) if _names_all(directive) else directive.rules:
                rows.setdefault(name, []).append((directive.first_row, directive.last_row))
        merged = {name: _Rows(ranges) for name, ranges in rows.items()}
        return [
            diagnostic
            for diagnostic in self._diagnostics
            if not any(
                name in merged and merged[name].meet(diagnostic.place.row, diagnostic.end.row)
                for name in (_ALL, diagnostic.group, diagnostic.rule)
            )
        ]

    def unused(self) -> Iterator[tuple[Directive, str]]:
        """Pairs of a directive and a name in it that suppresses nothing; "" for a directive that names no rule."""
        by_rule: dict[str, list[tuple[int, int]]] = {}
        for diagnostic in self._diagnostics:
            by_rule.setdefault(diagnostic.rule, []).append((diagnostic.place.row, diagnostic.end.row))
        rows = {rule: _Rows(ranges) for rule, ranges in by_rule.items()}
        in_group: dict[str, set[str]] = {}
        for diagnostic in self._diagnostics:
            in_group.setdefault(diagnostic.group, set()).add(diagnostic.rule)
        for directive in self._directives:
            if _names_all(directive):
                if not any(each.meet(directive.first_row, directive.last_row) for each in rows.values()):
                    yield directive, ""
                continue
            for name in directive.rules:
                # A group is of no use for rules that the directive names by themselves.
                rules = {name} | (in_group.get(name, set()) - set(directive.rules))
                if not any(rule in rows and rows[rule].meet(directive.first_row, directive.last_row) for rule in rules):
                    yield directive, name


_ALL = "ALL"


def _names_all(directive: Directive) -> bool:
    return not directive.rules or _ALL in directive.rules


class _Rows:
    """Ranges of rows, both ends included: whether any of them has a row in common with another range."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        in_order = sorted(ranges)
        self._firsts = [first for first, _ in in_order]
        self._farthest = list(accumulate((last for _, last in in_order), max))

    def meet(self, first: int, last: int) -> bool:
        at = bisect_right(self._firsts, last)
        return at > 0 and self._farthest[at - 1] >= first
