"""Temporary files of killed runs, notes with two names, and notes that others write at the same time."""

from __future__ import annotations

import pytest

STALE = ".vaultlint-4194305-5f5e1000-471ac892.tmp"


@pytest.mark.parametrize("command", [["fix"], ["format"], ["mv", "old.md", "new.md"], ["clean"]])
def test_a_run_that_writes_removes_stale_files_in_the_whole_vault(make_vault, vaultlint, command):
    root = make_vault(
        {"a.md": "# A\ntext\n\n- x\n- \n", "old.md": "x\n", f"b/c/{STALE}": "half", f"d/x{STALE}": "note"}
    )
    assert vaultlint(*command, cwd=root).status == 0
    assert not (root / "b/c" / STALE).exists()
    assert (root / f"d/x{STALE}").exists()


def test_undo_removes_stale_files(make_vault, vaultlint):
    root = make_vault({"a.md": "- x\n- \n", "b/c.md": "x\n"})
    vaultlint("fix", cwd=root)
    (root / "b" / STALE).write_text("half")
    vaultlint("undo", cwd=root)
    assert not (root / "b" / STALE).exists()


def test_a_run_that_writes_nothing_leaves_the_vault_alone(make_vault, vaultlint):
    root = make_vault({"a.md": "x\n", f"b/{STALE}": "half"})
    assert vaultlint("fix", cwd=root).status == 0
    assert (root / "b" / STALE).exists()


def test_a_note_and_a_link_to_it_are_one_file(make_vault, vaultlint):
    root = make_vault({"a.md": "# A\ntext\n\n- x\n- \n"})
    (root / "first.md").symlink_to("a.md")
    (root / "link.md").symlink_to("first.md")
    assert vaultlint("check", "--statistics", cwd=root).out.count("empty-bullet") == 2  # once, and in the table
    done = vaultlint("fix", cwd=root)
    assert (done.status, "1 note" in done.err) == (0, True)
    assert vaultlint("format", cwd=root).status == 0
    assert (root / "a.md").read_text() == "# A\n\ntext\n\n- x\n"
    assert (root / "link.md").is_symlink()


def test_a_link_that_is_named_is_checked(make_vault, vaultlint):
    root = make_vault({"a.md": "- x\n- \n"})
    (root / "link.md").symlink_to("a.md")
    assert vaultlint("fix", "link.md", cwd=root).status == 0
    assert (root / "a.md").read_text() == "- x\n"
