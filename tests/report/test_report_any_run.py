"""Whatever the notes hold and whatever they are called: nothing raises, and every format is read back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import runs

from vaultlint.report import FORMATS, Run, render
from vaultlint.report.summary import statistics, summary

pytestmark = pytest.mark.slow


@given(runs(), st.sampled_from(list(FORMATS)), st.booleans(), st.none() | st.integers(0, 300))
def test_every_format_renders_any_run(run: Run, name: str, color: bool, width: int | None) -> None:
    text = render(name, run, color=color, width=width)
    text.encode("utf-8")
    assert not text or text.endswith("\n")


@given(runs())
def test_lines_for_readers_are_as_many_as_problems(run: Run) -> None:
    assert render("concise", run).count("\n") == len(run.diagnostics)
    assert len(render("concise", run).splitlines()) == len(run.diagnostics)


@given(runs())
def test_json_keeps_every_message_and_place(run: Run) -> None:
    records = json.loads(render("json", run).encode("utf-8"))
    assert [json.loads(line) for line in render("jsonl", run).splitlines()] == records
    for record, one in zip(records, run.diagnostics, strict=True):
        assert record["message"] == one.message
        assert record["filename"] == run.filename(one.path)
        assert record["location"] == {"row": one.place.row, "column": one.place.column}
        assert len(record["fix"]["edits"] if record["fix"] else []) == len(one.fix.edits if one.fix else ())


@given(runs())
def test_what_sums_up_counts_every_problem(run: Run) -> None:
    counted = json.loads(statistics(run, as_json=True))
    assert sum(row["count"] for row in counted) == len(run.diagnostics)
    assert "\n" not in summary(run)
