"""A located report: what the engine makes of a rule's `Problem`, and all that renderers, baseline and cache know."""

from __future__ import annotations

from typing import Any, NamedTuple

SEVERITIES = ("error", "warning", "info")


class Place(NamedTuple):
    """Row and column, both from 1; columns count characters (code points)."""

    row: int
    column: int


class PlacedEdit(NamedTuple):
    """An edit of characters `start:end` of `path`, with the same range in rows and columns (end exclusive)."""

    path: str
    start: int
    end: int
    text: str
    begin: Place
    finish: Place


class PlacedFix(NamedTuple):
    """A fix ready to show or apply: as `rule.Fix`, with `rename` as (old, new), relative to the vault."""

    applicability: str
    message: str
    edits: tuple[PlacedEdit, ...]
    may_change: tuple[str, ...] = ()
    rename: tuple[str, str] | None = None
    if_resolves: str | None = None
    variant: str = ""


class RelatedPlace(NamedTuple):
    path: str
    place: Place
    message: str


class Diagnostic(NamedTuple):
    """One report. `path` is vault-relative; `place` is 1:1 for a report on a whole file.

    `key` is the squashed text that the report is about; with the rule, and counted among equals of the same note, it
    makes the fingerprint, which therefore survives edits elsewhere, moved lines and a renamed note. `defer` as in
    `rule.Problem`.
    """

    path: str
    place: Place
    end: Place
    rule: str
    group: str
    severity: str
    message: str
    key: str
    fix: PlacedFix | None = None
    related: tuple[RelatedPlace, ...] = ()
    fingerprint: str = ""
    defer: str | None = None
    cause: str = ""  # what it has in common with others of its rule, as the end of a sentence: "begin with …"

    @property
    def is_deferred(self) -> bool:
        """Whether the vault has to confirm it, or its fix."""
        return self.defer is not None or (self.fix is not None and self.fix.if_resolves is not None)

    @property
    def order(self) -> tuple[Any, ...]:
        """By path, row, column, rule: the order of every output, whatever the number of jobs."""
        return (self.path, self.place, self.rule, self.end, self.message)
