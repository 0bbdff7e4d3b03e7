"""SARIF against the schema of OASIS, and what the schema cannot say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from report_samples import ROOT, found, run_of, runs, sample
from sarif_schema import validator

from vaultlint.report import Run, render


def log_of(run: Run) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render("sarif", run))
    validator().validate(log)
    run_log: dict[str, Any] = log["runs"][0]
    return run_log


def test_the_schema_is_there_and_refuses() -> None:
    assert not validator().is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]})


def test_rules_have_help_level_and_group() -> None:
    driver = log_of(sample())["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["mixed-line-endings", "mojibake", "broken-link", "empty-bullet"]
    assert driver["rules"][1] == {
        "id": "mojibake",
        "shortDescription": {"text": "What mojibake asks for."},
        "help": {"text": "# mojibake\n\nWhy it matters.", "markdown": "# mojibake\n\nWhy it matters."},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["links"], "problem.severity": "warning"},
    }


def test_results_point_at_their_rule_and_place() -> None:
    run = sample()
    log = log_of(run)
    assert log["columnKind"] == "unicodeCodePoints"
    for result, one in zip(log["results"], run.diagnostics, strict=True):
        assert log["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == one.rule
        assert result["partialFingerprints"] == {"vaultlint/v1": one.fingerprint}
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in log["results"]]
    assert regions[0] == {"startLine": 1}
    assert regions[2] == {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 20}
    assert [result["level"] for result in log["results"]] == ["note", "error", "error", "warning", "error", "error"]


def test_a_fix_is_a_change_to_each_file_it_touches() -> None:
    results = log_of(sample())["results"]
    (fix,) = results[2]["fixes"]
    assert [change["artifactLocation"]["uri"] for change in fix["artifactChanges"]] == [
        "notes/a.md",
        "notes/b%20%26%20%3Cc%3E.md",
    ]
    assert fix["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 20},
            "insertedContent": {"text": "[[here]]"},
        }
    ]
    assert "insertedContent" not in results[3]["fixes"][0]["artifactChanges"][0]["replacements"][0]


def test_no_viewer_can_apply_half_of_a_rename_or_what_is_only_for_show() -> None:
    results = log_of(sample())["results"]
    assert "fixes" not in results[4]
    assert "fixes" not in results[5]


def test_a_message_is_neither_link_nor_placeholder() -> None:
    results = log_of(sample())["results"]
    assert results[2]["message"]["text"] == r"[[gone]] leads nowhere, see [x\](1) and {{0}}"
    (related,) = results[5]["relatedLocations"]
    assert related["message"]["text"] == "first use: 100% {{0}}"


@pytest.mark.parametrize(
    ("cwd", "uri"),
    [
        (ROOT, "a%20b/caf%C3%A9%23.md"),
        (ROOT.parent, "vault/a%20b/caf%C3%A9%23.md"),
        (ROOT / "a b", "a%20b/caf%C3%A9%23.md"),
        (Path("/elsewhere"), "a%20b/caf%C3%A9%23.md"),
    ],
)
def test_uris_are_escaped_and_never_climb(cwd: Path, uri: str) -> None:
    run = run_of([found("a b/café#.md", "x", 0, 1)], {}, cwd)
    location = log_of(run)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_a_name_that_is_no_unicode_keeps_its_bytes() -> None:
    run = run_of([found("caf\udce9.md", "x", 0, 1)], {})
    location = log_of(run)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "caf%E9.md"


def test_a_clean_run_is_valid() -> None:
    assert log_of(replace(sample(), diagnostics=[]))["results"] == []


@settings(max_examples=60)
@given(runs())
def test_any_run_is_valid(run: Run) -> None:
    assert len(log_of(run)["results"]) == len(run.diagnostics)
