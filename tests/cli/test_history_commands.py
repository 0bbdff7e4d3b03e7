"""`vaultlint history` and `undo`."""

from __future__ import annotations

import json
import re

import pytest


@pytest.fixture
def fixed_vault(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n", "sub/b.md": "- two\n- \n"})
    assert vaultlint("fix", cwd=root).status == 0
    return root


def test_a_vault_without_runs_says_so(make_vault, vaultlint):
    root = make_vault({"a.md": "x\n"})
    assert "No run" in vaultlint("history", cwd=root).out
    assert vaultlint("undo", cwd=root).status == 2


def test_history_lists_runs_with_their_notes_and_rules(fixed_vault, vaultlint):
    (run,) = json.loads(vaultlint("history", "--format", "json", cwd=fixed_vault).out)
    assert run["notes"] == {"a.md": ["empty-bullet"], "sub/b.md": ["empty-bullet"]}
    assert run["run"] in vaultlint("history", cwd=fixed_vault).out


def test_undo_shows_first_and_redo_brings_it_back(fixed_vault, vaultlint):
    done = vaultlint("undo", "--diff", cwd=fixed_vault)
    assert "+- \n" in done.out
    assert (fixed_vault / "a.md").read_text() == "- one\n"
    assert vaultlint("redo", cwd=fixed_vault).status == 2  # nothing is undone yet
    assert vaultlint("undo", cwd=fixed_vault).status == 0
    assert (fixed_vault / "a.md").read_text() == "- one\n- \n"
    assert vaultlint("undo", cwd=fixed_vault).status == 2
    done = vaultlint("redo", cwd=fixed_vault)
    assert done.status == 0
    assert (fixed_vault / "a.md").read_text() == "- one\n"
    assert vaultlint("redo", cwd=fixed_vault).status == 2


def test_an_undo_that_is_named_is_reverted(fixed_vault, vaultlint):
    vaultlint("undo", cwd=fixed_vault)
    (undo,) = [run["run"] for run in runs_of(fixed_vault, vaultlint) if run["undoes"]]
    done = vaultlint("undo", undo, cwd=fixed_vault)
    assert f"itself an undo: this brings back what {json_run(fixed_vault, vaultlint)} wrote" in done.out
    assert (fixed_vault / "a.md").read_text() == "- one\n"


def test_undo_goes_back_run_by_run_and_redo_forward(make_vault, vaultlint):
    root = make_vault({"a.md": "# A\ntext\n\n- one\n- \n"})
    texts = [(root / "a.md").read_text()]
    for command in ("fix", "format"):
        vaultlint(command, cwd=root)
        texts.append((root / "a.md").read_text())
    assert len(set(texts)) == 3
    for expected in (texts[1], texts[0]):
        assert vaultlint("undo", cwd=root).status == 0
        assert (root / "a.md").read_text() == expected
    for expected in (texts[1], texts[2]):
        assert vaultlint("redo", cwd=root).status == 0
        assert (root / "a.md").read_text() == expected
    vaultlint("undo", cwd=root)
    assert (root / "a.md").read_text() == texts[1]


def test_an_undo_of_one_note_means_the_last_run_that_wrote_it(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n", "b.md": "- two\n- \n"})
    vaultlint("fix", "a.md", cwd=root)
    vaultlint("fix", "b.md", cwd=root)
    assert vaultlint("undo", "--note", "a.md", cwd=root).status == 0
    assert (root / "a.md").read_text() == "- one\n- \n"
    assert (root / "b.md").read_text() == "- two\n"
    assert vaultlint("undo", "--note", "a.md", cwd=root).status == 2
    assert vaultlint("undo", cwd=root).status == 0
    assert (root / "b.md").read_text() == "- two\n- \n"
    assert vaultlint("undo", cwd=root).status == 2  # the run on a.md is undone note by note


def test_an_undo_that_restores_nothing_says_why(fixed_vault, vaultlint):
    (fixed_vault / "a.md").write_text("- one\n- \n")
    (fixed_vault / "sub/b.md").write_text("- two\n- \n")
    done = vaultlint("undo", cwd=fixed_vault)
    assert done.status == 1
    assert "already have" in done.out


@pytest.fixture
def two_vaults(make_vault, vaultlint):
    outer = make_vault({"a.md": "- one\n- \n"}, "both/one").parent
    make_vault({"b.md": "- two\n- \n"}, "both/two")
    return outer


def texts_of(outer):
    return [(outer / name).read_text() for name in ("one/a.md", "two/b.md")]


@pytest.mark.parametrize("place", [".", "one", "two", ".."])
def test_a_run_over_several_vaults_is_undone_by_the_command_that_it_printed(two_vaults, vaultlint, place):
    done = vaultlint("fix", cwd=two_vaults)
    assert texts_of(two_vaults) == ["- one\n", "- two\n"]
    (run,) = re.findall(r"vaultlint undo (\S+)`", done.err)
    assert vaultlint("undo", run, cwd=two_vaults / place).status == 0
    assert texts_of(two_vaults) == ["- one\n- \n", "- two\n- \n"]
    assert vaultlint("redo", cwd=two_vaults / place).status == 0
    assert texts_of(two_vaults) == ["- one\n", "- two\n"]


def test_undo_and_history_find_the_vaults_below(two_vaults, vaultlint):
    vaultlint("fix", cwd=two_vaults)
    assert {run["vault"] for run in runs_of(two_vaults, vaultlint)} == {
        str((two_vaults / name).resolve()) for name in ("one", "two")
    }
    assert vaultlint("undo", cwd=two_vaults).status == 0
    assert texts_of(two_vaults) == ["- one\n- \n", "- two\n- \n"]


def test_undo_keeps_to_the_vault_that_is_named(two_vaults, vaultlint):
    vaultlint("fix", cwd=two_vaults)
    assert vaultlint("undo", "--vault", "one", cwd=two_vaults).status == 0
    assert texts_of(two_vaults) == ["- one\n- \n", "- two\n"]


def test_undo_finds_the_vault_around_a_folder(make_vault, vaultlint, tmp_path):
    (tmp_path / "plain/sub").mkdir(parents=True)
    (tmp_path / "plain/sub/a.md").write_text("- one\n- \n")
    vaultlint("fix", "plain", cwd=tmp_path)
    assert vaultlint("undo", cwd=tmp_path / "plain/sub").status == 0
    assert (tmp_path / "plain/sub/a.md").read_text() == "- one\n- \n"


def test_undo_of_one_note(fixed_vault, vaultlint):
    assert vaultlint("undo", "--note", "b.md", cwd=fixed_vault / "sub").status == 0
    assert (fixed_vault / "sub/b.md").read_text() == "- two\n- \n"
    assert (fixed_vault / "a.md").read_text() == "- one\n"


def test_undo_refuses_a_note_that_changed_since(fixed_vault, vaultlint):
    (fixed_vault / "a.md").write_text("- one\nnew\n")
    done = vaultlint("undo", cwd=fixed_vault)
    assert done.status == 2
    assert "a.md" in done.err
    assert (fixed_vault / "a.md").read_text() == "- one\nnew\n"
    assert (fixed_vault / "sub/b.md").read_text() == "- two\n- \n"
    assert vaultlint("undo", "--force", "--note", "a.md", json_run(fixed_vault, vaultlint), cwd=fixed_vault).status == 0
    assert (fixed_vault / "a.md").read_text() == "- one\n- \n"


def runs_of(root, vaultlint):
    return json.loads(vaultlint("history", "--format", "json", cwd=root).out)


def json_run(root, vaultlint):
    """The name of the first run, which fixed the notes."""
    return runs_of(root, vaultlint)[-1]["run"]
