"""The hooks of `.pre-commit-hooks.yaml` under the real pre-commit, installed from a repository of vaultlint."""

from __future__ import annotations

import sys
from collections.abc import Callable

from hook_repository import Repository

Hooked = Callable[..., Repository]
BROKEN = "# Harbour\n\n![[gone.png]]\n"
FIXABLE = "# Harbour\n\n- boats\n- \n"
FIXED = "# Harbour\n\n- boats\n"


def test_a_broken_commit_is_stopped_and_a_clean_one_passes(hooked: Hooked) -> None:
    repository = hooked("vaultlint")
    before = repository.commits
    repository.write(Harbour=BROKEN)
    repository.git("add", "Harbour.md")
    ran = repository.commit()
    assert ran.status == 1
    assert "Harbour.md:3:1: broken-link" in ran.out
    assert repository.commits == before
    repository.write(Harbour="# Harbour\n\n[[Town]]\n")
    repository.git("add", "Harbour.md")
    assert repository.commit().status == 0
    assert repository.commits == before + 1


def test_what_can_be_repaired_is_repaired_and_stopped_once(hooked: Hooked) -> None:
    repository = hooked("vaultlint-fix", "vaultlint")
    repository.write(Harbour=FIXABLE)
    repository.git("add", "Harbour.md")
    ran = repository.commit()
    assert ran.status == 1
    assert "files were modified by this hook" in ran.out
    assert repository.note("Harbour").read_text() == FIXED
    repository.git("add", "Harbour.md")
    assert repository.commit().status == 0
    assert repository.git("show", "HEAD:Harbour.md").out == FIXED


def test_a_partial_stage_is_checked_as_staged_and_the_rest_stays(hooked: Hooked) -> None:
    repository = hooked("vaultlint-fix", "vaultlint")
    rest = "# Harbour\n\nstaged\n\n" + "words\n\n" * 5 + "- \n\n![[gone.png]]\n"
    repository.write(Harbour=rest)
    repository.stage("Harbour", "# Harbour\n\nstaged\n\n" + "words\n\n" * 5)
    assert repository.commit().status == 0, "what is broken is not staged"
    assert repository.note("Harbour").read_text() == rest
    broken_then_mended = "# Harbour\n\nmended\n"
    repository.write(Harbour=broken_then_mended)
    repository.stage("Harbour", BROKEN)
    ran = repository.commit()
    assert (ran.status, "Harbour.md:3:1: broken-link" in ran.out) == (1, True)
    assert repository.note("Harbour").read_text() == broken_then_mended


def test_a_partial_stage_is_repaired_beside_the_rest(hooked: Hooked) -> None:
    repository = hooked("vaultlint-fix")
    far = "words\n\n" * 10
    repository.write(Harbour=f"{FIXABLE}\n{far}not staged\n")
    repository.stage("Harbour", f"{FIXABLE}\n{far}")
    assert repository.commit().status == 1
    assert repository.note("Harbour").read_text() == f"{FIXED}\n{far}not staged\n"


def test_a_commit_that_only_deletes_a_note_is_stopped_where_it_is_missed(hooked: Hooked) -> None:
    repository = hooked("vaultlint")
    repository.git("rm", "-q", "Boats.md")
    ran = repository.commit()
    assert ran.status == 1
    assert "Harbour.md:3:1: broken-link" in ran.out
    assert "Town.md:3:1: broken-link" in ran.out
    repository.write(Harbour="# Harbour\n", Town="# Town\n")
    assert repository.commit("Mended", "-a").status == 0


def test_a_rename_passes_with_its_links_and_not_without(hooked: Hooked) -> None:
    repository = hooked("vaultlint")
    repository.git("mv", "Boats.md", "Ships.md")
    ran = repository.commit()
    assert (ran.status, "renamed to `Ships`" in ran.out) == (1, True)
    repository.vaultlint("fix", "--staged", "--unsafe-fixes", status=0)
    repository.git("add", "-u")
    assert repository.commit().status == 0
    assert "[[Ships#Nets]]" in repository.git("show", "HEAD:Town.md").out


def test_a_merge_is_checked_as_it_will_be(hooked: Hooked) -> None:
    repository = hooked("vaultlint", kinds=("pre-commit", "pre-merge-commit"))
    repository.git("checkout", "-q", "-b", "side")
    repository.write(Side="[[Town]]\n")
    repository.git("add", ".")
    assert repository.commit().status == 0
    repository.git("checkout", "-q", "main")
    repository.write(Main="x\n")
    repository.git("add", ".")
    assert repository.commit().status == 0
    repository.git("merge", "--no-edit", "side")  # clean on both sides and together
    repository.git("checkout", "-q", "-b", "other", "HEAD~1")
    repository.git("rm", "-q", "Town.md")
    assert repository.commit().status == 0  # nobody asks for it here
    repository.git("checkout", "-q", "main")
    ran = repository.git("merge", "--no-edit", "other", status=None)
    assert ran.status != 0
    assert "Side.md:1:1: broken-link" in ran.out


def test_a_conflict_that_is_solved_passes_and_a_left_marker_does_not(hooked: Hooked) -> None:
    repository = hooked("vaultlint")
    repository.git("checkout", "-q", "-b", "side")
    repository.write(Harbour="# Harbour\n\nside\n")
    repository.commit("Side", "-a")
    repository.git("checkout", "-q", "main")
    repository.write(Harbour="# Harbour\n\nmain\n")
    repository.commit("Main", "-a")
    assert repository.git("merge", "side", status=None).status == 1
    repository.git("add", "Harbour.md")
    ran = repository.commit("Merge")
    assert (ran.status, "merge-conflict" in ran.out) == (1, True)
    repository.write(Harbour="# Harbour\n\nmain and side\n")
    repository.git("add", "Harbour.md")
    assert repository.commit("Merge").status == 0


def test_all_files_and_a_push(hooked: Hooked, tmp_path) -> None:
    repository = hooked("vaultlint", kinds=("pre-push",))
    remote = tmp_path / "remote.git"
    repository.git("init", "-q", "--bare", remote)
    repository.git("remote", "add", "origin", remote)
    assert repository.git("push", "-q", "origin", "main", status=None).status == 0
    repository.write(Town=BROKEN)
    assert repository.commit("Broken", "-a").status == 0  # only pushes are looked at here
    ran = repository.git("push", "-q", "origin", "main", status=None)
    assert (ran.status != 0, "Town.md:3:1: broken-link" in ran.out) == (True, True)
    ran = repository.run(sys.executable, "-m", "pre_commit", "run", "--all-files", status=1)
    assert "Town.md:3:1: broken-link" in ran.out


def test_the_whole_vault_and_formatting(hooked: Hooked) -> None:
    repository = hooked("vaultlint-full", "vaultlint-format")
    repository.write(Harbour=BROKEN)
    repository.git("add", ".")
    repository.git("commit", "-q", "--no-verify", "-m", "Broken")
    repository.write(Boats="Boats\n=====\n\n|a|b|\n|-|-|\n|long cell|x|\n\n## Nets\n")
    repository.git("add", ".")
    ran = repository.commit()
    assert ran.status == 1
    assert "Harbour.md:3:1: broken-link" in ran.out
    assert "| long cell |" in repository.note("Boats").read_text()
