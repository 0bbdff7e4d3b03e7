"""The README shows only output that vaultlint really prints, and counts the rules as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
NOTE = "examples/vault/Recipes/Focaccia.md"


def test_the_note_and_its_report_are_as_shown(vaultlint) -> None:
    assert f"````markdown\n{(ROOT / NOTE).read_text('utf-8')}````" in README
    done = vaultlint("check", "--no-cache", NOTE, cwd=ROOT)
    assert f"$ vaultlint check {NOTE}\n{done.out}{done.err}```" in README, "run the command and paste its output"


def test_the_fixes_are_as_shown(vaultlint) -> None:
    done = vaultlint("fix", "--diff", "--no-cache", NOTE, cwd=ROOT)
    assert f"```diff\n{done.out}```" in README


def test_the_rules_are_counted(vaultlint) -> None:
    rules = json.loads(vaultlint("rules", "--format", "json", cwd=ROOT).out)
    count = re.search(r"There are (\d+) rules; (\d+) are on by default", README)
    assert count is not None
    assert (int(count[1]), int(count[2])) == (len(rules), sum(rule["default"] for rule in rules))


def test_the_comparison_is_counted_as_its_table_is() -> None:
    page = (ROOT / "docs" / "comparison.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.split("table: defects")[1].splitlines() if line[:2] == "| "]
    defects, [total] = [row for row in rows[1:] if "**" not in row[0]], [row for row in rows if "**" in row[0]]
    ours, rumdl, markdownlint = (
        (sum(row[at] == "default" for row in defects), sum(row[at] == "asked" for row in defects)) for at in (1, 2, 3)
    )
    counted = [f"**{default} + {asked} of {len(defects)}**" for default, asked in (ours, rumdl, markdownlint)]
    assert total[1:] == counted
    told = (
        f"Of {len(defects)} kinds of damage that vaults suffer from, vaultlint reports {ours[0]} by default, "
        f"rumdl 0.3.0 reports {rumdl[0]} ({sum(rumdl)} with all of its rules), "
        f"and markdownlint-cli2 0.22.1 reports {markdownlint[0]}."
    )
    assert told in " ".join(README.split())
