"""The result of fixing: the steps that were carried out, and the rejected fixes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from vaultlint.diagnostic import Diagnostic
from vaultlint.fixing.edits import Shift
from vaultlint.fixing.multi_file import WideStep


@dataclass(slots=True)
class Step:
    """The fixes of one rule in one note, carried out: the note before and after."""

    path: str
    rule: str
    before: bytes
    after: bytes
    fixes: list[Diagnostic]
    shift: Shift = field(repr=False)


@dataclass(slots=True)
class RejectedFix:
    """A fix that was not applied, and why."""

    diagnostic: Diagnostic
    reason: str


@dataclass(slots=True)
class FixResult:
    """Result of fixing. `steps` are in the order in which they were carried out.

    Notes have the names that they have after all renames; `originals` are their bytes on the disk.
    """

    steps: list[Step] = field(default_factory=list)
    wide: list[WideStep] = field(default_factory=list)
    rejected: list[RejectedFix] = field(default_factory=list)
    originals: dict[str, bytes] = field(default_factory=dict)
    fixed: list[Diagnostic] = field(default_factory=list)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Problems before the first fix, by path and rule."""

    @property
    def renames(self) -> list[tuple[str, str, str]]:
        """Old name, new name, rule; in the order in which they have to be done."""
        return [(old, new, step.diagnostic.rule) for step in self.wide for old, new in step.renames]

    @property
    def by_variant(self) -> dict[tuple[str, str], int]:
        """Number of applied fixes per rule and variant, for rules whose fixes have variants."""
        counts: dict[tuple[str, str], int] = {}
        for diagnostic in self.fixed:
            if diagnostic.fix is not None and diagnostic.fix.variant:
                key = (diagnostic.rule, diagnostic.fix.variant)
                counts[key] = counts.get(key, 0) + 1
        return counts

    @property
    def by_rule(self) -> dict[str, int]:
        """Number of applied fixes per rule."""
        counts: dict[str, int] = {}
        for diagnostic in self.fixed:
            counts[diagnostic.rule] = counts.get(diagnostic.rule, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
