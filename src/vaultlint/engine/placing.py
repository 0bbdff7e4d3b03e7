"""What rules yield becomes diagnostics: spans get rows and columns, fixes get places, reports get their key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix, RelatedPlace
from vaultlint.engine.plan import ActiveRule
from vaultlint.markdown.text import Rows
from vaultlint.rule import Fix, Problem

_LONGEST_KEY = 200

#: Gives the text of a note by its path, None if it cannot be read.
ReadText = Callable[[str], str | None]


class Placer:
    """Turns problems into diagnostics; reads a note only for a problem that does not bring its place along."""

    def __init__(self, read_text: ReadText) -> None:
        self._read = read_text
        self._rows: dict[str, tuple[str, Rows]] = {}

    def rows(self, path: str) -> tuple[str, Rows]:
        found = self._rows.get(path)
        if found is None:
            text = self._read(path) or ""
            found = self._rows[path] = (text, Rows(text))
        return found

    def place(self, problems: Iterable[Problem], active: ActiveRule, path: str | None = None) -> Iterable[Diagnostic]:
        """The diagnostics of what one rule yielded; `path` is the note unless a problem names its own."""
        for problem in problems:
            yield self._diagnostic(problem, active, problem.path or path or ".")

    def _diagnostic(self, problem: Problem, active: ActiveRule, path: str) -> Diagnostic:
        where: Any = problem.where
        key = problem.key
        if where is None:
            place = end = Place(1, 1)
            key = key or problem.message
        elif hasattr(where, "row"):
            place, end = Place(where.row, where.column), Place(where.end_row, where.end_column)
            key = key or where.raw
        else:
            text, rows = self.rows(path)
            place, end = Place(*rows.place(where.start)), Place(*rows.place(where.end))
            key = key or text[where.start : where.end] or text[rows.starts[place.row - 1] : where.start]
        return Diagnostic(
            path,
            place,
            end,
            active.name,
            active.rule.group,
            active.severity(problem.severity),
            problem.message,
            " ".join(key.split())[:_LONGEST_KEY],
            self._fix(problem.fix, path) if problem.fix else None,
            tuple(RelatedPlace(one.path or path, Place(one.row, one.column), one.message) for one in problem.related),
            ask=problem.ask,
        )

    def _fix(self, fix: Fix, path: str) -> PlacedFix:
        edits = []
        for edit in fix.edits:
            target = edit.path or path
            rows = self.rows(target)[1]
            begin, finish = Place(*rows.place(edit.start)), Place(*rows.place(edit.end))
            edits.append(PlacedEdit(target, edit.start, edit.end, edit.text, begin, finish))
        rename = (fix.rename.old, fix.rename.new) if fix.rename else None
        return PlacedFix(
            fix.applicability,
            fix.message,
            tuple(edits),
            tuple(sorted(fix.may_change)),
            rename,
            fix.if_resolves,
            fix.variant,
        )
