"""The closing line and the statistics, as a reader sees them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from report_samples import found, run_of, sample

from vaultlint.diagnostic import PlacedFix
from vaultlint.report.summary import statistics, summary

SAFE, UNSAFE = PlacedFix("safe", "", ()), PlacedFix("unsafe", "", ())


def test_what_was_found_where_and_what_can_be_done() -> None:
    assert summary(sample()) == (
        "Found 6 problems (4 errors, 1 warning, 1 info) in 2 of 3 notes; "
        "2 fixable with `vaultlint fix`, 2 more with `--unsafe-fixes`."
    )


@pytest.mark.parametrize(
    ("fixes", "expected"),
    [
        ([None], "Found 1 problem (1 error) in 1 of 3 notes."),
        ([SAFE], "Found 1 problem (1 error) in 1 of 3 notes; 1 fixable with `vaultlint fix`."),
        ([UNSAFE], "Found 1 problem (1 error) in 1 of 3 notes; 1 fixable with `vaultlint fix --unsafe-fixes`."),
    ],
)
def test_only_what_helps_is_offered(fixes: list[PlacedFix | None], expected: str) -> None:
    assert summary(run_of([found("a.md", "x", 0, 1, fix=fix) for fix in fixes], {})) == expected


def test_a_clean_run_an_empty_one_and_one_that_repaired() -> None:
    clean = replace(sample(), diagnostics=[], notes_checked=1200)
    assert summary(clean) == "1,200 notes checked: nothing to report."
    assert summary(replace(clean, notes_checked=0)) == "No note to check."
    repaired = {"mojibake": 4, "empty-bullet": 1}
    assert summary(replace(clean, fixed_by_rule=repaired)) == (
        "Fixed 5 problems; nothing is left to report in 1,200 notes."
    )
    assert summary(replace(sample(), fixed_by_rule=repaired)).startswith("Fixed 5 problems; 6 remain (4 errors,")


def test_the_baseline_is_mentioned() -> None:
    run = replace(sample(), diagnostics=[], accepted=30, outdated=2)
    assert summary(run) == (
        "3 notes checked: nothing to report. The baseline accepts 30 problems. "
        "2 entries of the baseline are fixed; `vaultlint baseline prune` removes them."
    )


def test_problems_of_more_files_than_notes() -> None:
    run = run_of([found(f"{n}.canvas", "x", 0, 1) for n in range(4)], {}, checked=1)
    assert summary(run) == "Found 4 problems (4 errors) in 4 files."


def test_statistics_rank_rules_and_mark_what_is_repaired() -> None:
    some = [found("a.md", "xyz", at, at + 1, fix=fix) for at, fix in enumerate([SAFE, UNSAFE, None])]
    all_of = [found("b.md", "x" * 10, at, at + 1, "mojibake", fix=SAFE) for at in range(10)]
    none = [found("c.md", "x", 0, 1, "empty-bullet", fix=UNSAFE)]
    run = run_of(some + all_of + none, {})
    assert statistics(run) == "10  [*] mojibake\n 3  [-] broken-link\n 1  [ ] empty-bullet\n"
    assert json.loads(statistics(run, as_json=True))[1] == {
        "code": "broken-link", "group": "links", "severity": "error", "count": 3, "fixable": 1, "fixable_unsafe": 1,
    }  # fmt: skip
    assert statistics(run_of([], {})) == ""
    assert json.loads(statistics(run_of([], {}), as_json=True)) == []


def test_notes_taken_for_templates_are_counted() -> None:
    assert "templates" not in summary(sample())
    assert summary(replace(sample(), templates=lambda: 1)).endswith(" 1 note was taken for templates.")
    assert summary(replace(sample(), templates=lambda: 12)).endswith(" 12 notes were taken for templates.")
