"""Precision on labelled pairs of text and URL, where such data lies beside the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vaultlint.link_text.judge import judge

LABELLED = Path(__file__).resolve().parents[3] / "shared" / "gold" / "link_text.jsonl"


@pytest.mark.skipif(not LABELLED.exists(), reason="no labelled data beside the repository")
def test_what_is_flagged_is_a_mismatch() -> None:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines() if line.strip()]
    decided = [row for row in rows if row["label"] != "unclear"]
    flagged = [row for row in decided if judge(row["text"], row["url"], alone=True, heading=False)]
    right = [row for row in flagged if row["label"] == "mismatch"]
    assert len(right) >= 0.97 * len(flagged)
    assert len(right) >= 10
