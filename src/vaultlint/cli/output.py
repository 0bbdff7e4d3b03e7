"""Write the report of a run in each format, and the notices beside it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaultlint import rule_registry
from vaultlint.cli.outcome import Outcome, prefix_of
from vaultlint.cli.say import drawn, say, shown_path, without_commands
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.report import FORMATS, formats, render
from vaultlint.report.run import RuleInfo, Run, counted
from vaultlint.rule_selection import ENGINE_FACTS, ENGINE_RULES

if TYPE_CHECKING:
    from vaultlint.cli.options import OutputOptions
    from vaultlint.engine.session import Session
    from vaultlint.fixing.results import FixResult

#: Problems listed on a terminal by default.
_MOST_ON_TERMINAL = 500


@dataclass(slots=True)
class Output:
    """Destinations of the report: pairs of a format and a file (None: standard output).

    `most` problems are listed on standard output in a format for readers, 0 for all.
    """

    targets: list[tuple[str, Path | None]]
    statistics: bool
    quiet: bool
    show_fixes: bool
    to_stderr: bool = False
    most: int = 0

    @property
    def fingerprints(self) -> bool:
        """Whether a format shows them."""
        return any(FORMATS[name].fingerprints for name, _ in self.targets)

    @classmethod
    def of(cls, options: OutputOptions, *, show_fixes: bool) -> Output:
        """Pair the formats with the files.

        Raises:
            Failure: a format is unknown, or there are more files than formats.

        """
        default = "full" if sys.stdout.isatty() else "concise"
        names, files = list(options.output_format) or [default], options.output_file
        for name in names:
            if name not in formats():
                from vaultlint.rule_selection import nearest

                raise Failure(
                    f"unknown output format '{name}'.{nearest(name, formats())} Known: {', '.join(formats())}."
                )
        if len(files) > len(names):
            raise Failure("--output-file needs an --output-format of its own for each file.")
        # With fewer files than formats, the last formats go to standard output.
        targets: list[tuple[str, Path | None]] = [
            (n, files[i] if i < len(files) else None) for i, n in enumerate(names)
        ]
        most = options.max_problems
        if most is None:
            most = _MOST_ON_TERMINAL if sys.stdout.isatty() else 0
        return cls(targets, options.statistics, options.quiet, show_fixes, most=most)


@dataclass(frozen=True, slots=True)
class Printed:
    """A report as text: what went to standard output, the closing line, and the severities that occur."""

    text: str
    summary: str
    severities: Sequence[str]


def report(outcome: Outcome, output: Output, color: bool) -> Printed:
    """Write every output; what is not a finding goes to standard error, also where an output cannot be written."""
    from vaultlint.report.summary import summary

    run = _run(outcome)
    closing = summary(run)
    try:
        text = _outputs(output, run, color)
    finally:
        _notices(outcome, output, run, closing)
    return Printed(text, closing, sorted({one.severity for one in run.diagnostics}))


def report_again(printed: Printed, output: Output) -> None:
    """Write a report once more."""
    _print(output.targets[0][0], printed.text, output.to_stderr)
    if not output.quiet:
        _close(printed.summary, output, any_found=bool(printed.severities))


def _outputs(output: Output, run: Run, color: bool) -> str:
    """Write every output. The answer is the text of the last one on standard output."""
    text = ""
    for name, file in output.targets:
        if file is not None:
            _write_file(file, render(name, run, color=False, width=None))
            continue
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        text = render(name, run, color=color, width=width, most=output.most)
        _print(name, text, output.to_stderr)
    if any(name == "github" for name, _ in output.targets):
        _add_job_summary(run)
    if output.statistics:
        from vaultlint.report.summary import statistics

        _write_for_people(statistics(run, color=color), output.to_stderr)
    return text


def _print(name: str, text: str, to_stderr: bool) -> None:
    if FORMATS[name].for_readers:
        _write_for_people(text, to_stderr)
    else:
        _write(text, to_stderr)


def _write_file(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise Failure(f"{file}: the report cannot be written: {error.strerror}.") from None


def _add_job_summary(run: Run) -> None:
    """The page that GitHub shows for a job, where a job runs: each step appends to the file it is given."""
    if not (named := os.environ.get("GITHUB_STEP_SUMMARY")):
        return
    from vaultlint.report.github import job_summary

    try:
        with open(named, "a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(job_summary(run) + "\n")
    except OSError as error:
        click.echo(f"vaultlint: {named}: the job summary cannot be written: {error.strerror}.", err=True)


def report_preview(outcome: Outcome, output: Output) -> None:
    """Say after the differences of `--diff` what would be fixed, what would remain, and which fixes were rejected."""
    _say_rejected(outcome, _run(outcome))
    if not output.quiet:
        fixed, rest = sum(outcome.fixed.values()), len(outcome.diagnostics)
        new = f", {outcome.revealed:,} of them revealed by the fixes" if outcome.revealed else ""
        click.echo(f"Would fix {counted(fixed, 'problem')}; {rest:,} would remain{new}. Nothing was written.", err=True)


def _write_for_people(text: str, to_stderr: bool) -> None:
    if text:
        with without_commands(to_stderr=to_stderr):
            _write(text if text.endswith("\n") else text + "\n", to_stderr)
            (sys.stderr if to_stderr else sys.stdout).flush()


def _write(text: str, to_stderr: bool) -> None:
    stream = sys.stderr if to_stderr else sys.stdout
    if text:
        # A file name may hold bytes that are not text; they are shown as escapes, never a reason to stop.
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _run(outcome: Outcome) -> Run:
    return Run(
        diagnostics=outcome.diagnostics,
        root=outcome.root,
        cwd=Path.cwd(),
        notes_checked=outcome.notes,
        templates=lambda: sum(session.templates() for session in outcome.sessions),
        fixed_by_rule=outcome.fixed,
        accepted=outcome.accepted,
        outdated=outcome.obsolete,
        read_text=lambda path: _read_text(outcome, path),
        rule_info=rule_info,
    )


def _read_text(outcome: Outcome, path: str) -> str | None:
    for session in sorted(outcome.sessions, key=lambda one: -len(one.root.parts)):
        prefix = prefix_of(session, outcome.root)
        if path.startswith(prefix):
            return session.read_text(path[len(prefix) :])
    return None


def rule_info(name: str) -> RuleInfo:
    """Facts about a rule, or a diagnostic of the engine, for a report."""
    from vaultlint.rule_pages import page

    if name in ENGINE_RULES:
        severity, _, summary = ENGINE_FACTS[name]
        return RuleInfo(name, ENGINE_RULES[name], severity, summary, page(name) or "")
    rule = rule_registry.load(name)
    return RuleInfo(name, rule.group, rule.severity, rule.summary, page(name) or "")


def _say_rejected(outcome: Outcome, run: Run) -> None:
    """Say which fixes were not applied, and why."""
    for _, result in outcome.fix_results:
        for rejected in result.rejected:
            one = rejected.diagnostic
            place = f"{visible(run.filename(one.path))}:{one.place.row}:{one.place.column}"
            say(f"{place}: the fix of {one.rule} was not applied: {rejected.reason}")


def _notices(outcome: Outcome, output: Output, run: Run, closing: str) -> None:
    _report_rejected(outcome, say)
    _say_rejected(outcome, run)
    if output.show_fixes:
        _show_fixes(outcome, run, say)
    if output.quiet:
        return
    for rule, variants in outcome.fixed_by_variant.items():
        say(f"Repaired {rule}: {', '.join(variants)}.")
    runs = [saved.run for saved in outcome.saved if saved.run]
    if runs:
        written = sum(len(saved.written) for saved in outcome.saved)
        say(f"Wrote {counted(written, 'note')}. `vaultlint undo {runs[0]}` reverts it.")
    if revealed := outcome.revealed:
        were = "was" if revealed == 1 else "were"
        say(f"The fixes revealed {counted(revealed, 'problem')} that {were} hidden before.")
    _close(closing, output, any_found=bool(run.diagnostics))


def _close(closing: str, output: Output, *, any_found: bool) -> None:
    if any_found and sys.stdout.isatty() and sys.stderr.isatty() and _ends_with_blocks(output):
        say("")  # the last block and the closing line stand on one screen
    say(closing)


#: Notes that were not written for one reason are counted if they are more than this.
_MOST_REFUSED = 3


def _report_rejected(outcome: Outcome, say: Callable[[str], None]) -> None:
    by_reason: dict[str, list[str]] = {}
    for path, reason in outcome.refused:
        by_reason.setdefault(reason, []).append(visible(path))
    for reason, paths in by_reason.items():
        if len(paths) > _MOST_REFUSED:
            say(f"vaultlint: {counted(len(paths), 'note')} ({paths[0]}, …): not written: {reason}")
        else:
            for path in paths:
                say(f"vaultlint: {path}: not written: {reason}")


def _ends_with_blocks(output: Output) -> bool:
    """Whether what was last written to the terminal are blocks of lines, and no table or list."""
    shown = [name for name, file in output.targets if file is None]
    return bool(shown) and shown[-1] in ("full", "grouped") and not output.statistics


def _show_fixes(outcome: Outcome, run: Run, say: Callable[[str], None]) -> None:
    """Show repairs note by note: each rule with its count and message. Rows are those before the repair."""
    for path, fixed in sorted(outcome.fixed_by_note.items()):
        say(f"{visible(run.filename(path))}: fixed {counted(len(fixed), 'problem')}")
        for one in sorted(fixed, key=lambda one: one.order):
            say(f"  {one.place.row}:{one.place.column} {one.rule} {visible(one.message)}")


def print_diff(session: Session, result: FixResult, color: bool) -> None:
    """Print what would be written, as unified diffs."""
    from vaultlint.report.diff import unified_diff

    for path, original in sorted(result.originals.items()):
        name = shown_path(session.root / path)
        before, after = (data.decode("utf-8", "replace") for data in (original, session.read_bytes(path)))
        _write_for_people(unified_diff(name, before, after, color, drawn=drawn()), False)
