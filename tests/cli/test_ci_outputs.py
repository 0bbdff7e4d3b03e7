"""What CI systems are given through the command line, read by validators and parsers of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from junitparser import JUnitXml

from shipped_schemas import shipped_schema

HERE = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def vault(make_vault) -> Path:
    return make_vault({"a.md": "- one\n- \n", "sub/b & c.md": "![[gone.png]]\n[[planned]]\n"})


def test_several_formats_in_one_run(vault, vaultlint, tmp_path):
    pairs = [("sarif", "r/report.sarif"), ("junit", "junit.xml"), ("gitlab", "gitlab.json"), ("github", None)]
    arguments = [word for name, file in pairs for word in ("-f", name, *(("-o", tmp_path / file) if file else ()))]
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    done = vaultlint("check", *arguments, cwd=vault, env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert done.status == 1
    lines = done.out.splitlines()
    assert lines[0].startswith("::notice title=vaultlint::Found 3 problems")
    assert [line.split(" ")[0] for line in lines[1:]] == ["::warning", "::error", "::notice"]
    sarif = json.loads((tmp_path / "r" / "report.sarif").read_text("utf-8"))
    results = sarif["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == ["empty-bullet", "broken-link", "broken-link"]
    assert all(one["partialFingerprints"] for one in results)
    assert all(rule["help"]["markdown"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"])
    report = JUnitXml.fromfile(str(tmp_path / "junit.xml"))
    assert (report.tests, report.failures) == (3, 2)
    issues = json.loads((tmp_path / "gitlab.json").read_text("utf-8"))
    assert len({one["fingerprint"] for one in issues}) == 3
    page = summary.read_text("utf-8")
    assert page.startswith("before\n## vaultlint\n")
    assert "| empty\\-bullet |" in page or "| empty-bullet |" in page


def test_a_summary_comes_only_with_the_format_for_github(vault, vaultlint, tmp_path):
    summary = tmp_path / "summary.md"
    vaultlint("check", cwd=vault, env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert not summary.exists()
    done = vaultlint("check", "-f", "github", cwd=vault, env={"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert (done.status, "job summary cannot be written" in done.err) == (1, True)


def test_fingerprints_are_the_same_in_every_format_and_after_edits(vault, vaultlint):
    def prints() -> set[str]:
        return {one["fingerprint"] for one in json.loads(vaultlint("check", "-f", "json", cwd=vault).out)}

    before = prints()
    note = vault / "a.md"
    note.write_text("words\n\n" + note.read_text())
    note.rename(vault / "renamed.md")
    assert prints() == before
    lines = vaultlint("check", "-f", "jsonl", cwd=vault).out.splitlines()
    assert {json.loads(line)["fingerprint"] for line in lines} == before


def test_a_report_that_cannot_be_written_is_a_failure(vault, vaultlint):
    done = vaultlint("check", "-f", "json", "-o", vault / "a.md" / "x.json", cwd=vault)
    assert (done.status, "the report cannot be written" in done.err) == (2, True)
    done = vaultlint("check", "-o", "x.json", "-o", "y.json", cwd=vault)
    assert (done.status, "--output-file" in done.err) == (2, True)


def test_the_action_is_valid_and_installs_its_own_ref() -> None:
    action = yaml.safe_load((HERE / "action.yml").read_text("utf-8"))
    jsonschema.validate(action, shipped_schema("https://json.schemastore.org/github-action.json"))
    steps = action["runs"]["steps"]
    assert any(step.get("env", {}).get("ACTION_PATH") == "${{ github.action_path }}" for step in steps)
    # Text of an input must never become text of a script.
    assert not any("${{" in step.get("run", "") for step in steps)


@pytest.mark.skipif(os.name == "nt", reason="the steps are run by bash")
def test_the_last_step_of_the_action_runs(vault, tmp_path) -> None:
    action = yaml.safe_load((HERE / "action.yml").read_text("utf-8"))
    step = action["runs"]["steps"][-1]
    launcher = tmp_path / "vaultlint"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m vaultlint "$@"\n')
    launcher.chmod(0o755)
    inputs = {
        "VAULTLINT_BIN": str(launcher),
        "FORMAT": "github",
        "SARIF": "out file.sarif",
        "ARGS": "check --select links",
        "TRUST": "false",
    }
    assert set(step["env"]) <= set(inputs)
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, cwd=vault, env={**os.environ, **inputs}, capture_output=True, timeout=60)
    assert done.returncode == 1, done.stderr
    assert b"::error title=vaultlint (broken-link)" in done.stdout
    assert json.loads((vault / "out file.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_the_hooks_are_valid() -> None:
    hooks = yaml.safe_load((HERE / ".pre-commit-hooks.yaml").read_text("utf-8"))
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", HERE / ".pre-commit-hooks.yaml"]
    assert subprocess.run(command, timeout=60).returncode == 0
    assert [one["id"] for one in hooks] == [
        "vaultlint",
        "vaultlint-fix",
        "vaultlint-format",
        "vaultlint-full",
        "vaultlint-online",
    ]
    assert all(one["language"] == "python" and one["require_serial"] for one in hooks)
