"""`vaultlint history` and `undo`."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def mended(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n", "sub/b.md": "- two\n- \n"})
    assert vaultlint("fix", cwd=root).status == 0
    return root


def test_a_vault_without_runs_says_so(make_vault, vaultlint):
    root = make_vault({"a.md": "x\n"})
    assert "No run" in vaultlint("history", cwd=root).out
    assert vaultlint("undo", cwd=root).status == 2


def test_history_lists_runs_with_their_notes_and_rules(mended, vaultlint):
    (run,) = json.loads(vaultlint("history", "--format", "json", cwd=mended).out)
    assert run["notes"] == {"a.md": ["empty-bullet"], "sub/b.md": ["empty-bullet"]}
    assert run["run"] in vaultlint("history", cwd=mended).out


def test_undo_shows_first_and_can_itself_be_undone(mended, vaultlint):
    done = vaultlint("undo", "--diff", cwd=mended)
    assert "+- \n" in done.out
    assert (mended / "a.md").read_text() == "- one\n"
    assert vaultlint("undo", cwd=mended).status == 0
    assert (mended / "a.md").read_text() == "- one\n- \n"
    done = vaultlint("undo", cwd=mended)
    assert done.status == 0
    assert f"itself an undo: this brings back what {json_run(mended, vaultlint)} wrote" in done.out
    assert (mended / "a.md").read_text() == "- one\n"


def test_undo_of_one_note(mended, vaultlint):
    assert vaultlint("undo", "--note", "b.md", cwd=mended / "sub").status == 0
    assert (mended / "sub/b.md").read_text() == "- two\n- \n"
    assert (mended / "a.md").read_text() == "- one\n"


def test_undo_refuses_a_note_that_changed_since(mended, vaultlint):
    (mended / "a.md").write_text("- one\nnew\n")
    done = vaultlint("undo", cwd=mended)
    assert done.status == 2
    assert "a.md" in done.err
    assert (mended / "a.md").read_text() == "- one\nnew\n"
    assert (mended / "sub/b.md").read_text() == "- two\n- \n"
    assert vaultlint("undo", "--force", "--note", "a.md", json_run(mended, vaultlint), cwd=mended).status == 0
    assert (mended / "a.md").read_text() == "- one\n- \n"


def json_run(root, vaultlint):
    """The name of the first run, which mended the notes."""
    return json.loads(vaultlint("history", "--format", "json", cwd=root).out)[-1]["run"]
