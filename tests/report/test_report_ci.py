"""What GitHub, GitLab and JUnit readers are given."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import unquote

from hypothesis import given
from junitparser import Failure, JUnitXml
from report_samples import NOTES, found, run_of, runs, sample

from vaultlint.report import Run, render
from vaultlint.report.github import job_summary

_COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(run: Run) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner reads them."""
    read = []
    for line in render("github", run).split("\n")[:-1]:
        match = _COMMAND.fullmatch(line)
        assert match is not None, line
        pairs = (one.partition("=") for one in match[2].split(","))
        read.append((match[1], {name: unquote(value) for name, _, value in pairs}, unquote(match[3])))
    return read


def test_github_gets_a_command_a_problem_after_the_total() -> None:
    total, *rest = commands(sample())
    assert total[0] == "notice"
    assert total[2].startswith("Found 6 problems (4 errors, 1 warning, 1 info) in 2 of 3 notes; 2 fixable")
    assert [kind for kind, _, _ in rest] == ["notice", "error", "error", "warning", "error", "error"]
    assert rest[3] == (
        "warning",
        {"title": "vaultlint (empty-bullet)", "file": "notes/a.md", "line": "4", "endLine": "4"},
        "notes/a.md:4:1: empty-bullet nothing␊in it: 50%, really",
    )
    assert rest[2][1]["col"] == "12"
    assert rest[2][1]["endColumn"] == "20"


def test_github_properties_and_data_are_escaped() -> None:
    path = "50%: a,b.md"
    line = render("github", run_of([found(path, "x", 0, 1, message="100%\r\n")], {})).splitlines()[1]
    assert "file=50%25%3A a%2Cb.md," in line
    assert line.endswith("broken-link 100%25␍␊")


def test_github_says_that_it_shows_ten_of_each_kind() -> None:
    text = "x" * 11
    few, many = (run_of([found("a.md", text, at, at + 1) for at in range(n)], {}) for n in (10, 11))
    assert "first 10 of each kind" not in commands(few)[0][2]
    assert "first 10 of each kind" in commands(many)[0][2]


def test_github_says_nothing_of_a_clean_run() -> None:
    assert render("github", replace(sample(), diagnostics=[])) == ""


def test_the_job_summary_is_a_table_that_notes_cannot_break() -> None:
    message = "a | b\n<script> @someone `x` [y](z) #1"
    page = job_summary(run_of([found("a|b.md", "x", 0, 1, message=message)], {}))
    row = next(line for line in page.splitlines() if line.startswith("| a"))
    assert row == (r"| a\|b.md:1:1 | broken-link | a \| b␊\<script\> \@someone \`x\` \[y\]\(z\) \#1 |")
    assert "| broken-link | error | 1 |" in page


def test_the_job_summary_stays_small() -> None:
    text = "x" * 5000
    page = job_summary(run_of([found("a.md", text, at, at + 1, message="m" * 5000) for at in range(5000)], {}))
    assert len(page.encode()) < 200_000
    assert "And 4,800 more." in page
    assert "nothing to report" in job_summary(replace(sample(), diagnostics=[]))


def test_gitlab_gets_the_documented_shape() -> None:
    records = json.loads(render("gitlab", sample()))
    assert len(records) == 6
    for record in records:
        assert set(record) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert record["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert set(record["location"]) == {"path", "lines", "positions"}
    assert records[3]["description"] == "empty-bullet: nothing\nin it: 50%, really"
    assert records[3]["location"]["path"] == "notes/a.md"
    assert records[3]["location"]["lines"] == {"begin": 4, "end": 4}


def test_gitlab_fingerprints_are_unique_and_know_nothing_of_lines() -> None:
    notes = {"a.md": "[[x]] [[x]]", "b.md": "[[x]]"}
    spots = [("a.md", 0), ("a.md", 6), ("b.md", 0)]
    run = run_of([found(path, notes[path], at, at + 5) for path, at in spots], notes)
    before = [record["fingerprint"] for record in json.loads(render("gitlab", run))]
    assert len(set(before)) == 3
    moved = {path: "\n\nmore\n" + text for path, text in notes.items()}
    later = run_of([found(path, moved[path], at + 7, at + 12) for path, at in spots], moved)
    assert [record["fingerprint"] for record in json.loads(render("gitlab", later))] == before


def test_junit_is_a_suite_a_note_with_failures() -> None:
    document = JUnitXml.fromstring(render("junit", sample()).encode())
    assert (document.tests, document.failures) == (6, 5)
    first, second = document
    assert (first.name, first.tests, first.failures) == ("notes/a.md", 4, 3)
    assert second.name == "notes/b & <c>.md"
    information, mojibake = list(first)[:2]
    assert information.is_passed
    assert isinstance(mojibake.result[0], Failure)
    assert mojibake.result[0].type == "error"
    assert mojibake.result[0].message == "“√¼√ü” was “üß”"
    assert information.system_out == "notes/a.md:1:1: CRLF and LF"


def test_junit_of_a_clean_run_is_one_case_that_passed() -> None:
    document = JUnitXml.fromstring(render("junit", run_of([], NOTES)).encode())
    assert [(case.name, case.is_passed) for suite in document for case in suite] == [("nothing to report", True)]


@given(runs())
def test_any_run_is_read_back(run: Run) -> None:
    total = len(run.diagnostics)
    assert len(commands(run)) == (total + 1 if total else 0)
    records = json.loads(render("gitlab", run))
    assert len({record["fingerprint"] for record in records}) == total
    document = JUnitXml.fromstring(render("junit", run).encode())
    assert sum(suite.tests for suite in document) == max(total, 1)
    assert document.failures == sum(one.severity != "info" for one in run.diagnostics)
    assert job_summary(run).encode()
