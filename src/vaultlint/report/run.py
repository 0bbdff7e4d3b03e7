"""Input of a renderer: the diagnostics of a run, their paths, and facts about their rules."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import NamedTuple

from vaultlint.diagnostic import Diagnostic


class RuleInfo(NamedTuple):
    """Facts about a rule for reports: `severity` is the rule's own, `help` is Markdown."""

    name: str
    group: str
    severity: str
    summary: str
    help: str = ""


def last_row(diagnostic: Diagnostic) -> int:
    """The last row a diagnostic touches: one that ends where a row starts has only the line end before it."""
    ends_before = diagnostic.end.column == 1 and diagnostic.end.row > diagnostic.place.row
    return diagnostic.end.row - 1 if ends_before else diagnostic.end.row


def _no_text(path: str) -> str | None:
    return None


def _none() -> int:
    return 0


def _no_info(rule: str) -> RuleInfo:
    return RuleInfo(rule, "", "warning", rule)


@dataclass(slots=True)
class Run:
    """One run, ready to be shown.

    `diagnostics` are sorted, and their paths are relative to `root`; both folders are absolute. `fixed_by_rule` counts
    what was repaired, `accepted` what the baseline silenced, `outdated` the baseline's entries that are fixed.
    `templates` counts the notes that were taken for templates; only the closing line asks for it. `read_text` gives a
    note's text by its path in the vault; `rule_info` is called for rules that are reported only.
    """

    diagnostics: Sequence[Diagnostic]
    root: Path
    cwd: Path
    notes_checked: int = 0
    templates: Callable[[], int] = _none
    fixed_by_rule: Mapping[str, int] = field(default_factory=dict)
    accepted: int = 0
    outdated: int = 0
    read_text: Callable[[str], str | None] = _no_text
    rule_info: Callable[[str], RuleInfo] = _no_info
    _inside: tuple[str, ...] | None = field(init=False, repr=False)
    _prefix: str = field(init=False, repr=False, default="")
    _filenames: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        try:
            self._inside = self.cwd.relative_to(self.root).parts
        except ValueError:
            self._inside = None
            try:
                self._prefix = PurePath(os.path.relpath(self.root, self.cwd)).as_posix()
            except ValueError:  # another drive
                self._prefix = self.root.as_posix()

    def filename(self, path: str) -> str:
        """A path of the vault as a user names it: relative to the current folder, with `/`."""
        found = self._filenames.get(path)
        if found is None:
            found = self._filenames[path] = self._relative(path)
        return found

    def _relative(self, path: str) -> str:
        if self._inside is None:
            return self._prefix if path == "." else f"{self._prefix}/{path}"
        if not self._inside:
            return path
        parts = [] if path == "." else path.split("/")
        common = 0
        while common < min(len(parts), len(self._inside)) and parts[common] == self._inside[common]:
            common += 1
        return "/".join([".."] * (len(self._inside) - common) + parts[common:]) or "."

    def below_base(self, path: str) -> str:
        """A path that never climbs: relative to the current folder if the vault lies in it, else to the vault."""
        outside = self._inside is None and (self._prefix.startswith("../") or os.path.isabs(self._prefix))
        return path if self._inside or outside else self.filename(path)

    @property
    def fixed(self) -> int:
        """Number of problems fixed."""
        return sum(self.fixed_by_rule.values())

    @property
    def severities(self) -> Counter[str]:
        """Number of diagnostics per severity."""
        return Counter(diagnostic.severity for diagnostic in self.diagnostics)

    @property
    def fixable_safe(self) -> int:
        """Number of diagnostics with a safe fix."""
        return self._fixable("safe")

    @property
    def fixable_unsafe(self) -> int:
        """Number of diagnostics with a fix that needs `--unsafe-fixes`."""
        return self._fixable("unsafe")

    def _fixable(self, applicability: str) -> int:
        return sum(
            diagnostic.fix is not None and diagnostic.fix.applicability == applicability
            for diagnostic in self.diagnostics
        )


def counted(number: int, noun: str) -> str:
    """`1 note`, `2 notes`, `1,200 notes`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
