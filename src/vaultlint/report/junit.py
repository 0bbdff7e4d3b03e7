"""JUnit XML: a suite per note, a failed case per problem; a problem of severity info is a passed case.

A clean run is one case that passed: servers take an empty report for a run that went wrong. Characters that XML 1.0
does not allow are drawn, as everywhere unseen ones are.
"""

from __future__ import annotations

from itertools import groupby

from vaultlint.diagnostic import Diagnostic
from vaultlint.escape import visible
from vaultlint.report.run import Run

_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))


def render(run: Run, *, color: bool, width: int | None) -> str:
    """The XML document."""
    notes = groupby(run.diagnostics, key=lambda diagnostic: diagnostic.path)
    suites = [_suite(run.filename(path), list(problems)) for path, problems in notes]
    if not suites:
        case = '    <testcase classname="vaultlint" name="nothing to report" time="0"/>'
        suites = [_element("testsuite", "vaultlint", 1, 0, [case], "  ")]
    failures = sum(diagnostic.severity != "info" for diagnostic in run.diagnostics)
    body = _element("testsuites", "vaultlint", max(1, len(run.diagnostics)), failures, suites, "")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _element(name: str, title: str, tests: int, failures: int, children: list[str], margin: str) -> str:
    counts = f'tests="{tests}" failures="{failures}" errors="0" skipped="0" time="0"'
    if name == "testsuites":
        counts = counts.replace(' skipped="0"', "")
    return "\n".join([f'{margin}<{name} name="{_escape(title)}" {counts}>', *children, f"{margin}</{name}>"])


def _suite(filename: str, problems: list[Diagnostic]) -> str:
    failures = sum(problem.severity != "info" for problem in problems)
    return _element(
        "testsuite", filename, len(problems), failures, [_case(filename, problem) for problem in problems], "  "
    )


def _case(filename: str, diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.place.row}:{diagnostic.place.column}"
    name, message = _escape(filename), _escape(diagnostic.message)
    text = f"{name}:{place}: {message}"
    if diagnostic.severity == "info":
        outcome = f"<system-out>{text}</system-out>"
    else:
        outcome = f'<failure message="{message}" type="{diagnostic.severity}">{text}</failure>'
    case = f'name="{_escape(diagnostic.rule)} {place}" file="{name}" line="{diagnostic.place.row}"'
    return f'    <testcase classname="{name}" {case} time="0">{outcome}</testcase>'


def _escape(text: str) -> str:
    text = visible(text)
    for char, entity in _ENTITIES:
        text = text.replace(char, entity)
    return text
