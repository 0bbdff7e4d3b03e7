"""The JSON formats against the contract, key by key."""

from __future__ import annotations

import json
from dataclasses import replace

from report_samples import found, run_of, sample

from vaultlint.report import render


def test_a_record_is_exactly_the_contract() -> None:
    record = json.loads(render("json", sample()))[5]
    run = sample()
    assert record == {
        "code": "broken-link",
        "group": "links",
        "severity": "error",
        "message": "no such note",
        "filename": "notes/b & <c>.md",
        "location": {"row": 1, "column": 14},
        "end_location": {"row": 1, "column": 22},
        "fix": {
            "applicability": "display",
            "message": "Did you mean this?",
            "edits": [
                {"content": "[[went]]", "location": {"row": 1, "column": 14}, "end_location": {"row": 1, "column": 22}}
            ],
        },
        "related": [
            {
                "filename": "notes/b & <c>.md",
                "location": {"row": 1, "column": 1},
                "message": "first use: 100% {0}",
            }
        ],
        "fingerprint": run.diagnostics[5].fingerprint,
        "url": None,
    }
    assert list(record) == [
        "code", "group", "severity", "message", "filename", "location", "end_location", "fix", "related", "fingerprint",
        "url",
    ]  # fmt: skip


def test_an_edit_of_another_file_names_it_and_a_rename_is_told() -> None:
    records = json.loads(render("json", sample()))
    here, there = records[2]["fix"]["edits"]
    assert "filename" not in here
    assert there["filename"] == "notes/b & <c>.md"
    assert records[4]["fix"]["rename"] == {"old": "gone.md", "new": "new.md"}


def test_no_fix_is_null() -> None:
    assert json.loads(render("json", sample()))[0]["fix"] is None


def test_lines_are_the_records_of_the_array() -> None:
    lines = render("jsonl", sample()).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(render("json", sample()))


def test_a_record_stays_on_its_line_for_every_reader() -> None:
    message = "a\u2028b\u2029c\x85d\x0be"
    run = run_of([found("a.md", "x", 0, 1, message=message)], {"a.md": "x"})
    (line,) = render("jsonl", run).splitlines()
    assert json.loads(line)["message"] == message


def test_text_is_readable_and_a_name_that_is_no_unicode_survives() -> None:
    run = run_of([found("日\udce9.md", "x", 0, 1)], {})
    shown = render("json", run)
    assert "日" in shown
    assert json.loads(shown.encode("utf-8"))[0]["filename"] == "日\udce9.md"


def test_a_clean_run_is_an_empty_array() -> None:
    clean = replace(sample(), diagnostics=[])
    assert json.loads(render("json", clean)) == []
    assert render("jsonl", clean) == ""
