"""`vaultlint baseline`: today's problems are accepted, new ones fail, fixed ones leave the file."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest

FILE = ".vaultlint-baseline.json"
VAULT = {"note.md": "- one\n- \n"}


@pytest.fixture
def old_vault(make_vault) -> Path:
    return make_vault(
        {
            "a.md": "# A\n\n- one\n- \n\n![[gone.png]]\n\nSome text.\n",
            "sub/b.md": "![[gone.png]] and ![[gone.png]]\n\n- \n- a\n",
            "c.md": "Nothing is wrong here.\n",
        }
    )


def accepted(root: Path) -> list[tuple[str, str]]:
    return [(one["path"], one["rule"]) for one in json.loads((root / FILE).read_text("utf-8"))["problems"]]


def test_only_new_problems_fail(old_vault, vaultlint):
    assert vaultlint("check", cwd=old_vault).status == 1
    done = vaultlint("baseline", "create", cwd=old_vault)
    assert (done.status, "Accepted 5 problems" in done.out) == (0, True)
    done = vaultlint("check", cwd=old_vault)
    assert (done.status, done.out) == (0, "")
    assert "The baseline accepts 5 problems." in done.err
    (old_vault / "c.md").write_text("![[new.png]]\n")
    done = vaultlint("check", cwd=old_vault)
    assert (done.status, done.out) == (1, "c.md:1:1: broken-link file `new.png` is missing\n")
    assert len(vaultlint("check", "--isolated", cwd=old_vault).out.splitlines()) == 6


def test_one_more_of_the_same_is_new_and_edits_elsewhere_are_not(old_vault, vaultlint):
    vaultlint("baseline", "create", cwd=old_vault)
    note = old_vault / "a.md"
    note.write_text("New words.\n\n" * 20 + note.read_text() + "More words.\n")
    (old_vault / "sub/b.md").rename(old_vault / "renamed.md")
    assert vaultlint("check", cwd=old_vault).out == ""
    note.write_text(note.read_text() + "\n![[gone.png]]\n")
    assert len(vaultlint("check", cwd=old_vault).out.splitlines()) == 1


def test_the_file_shrinks_as_problems_are_fixed(old_vault, vaultlint):
    vaultlint("baseline", "create", cwd=old_vault)
    (old_vault / "a.md").write_text("# A\n\n![[gone.png]]\n")
    (old_vault / "sub/b.md").rename(old_vault / "renamed.md")
    told = vaultlint("check", cwd=old_vault).err
    assert "1 entry of the baseline is fixed; `vaultlint baseline prune` removes it." in told
    done = vaultlint("baseline", "prune", cwd=old_vault)
    assert done.out == f"Dropped 1 and moved 3; 4 left in {old_vault / FILE}.\n"
    assert accepted(old_vault) == [
        ("a.md", "broken-link"),
        ("renamed.md", "broken-link"),
        ("renamed.md", "broken-link"),
        ("renamed.md", "empty-bullet"),
    ]
    assert "of the baseline" not in vaultlint("check", cwd=old_vault).err
    before = (old_vault / FILE).stat().st_mtime_ns
    vaultlint("baseline", "prune", cwd=old_vault)
    assert (old_vault / FILE).stat().st_mtime_ns == before


def test_a_run_over_a_part_calls_nothing_fixed(old_vault, vaultlint):
    vaultlint("baseline", "create", cwd=old_vault)
    for arguments in (("c.md",), ("--select", "encoding"), ("sub",), ("a.md", "--ignore", "broken-link")):
        done = vaultlint("check", *arguments, cwd=old_vault)
        assert (done.status, done.out) == (0, "")
        assert "of the baseline" not in done.err, arguments
    (old_vault / "sub/b.md").write_text("x\n")
    assert "3 entries of the baseline are fixed" in vaultlint("check", "sub", cwd=old_vault).err


def test_a_commit_calls_nothing_fixed_in_the_notes_that_it_affects(make_vault, vaultlint):
    """Of these only what the commit broke is reported, not what the baseline accepts."""
    vault = make_vault({"a.md": "- \n- a\n\n[[b]]\n", "b.md": "x\n"})
    vaultlint("baseline", "create", cwd=vault)
    for command in (["init", "-q"], ["add", "-A"], ["mv", "b.md", "c.md"]):
        subprocess.run(["git", *command], cwd=vault, check=True)
    done = vaultlint("check", "--staged", cwd=vault)
    assert done.out.startswith("a.md:4:1: broken-link ")
    assert "of the baseline" not in done.err


def test_a_part_can_be_accepted_anew(old_vault, vaultlint):
    vaultlint("baseline", "create", cwd=old_vault)
    (old_vault / "c.md").write_text("- \n- a\n")
    (old_vault / "a.md").write_text("- \n- a\n")
    vaultlint("baseline", "create", "c.md", cwd=old_vault)
    assert ("c.md", "empty-bullet") in accepted(old_vault)
    assert ("a.md", "broken-link") in accepted(old_vault)


def test_show_lists_what_is_accepted(old_vault, vaultlint):
    vaultlint("baseline", "create", cwd=old_vault)
    lines = vaultlint("baseline", "show", cwd=old_vault / "sub").out.splitlines()
    assert lines[0] == "a.md: broken-link file `gone.png` is missing"
    assert lines[-1] == "5 accepted problems in 2 notes."


def test_the_file_may_have_another_name(old_vault, vaultlint, tmp_path):
    elsewhere = tmp_path / "accepted.json"
    vaultlint("baseline", "create", "--baseline", elsewhere, cwd=old_vault)
    assert not (old_vault / FILE).exists()
    assert vaultlint("check", cwd=old_vault).status == 1
    assert vaultlint("check", "--baseline", elsewhere, cwd=old_vault).status == 0
    (old_vault / "vaultlint.toml").write_text('baseline = "../accepted.json"\n')
    assert vaultlint("check", "--trust-config", cwd=old_vault / "sub").status == 0
    (old_vault / "vaultlint.toml").write_text('baseline = "nowhere.json"\n')
    done = vaultlint("check", cwd=old_vault)
    assert (done.status, "vaultlint baseline create" in done.err) == (2, True)


def test_an_empty_name_means_none(old_vault, vaultlint):
    vaultlint("baseline", "create", cwd=old_vault)
    (old_vault / "vaultlint.toml").write_text('baseline = ""\n')
    assert vaultlint("check", cwd=old_vault).status == 1


def test_one_file_serves_the_vaults_below_it(make_vault, vaultlint, tmp_path):
    for name in ("en", "de"):
        make_vault({"a.md": "- \n- a\n"}, name=f"help/{name}")
    root = tmp_path / "help"
    vaultlint("baseline", "create", cwd=root)
    assert accepted(root) == [("de/a.md", "empty-bullet"), ("en/a.md", "empty-bullet")]
    assert vaultlint("check", cwd=root).status == 0
    done = vaultlint("check", "--baseline", root / FILE, cwd=root / "en")
    assert (done.status, done.out, "of the baseline" in done.err) == (0, "", False)


def test_fix_mends_also_what_is_accepted(old_vault, vaultlint):
    vaultlint("baseline", "create", cwd=old_vault)
    assert vaultlint("fix", cwd=old_vault).status == 0
    assert "- \n" not in (old_vault / "a.md").read_text()


def test_a_broken_file_is_one_sentence(old_vault, vaultlint):
    (old_vault / FILE).write_text("<<<<<<< ours\n")
    done = vaultlint("check", cwd=old_vault)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("seed", range(5))
def test_fifty_edits_of_other_lines_keep_the_run_clean(make_vault, vaultlint, seed):
    rng = random.Random(seed)
    lines = ["- rope\n- ", "![[gone.png]]", "Some words.", "", "# Heading", "text ![[lost.pdf]]"]
    root = make_vault({f"n{n}.md": "\n\n".join(rng.choices(lines, k=20)) + "\n" for n in range(20)})
    vaultlint("baseline", "create", cwd=root)
    for _ in range(50):
        note = root / f"n{rng.randrange(20)}.md"
        rows = note.read_text().split("\n\n")
        rows.insert(rng.randrange(len(rows) + 1), f"Words {rng.random()}.")
        note.write_text("\n\n".join(rows))
    assert vaultlint("check", cwd=root).out == ""


def test_a_run_over_several_vaults_says_that_their_own_files_do_not_count(make_vault, vaultlint):
    folder = make_vault(VAULT, "one").parent
    make_vault(VAULT, "two")
    vaultlint("baseline", "create", cwd=folder / "two")
    done = vaultlint("check", cwd=folder)
    assert f"does not use their own files: two/{FILE}. To use them, name one vault: `vaultlint check two`." in done.err
    assert "files" not in vaultlint("check", "--isolated", cwd=folder).err
    assert vaultlint("check", "two", cwd=folder).out == ""
