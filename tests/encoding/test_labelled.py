"""The engine on labelled texts, where they lie beside the checkout; Markdown is not looked at here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vaultlint.encoding import find, repair

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
SETS = sorted(GOLD.glob("mojibake*.jsonl")) if GOLD.is_dir() else []

pytestmark = pytest.mark.skipif(not SETS, reason="the labelled texts are not there")


def rows(kind: str, path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [row for line in lines if (row := json.loads(line))["kind"] == kind]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_clean_text_is_left_alone(path: Path) -> None:
    clean = rows("neg", path)
    assert [row["text"] for row in clean if repair(row["text"]) != row["text"]] == []
    assert sum(1 for row in clean if find(row["text"])) <= 0.02 * len(clean)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_what_lost_nothing_is_found_and_mended(path: Path) -> None:
    positive = rows("pos", path)
    found = sum(1 for row in positive if find(row["text"]))
    fixed = sum(1 for row in positive if repair(row["text"]) in (row["expected"], *row.get("alts", ())))
    assert found >= 0.99 * len(positive)
    assert fixed >= 0.94 * len(positive)


def test_research_notes_are_mended_line_by_line() -> None:
    notes = GOLD / "notes_research"
    labels = [json.loads(line) for line in (notes / "labels.jsonl").read_text(encoding="utf-8").splitlines() if line]
    for path in sorted(notes.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        expected = {label["line"] for label in labels if label["file"] == path.name and label["rule"] == "mojibake"}
        found = find(text)
        assert {text.count("\n", 0, one.start) + 1 for one in found} == expected
        assert all(one.tier == "safe" for one in found)
