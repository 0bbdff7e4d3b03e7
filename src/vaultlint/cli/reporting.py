"""What a run found → its outputs and its exit status."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from vaultlint import registry
from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.fixing.mend import Mended
from vaultlint.fixing.save import Saved
from vaultlint.report import formats, render
from vaultlint.report.run import RuleInfo, Run

_RANK = {"error": 3, "warning": 2, "info": 1}
_WITH_FINGERPRINTS = frozenset({"json", "jsonl", "sarif", "gitlab"})


@dataclass(slots=True)
class Output:
    """Where the report goes: pairs of a format and a file (None: standard output)."""

    targets: list[tuple[str, Path | None]]
    statistics: bool
    quiet: bool
    show_fixes: bool
    to_stderr: bool = False

    @property
    def fingerprints(self) -> bool:
        """Whether a format shows them."""
        return any(name in _WITH_FINGERPRINTS for name, _ in self.targets)

    @classmethod
    def of(cls, given: dict[str, Any]) -> Output:
        """Failure if a format is unknown or there are more files than formats."""
        default = "full" if sys.stdout.isatty() else "concise"
        names, files = list(given["output_format"]) or [default], list(given["output_file"])
        for name in names:
            if name not in formats():
                from vaultlint.selection import nearest

                raise Failure(
                    f"unknown output format '{name}'.{nearest(name, formats())} Known: {', '.join(formats())}."
                )
        if len(files) > len(names):
            raise Failure("--output-file needs an --output-format of its own for each file.")
        # With fewer files than formats, the last formats go to standard output.
        targets: list[tuple[str, Path | None]] = [
            (n, files[i] if i < len(files) else None) for i, n in enumerate(names)
        ]
        return cls(targets, given["statistics"], given["quiet"], given["show_fixes"])


@dataclass(slots=True)
class Outcome:
    """All that a run came to, over every vault that it reached."""

    sessions: Sequence[Session] = ()
    root: Path = Path()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    accepted: int = 0
    obsolete: int = 0
    notes: int = 0
    failed: bool = False
    mended: list[tuple[Session, Mended]] = field(default_factory=list)
    saved: list[Saved] = field(default_factory=list)

    @property
    def fixed(self) -> dict[str, int]:
        """Applied fixes by rule."""
        counts: dict[str, int] = {}
        for _, mended in self.mended:
            for rule, count in mended.by_rule.items():
                counts[rule] = counts.get(rule, 0) + count
        return counts

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Notes that could not be written, with the reason."""
        return [one for saved in self.saved for one in saved.refused]


def gather(
    sessions: Sequence[Session], outcome: Outcome, baseline: Path | None = None, *, fingerprints: bool = False
) -> None:
    """Collect what the sessions have to report; paths count from the outermost vault.

    Problems that the file `baseline` accepts are counted and left out. Fingerprints cost time: they are made for a
    baseline, and where `fingerprints` says that somebody reads them.
    """
    outcome.sessions = sessions
    outcome.root = Path(os.path.commonpath([session.root for session in sessions]))
    for session in sessions:
        prefix = session.root.relative_to(outcome.root).as_posix() + "/" if session.root != outcome.root else ""
        outcome.diagnostics += [_below(prefix, one) if prefix else one for one in session.diagnostics()]
        outcome.notes += len(session.chosen)
        outcome.failed |= session.failed
    outcome.diagnostics.sort(key=lambda one: one.order)
    if baseline is not None or fingerprints:
        from vaultlint.baseline import assign_fingerprints

        outcome.diagnostics = assign_fingerprints(outcome.diagnostics)
    if baseline is not None:
        from vaultlint.baseline import Baseline
        from vaultlint.cli.accepting import Accepting

        match = Accepting(baseline, outcome.root, sessions).match(Baseline.load(baseline), outcome.diagnostics)
        outcome.diagnostics = list(match.new)
        outcome.accepted, outcome.obsolete = len(match.accepted), len(match.fixed)


def _below(prefix: str, one: Diagnostic) -> Diagnostic:
    fix = one.fix
    if fix is not None:
        fix = replace(fix, edits=tuple(replace(edit, path=prefix + edit.path) for edit in fix.edits))
    related = tuple(replace(place, path=prefix + place.path) for place in one.related)
    return replace(one, path=prefix + one.path, fix=fix, related=related)


