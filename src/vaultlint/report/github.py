"""GitHub Actions: workflow commands that become annotations, and a job summary.

GitHub shows ten annotations of each kind a step and drops the rest without a word, so the first one tells the total.
Escaping as in the runner's own toolkit (`@actions/core`).
"""

from __future__ import annotations

from collections import Counter

from vaultlint.diagnostic import Diagnostic
from vaultlint.escape import visible
from vaultlint.pattern import Pattern
from vaultlint.report.run import Run, last_row
from vaultlint.report.summary import summary

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_SHOWN_BY_GITHUB = 10
_MOST_ROWS = 200
_LONGEST_CELL = 300
_MARKUP = Pattern(r"[\\`*_{}\[\]<>()#|~&$@:]")


def render(run: Run, *, color: bool, width: int | None) -> str:
    """A command a diagnostic, and before them a notice of the total; nothing for a clean run."""
    if not run.diagnostics:
        return ""
    total = summary(run)
    if any(count > _SHOWN_BY_GITHUB for count in run.severities.values()):
        total += f" GitHub shows the first {_SHOWN_BY_GITHUB} of each kind; the log of this step has them all."
    lines = [f"::notice title=vaultlint::{_data(total)}"]
    lines += [_command(diagnostic, run) for diagnostic in run.diagnostics]
    return "\n".join(lines) + "\n"


def _command(diagnostic: Diagnostic, run: Run) -> str:
    filename = run.filename(diagnostic.path)
    properties = {"title": f"vaultlint ({diagnostic.rule})", "file": filename, "line": diagnostic.place.row}
    properties["endLine"] = last_row(diagnostic)
    if diagnostic.end.row == diagnostic.place.row:  # columns of a span over several lines are refused
        properties |= {"col": diagnostic.place.column, "endColumn": diagnostic.end.column}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    place = f"{visible(filename)}:{diagnostic.place.row}:{diagnostic.place.column}"
    message = f"{place}: {diagnostic.rule} {visible(diagnostic.message)}"
    return f"::{_COMMANDS[diagnostic.severity]} {shown}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return visible(_data(text)).replace(":", "%3A").replace(",", "%2C")


def job_summary(run: Run) -> str:
    """Markdown for the file that `GITHUB_STEP_SUMMARY` names; it stays far below the megabyte that GitHub takes."""
    parts = ["## vaultlint", "", summary(run), ""]
    if run.diagnostics:
        parts += _rules(run) + _problems(run)
    return "\n".join(parts)


def _rules(run: Run) -> list[str]:
    counts = Counter((diagnostic.rule, diagnostic.severity) for diagnostic in run.diagnostics)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [f"| {_text(rule)} | {severity} | {count:,} |" for (rule, severity), count in ranked]
    return ["| rule | severity | problems |", "| --- | --- | ---: |", *rows, ""]


def _problems(run: Run) -> list[str]:
    rows = [
        f"| {_text(run.filename(diagnostic.path))}:{diagnostic.place.row}:{diagnostic.place.column}"
        f" | {_text(diagnostic.rule)} | {_text(diagnostic.message)} |"
        for diagnostic in run.diagnostics[:_MOST_ROWS]
    ]
    more = len(run.diagnostics) - len(rows)
    left = [f"And {more:,} more.", ""] if more else []
    return ["| place | rule | problem |", "| --- | --- | --- |", *rows, "", *left]


def _text(text: str) -> str:
    """Text of a note as text in a table cell: no markup, no mention, no row end."""
    text = text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"
    escaped: str = _MARKUP.sub(r"\\\g<0>", visible(text))
    return escaped
