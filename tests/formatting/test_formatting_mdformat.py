"""The plugin as users of plain mdformat meet it: found by its entry point, alone or beside other plugins."""

# ruff: noqa: E501 (a note in one line can be compared with its neighbors)

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import mdformat
import pytest

NOTE = "---\na: {{x}}\n---\n#  H\n- [x] a\n- [ ] b\n- [>] c\n\n[x] ~~y~~ www.x.org [^1] [[a|b]]\n\n[^1]: f\n\n|a|\n|-|\n|b|\n"
FORMATTED = (
    "---\na: {{x}}\n---\n# H\n\n- [x] a\n- [ ] b\n- [>] c\n\n[x] ~~y~~ www.x.org [^1] [[a|b]]\n\n[^1]: f\n\n"
    "| a   |\n| --- |\n| b   |\n"
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mdformat", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_mdformat_finds_the_plugin() -> None:
    assert mdformat.text(NOTE, extensions={"obsidian"}) == FORMATTED


@pytest.mark.parametrize("arguments", [["--extensions", "obsidian"], []], ids=["alone", "with all that is installed"])
def test_mdformat_takes_the_result_for_the_same_note(tmp_path: Path, arguments: list[str]) -> None:
    note = tmp_path / "note.md"
    note.write_text(NOTE, encoding="utf-8")
    result = run(*arguments, str(note))
    assert (result.returncode, result.stderr) == (0, "")
    assert note.read_text(encoding="utf-8") == FORMATTED
    assert run("--check", *arguments, str(note)).returncode == 0


def test_choices_come_from_the_command_line_and_from_the_configuration(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    (tmp_path / ".mdformat.toml").write_text('[plugin.obsidian]\nemphasis = "_"\n', encoding="utf-8")
    note.write_text("- *a*\n- b\n\n1. c\n1. d\n", encoding="utf-8")
    result = run("--extensions", "obsidian", "--obsidian-list-marker", "*", "--number", str(note))
    assert result.returncode == 0, result.stderr
    assert note.read_text(encoding="utf-8") == "* _a_\n* b\n\n1. c\n2. d\n"
