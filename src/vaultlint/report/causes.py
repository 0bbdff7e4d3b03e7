"""Sum up many problems with one cause, such as a folder that was moved, in one line for a reader."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from vaultlint.diagnostic import Diagnostic
from vaultlint.escape import visible
from vaultlint.report.run import Run

#: Fewer problems with one cause are listed one by one.
_FEWEST = 10


def summed_up(run: Run) -> tuple[Run, list[str]]:
    """Return the run without problems that many share a cause with, and a line for each such cause."""
    by_cause: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for diagnostic in run.diagnostics:
        if diagnostic.cause:
            by_cause[diagnostic.rule, diagnostic.cause].append(diagnostic)
    many = {cause: found for cause, found in by_cause.items() if len(found) >= _FEWEST}
    if not many:
        return run, []
    rest = [diagnostic for diagnostic in run.diagnostics if (diagnostic.rule, diagnostic.cause) not in many]
    return replace(run, diagnostics=rest), [_line(rule, cause, found, run) for (rule, cause), found in many.items()]


def _line(rule: str, cause: str, found: list[Diagnostic], run: Run) -> str:
    notes = len({diagnostic.path for diagnostic in found})
    first = f"{visible(run.filename(found[0].path))}:{found[0].place.row}:{found[0].place.column}"
    where = f"in {notes:,} notes, first at" if notes > 1 else "first at"
    listed = "`--output-format json` lists them"
    return f"{rule}: {len(found):,} links {visible(cause)} ({where} {first}; {listed})\n"
