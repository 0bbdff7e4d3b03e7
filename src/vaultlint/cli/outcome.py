"""The outcome of a run over all its vaults, and the exit status that follows from it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vaultlint.diagnostic import Diagnostic

if TYPE_CHECKING:
    from vaultlint.baseline import Baseline
    from vaultlint.cli.options import StatusOptions
    from vaultlint.engine.session import Session
    from vaultlint.fixing.results import FixResult
    from vaultlint.fixing.write import Saved

_RANK = {"error": 3, "warning": 2, "info": 1}


@dataclass(slots=True)
class Outcome:
    """Result of a run over all its vaults."""

    sessions: Sequence[Session] = ()
    root: Path = Path()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    accepted: int = 0
    obsolete: int = 0
    notes: int = 0
    failed: bool = False
    fix_results: list[tuple[Session, FixResult]] = field(default_factory=list)
    saved: list[Saved] = field(default_factory=list)

    @property
    def fixed(self) -> dict[str, int]:
        """Applied fixes by rule."""
        counts: dict[str, int] = {}
        for _, result in self.fix_results:
            for rule, count in result.by_rule.items():
                counts[rule] = counts.get(rule, 0) + count
        return counts

    @property
    def fixed_by_variant(self) -> dict[str, list[str]]:
        """For rules whose fixes come in variants, how many of each were applied, the most frequent first."""
        counts: Counter[tuple[str, str]] = Counter()
        for _, result in self.fix_results:
            counts.update(result.by_variant)
        found: dict[str, list[str]] = {}
        for (rule, variant), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            found.setdefault(rule, []).append(f"{count:,} × {variant}")
        return found

    @property
    def fixed_by_note(self) -> dict[str, list[Diagnostic]]:
        """The problems that were repaired, by note; paths count from `root`."""
        found: dict[str, list[Diagnostic]] = {}
        for session, result in self.fix_results:
            for diagnostic in result.fixed:
                found.setdefault(prefix_of(session, self.root) + diagnostic.path, []).append(diagnostic)
        return found

    @property
    def revealed(self) -> int:
        """Problems that were not there before the fixes: repaired text is read in full. 0 where notes were renamed."""
        before: Counter[tuple[str, str]] = Counter()
        for session, result in self.fix_results:
            if result.renames:
                return 0
            prefix = prefix_of(session, self.root)
            before.update({(prefix + path, rule): count for (path, rule), count in result.found.items()})
        after = Counter((diagnostic.path, diagnostic.rule) for diagnostic in self.diagnostics)
        return sum((after - before).values()) if self.fixed else 0

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Notes that could not be written, with the reason."""
        return [refusal for saved in self.saved for refusal in saved.refused]


def gather(
    sessions: Sequence[Session],
    outcome: Outcome,
    baseline: tuple[Path, Baseline] | None = None,
    *,
    fingerprints: bool = False,
) -> None:
    """Collect what the sessions have to report; paths count from the outermost vault.

    Problems that the `baseline` of a file accepts are counted and left out. Fingerprints cost time: they are made for a
    baseline, and where `fingerprints` says that somebody reads them.
    """
    outcome.sessions = sessions
    outcome.root = Path(os.path.commonpath([session.root for session in sessions]))
    for session in sessions:
        prefix = prefix_of(session, outcome.root)
        outcome.diagnostics += [
            below(prefix, diagnostic) if prefix else diagnostic for diagnostic in session.diagnostics()
        ]
        outcome.notes += len(session.chosen)
        outcome.failed |= session.failed
    outcome.diagnostics.sort(key=lambda diagnostic: diagnostic.order)
    if baseline is not None or fingerprints:
        from vaultlint.baseline import assign_fingerprints

        outcome.diagnostics = assign_fingerprints(outcome.diagnostics)
    if baseline is not None:
        from vaultlint.cli.baseline_file import Accepting

        file, accepted = baseline
        match = Accepting(file, outcome.root, sessions).match(accepted, outcome.diagnostics)
        outcome.diagnostics = list(match.new)
        outcome.accepted, outcome.obsolete = len(match.accepted), len(match.fixed)


def prefix_of(session: Session, root: Path) -> str:
    """Prefix of a session's paths relative to `root`."""
    return session.root.relative_to(root).as_posix() + "/" if session.root != root else ""


def below(prefix: str, diagnostic: Diagnostic) -> Diagnostic:
    fix = diagnostic.fix
    if fix is not None:
        fix = fix._replace(edits=tuple(edit._replace(path=prefix + edit.path) for edit in fix.edits))
    related = tuple(place._replace(path=prefix + place.path) for place in diagnostic.related)
    return diagnostic._replace(path=prefix + diagnostic.path, fix=fix, related=related)


def exit_status(outcome: Outcome, options: StatusOptions, fail_on: str) -> int:
    """0 nothing to report, 1 problems remain, 2 a note could not be read or written (CLI contract)."""
    if outcome.failed or outcome.refused:
        return 2
    if options.exit_zero:
        return 0
    if options.exit_non_zero_on_fix and outcome.fixed:
        return 1
    return status_of({diagnostic.severity for diagnostic in outcome.diagnostics}, options, fail_on)


def status_of(severities: Iterable[str], options: StatusOptions, fail_on: str) -> int:
    """The exit status of a run in which diagnostics of these severities remain, and nothing failed."""
    threshold = options.fail_on or fail_on
    if options.exit_zero or threshold == "never":
        return 0
    return int(any(_RANK[severity] >= _RANK[threshold] for severity in severities))
