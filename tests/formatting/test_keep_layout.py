"""Notes in formatted form stay in it when they are fixed; others keep their layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vaultlint.formatting import Style
from vaultlint.formatting.format_note import NoteFormatter
from vaultlint.formatting.keep_layout import LayoutKeeper, may_change_layout, surely_unformatted
from vaultlint.settings import VaultSettings

FORMATTED_FIXED = {
    "an empty item between blocks": ("text\n\n-\n\nmore\n", "text\n\nmore\n"),
    "a cell of a table": (
        "| a     | b   |\n| ----- | --- |\n| caf\u00c3\u00a9 | c   |\n",
        "| a    | b   |\n| ---- | --- |\n| café | c   |\n",
    ),
    "an item made of text": ("text\n\n-[ ] task\n", "text\n\n- [ ] task\n"),
    "lines that end in CRLF": ("text\r\n\r\n-\r\n\r\nmore\r\n", "text\r\n\r\nmore\r\n"),
}


@pytest.mark.parametrize(("note", "fixed"), FORMATTED_FIXED.values(), ids=FORMATTED_FIXED)
def test_a_formatted_note_stays_formatted(
    note: str, fixed: str, make_vault: Callable[..., Path], vaultlint: Callable
) -> None:
    root = make_vault({"a.md": note.encode()})
    assert vaultlint("format", "--check", cwd=root).status == 0
    vaultlint("fix", cwd=root)
    assert (root / "a.md").read_bytes().decode() == fixed
    assert vaultlint("format", "--check", cwd=root).status == 0
    vaultlint("fix", cwd=root)
    assert (root / "a.md").read_bytes().decode() == fixed
    assert vaultlint("undo", cwd=root).status == 0
    assert (root / "a.md").read_bytes().decode() == note


def test_other_notes_keep_their_layout(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"a.md": "# A\ntext\n\n-[ ] x\n*  y\n\n|a|b|\n|-|-|\n|caf\u00c3\u00a9|c|\n"})
    vaultlint("fix", cwd=root)
    assert (root / "a.md").read_text("utf-8") == "# A\ntext\n\n- [ ] x\n*  y\n\n|a|b|\n|-|-|\n|café|c|\n"


@pytest.mark.parametrize(
    ("note", "fixed"),
    [
        # `format` leaves such a table alone, for a link is cut; so it was not laid out by anyone.
        ("| a | b |\n|---|---|\n| [[Part|x]] | 1 |\n", "| a | b |\n|---|---|\n| [[Part\\|x]] | 1 |\n"),
        # Before the fix this is a paragraph.
        (
            "| Place | [[Part|the part]] |\n|---|---|\n| Kiel | deep |\n",
            "| Place | [[Part\\|the part]] |\n|---|---|\n| Kiel | deep |\n",
        ),
    ],
)
def test_a_table_that_was_not_laid_out_is_not_aligned(
    note: str, fixed: str, make_vault: Callable[..., Path], vaultlint: Callable
) -> None:
    root = make_vault({"a.md": note, "Part.md": "# Part\n"})
    vaultlint("fix", cwd=root)
    assert (root / "a.md").read_text("utf-8") == fixed


def test_the_style_is_that_of_the_configuration(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    files = {"a.md": "|a|b|\n|-|-|\n|caf\u00c3\u00a9|c|\n", "vaultlint.toml": '[format]\ntables = "compact"\n'}
    root = make_vault(files)
    vaultlint("format", cwd=root)
    vaultlint("fix", cwd=root)
    assert "café" in (root / "a.md").read_text("utf-8")
    assert vaultlint("format", "--check", cwd=root).status == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a [[B]] c\n", "a [[C]] c\n"),
        ("- caf\u00c3\u00a9\n", "- café\n"),
        ("[t](http://x)\n", "[t](https://x)\n"),
        ("# a\n\nthe the\n", "# a\n\nthe\n"),
    ],
)
def test_an_edit_inside_a_line_asks_no_parser(before: str, after: str) -> None:
    assert not may_change_layout(before.encode(), after.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n\n-\n\nb\n", "a\n\n\nb\n"),
        ("|aa|\n", "|a|\n"),
        ("-[ ] a\n", "- [ ] a\n"),
        ("#a\n", "# a\n"),
        ("# a #\n", "# b\n"),
        ("a <!-- b\n", "a <!-- b -->\n"),
        ("a $$ b\n", "a \\$\\$ b\n"),
        ("a b\n", "a \n"),
    ],
)
def test_an_edit_of_layout_is_looked_at(before: str, after: str) -> None:
    assert may_change_layout(before.encode(), after.encode())


@pytest.mark.parametrize("note", ["# a\nb\n", "text\n# a\n\nb\n", "a\n\n\nb\n", "---\na: b\n---\n\n# a\nb\n"])
def test_an_unformatted_note_is_told_at_a_glance(note: str) -> None:
    assert surely_unformatted(note.encode())
    assert NoteFormatter(Style(), VaultSettings()).format("a.md", note.encode()).changed


@pytest.mark.parametrize(
    "note",
    [
        "# a\n\nb\n",
        "# a\n^id\n\nb\n",
        "---\na: b\n\n\n\nc: d\n---\n\n# a\n",
        "```sh\n# a\nb\n\n\n\nc\n```\n",
        "a\n\n    # b\n    c\n\n\n    d\n",
        "%%\n# a\nb\n%%\n",
        "- a\n\n  # b\n\n  c\n",
    ],
)
def test_a_formatted_note_is_never_called_unformatted(note: str) -> None:
    assert not NoteFormatter(Style(), VaultSettings()).format("a.md", note.encode()).changed
    assert not surely_unformatted(note.encode())


def test_canvases_and_notes_of_others_stay(tmp_path: Path) -> None:
    keep = LayoutKeeper(Style(), VaultSettings())
    assert keep("a.canvas", b"a\n\nb\n", b"a\n\n\nb\n") == b"a\n\n\nb\n"
    kanban = b"---\n\nkanban-plugin: board\n\n---\n\n- a\n"
    assert keep("a.md", kanban, kanban + b"\n\n") == kanban + b"\n\n"