def report(outcome: Outcome, output: Output, color: bool) -> None:
    """Write every output; what is no finding goes to standard error."""
    run = _run(outcome)
    for name, file in output.targets:
        if file is not None:
            text = render(name, run, color=False, width=None)
            try:
                file.write_text(text, "utf-8")
            except OSError as error:
                raise Failure(f"{file}: the report cannot be written: {error.strerror}.") from None
            continue
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        _write(render(name, run, color=color, width=width), output.to_stderr)
    if output.statistics:
        from vaultlint.report.summary import statistics

        _write(statistics(run, color=color), output.to_stderr)
    _notices(outcome, output, run)


def report_preview(outcome: Outcome, output: Output) -> None:
    """What `--diff` says after the differences: what would be mended, and what would remain."""
    if not output.quiet:
        fixed, rest = sum(outcome.fixed.values()), len(outcome.diagnostics)
        click.echo(f"Would fix {_count(fixed, 'problem')}; {rest:,} would remain. Nothing was written.", err=True)


def _write(text: str, to_stderr: bool) -> None:
    stream = sys.stderr if to_stderr else sys.stdout
    if text:
        # A file name may hold bytes that are no text; they are shown as escapes, never a reason to stop.
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _run(outcome: Outcome) -> Run:
    return Run(
        diagnostics=outcome.diagnostics,
        root=outcome.root,
        cwd=Path.cwd(),
        notes_checked=outcome.notes,
        fixed_by_rule=outcome.fixed,
        accepted=outcome.accepted,
        outdated=outcome.obsolete,
        read_text=lambda path: _read_text(outcome, path),
        rule_info=_rule_info,
    )


def _read_text(outcome: Outcome, path: str) -> str | None:
    for session in sorted(outcome.sessions, key=lambda one: -len(one.root.parts)):
        prefix = session.root.relative_to(outcome.root).as_posix() + "/" if session.root != outcome.root else ""
        if path.startswith(prefix):
            return session.read_text(path[len(prefix) :])
    return None


def _rule_info(name: str) -> RuleInfo:
    if name not in registry.catalogue():
        return RuleInfo(name, "vault", "error", name)
    rule = registry.load(name)
    from vaultlint.pages import page

    return RuleInfo(name, rule.group, rule.severity, rule.summary, page(name) or "")


def _notices(outcome: Outcome, output: Output, run: Run) -> None:
    from vaultlint.report.summary import summary

    def say(text: str) -> None:
        click.echo(text, err=True)

    for path, reason in outcome.refused:
        say(f"vaultlint: {path}: not written: {reason}")
    for _, mended in outcome.mended:
        for refusal in mended.refusals:
            one = refusal.diagnostic
            say(f"{_where(one)}: the fix of {one.rule} was not applied: {refusal.reason}")
        if output.show_fixes:
            for one in mended.fixed:
                say(f"{_where(one)}: fixed {one.rule}: {one.message}")
    if output.quiet:
        return
    for saved in outcome.saved:
        if saved.run:
            say(f"Wrote {_count(len(saved.written), 'note')}. `vaultlint undo {saved.run}` takes it back.")
    say(summary(run))


def _where(one: Diagnostic) -> str:
    return f"{one.path}:{one.place.row}:{one.place.column}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def print_diff(session: Session, mended: Mended, color: bool) -> None:
    """What would be written, as unified differences."""
    from vaultlint.report.diff import unified_diff

    for path, original in sorted(mended.originals.items()):
        shown = Path(session.root / path)
        name = shown.relative_to(Path.cwd()).as_posix() if shown.is_relative_to(Path.cwd()) else str(shown)
        before, after = (data.decode("utf-8", "replace") for data in (original, session.read_bytes(path)))
        _write(unified_diff(name, before, after, color), False)


def exit_status(outcome: Outcome, given: dict[str, Any], fail_on: str) -> int:
    """0 nothing to report, 1 problems remain, 2 a note could not be read or written (CLI contract)."""
    if outcome.failed or outcome.refused:
        return 2
    if given["exit_zero"]:
        return 0
    if given["exit_non_zero_on_fix"] and outcome.fixed:
        return 1
    threshold = given["fail_on"] or fail_on
    if threshold == "never":
        return 0
    return int(any(_RANK[one.severity] >= _RANK[threshold] for one in outcome.diagnostics))
