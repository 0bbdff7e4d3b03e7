"""`--staged` and `--changed-since`: what a change touches, and what it breaks in notes that it does not touch."""

from __future__ import annotations

import os

import pytest
from hook_repository import Repository, init

BROKEN = "![[gone.png]]\n"


def reported(repository: Repository, *arguments: str, **given: dict[str, str]) -> list[str]:
    """The places that are reported, as `note:row rule`."""
    ran = repository.vaultlint("check", "--output-format", "concise", *(arguments or ("--staged",)), **given)
    lines = (line.split(" ") for line in ran.out.splitlines() if ".md:" in line)
    return [f"{line[0].rsplit(':', 2)[0]} {line[1]}" for line in lines]


def test_what_is_staged_is_checked_and_nothing_else(repository: Repository) -> None:
    repository.write(Harbour=BROKEN, Town=BROKEN)
    repository.git("add", "Harbour.md")
    assert reported(repository) == ["Harbour.md:1 broken-link"]


def test_the_text_is_that_of_the_index(repository: Repository) -> None:
    repository.write(Harbour="clean\n")
    repository.stage("Harbour", BROKEN)
    assert reported(repository) == ["Harbour.md:1 broken-link"]
    repository.write(Harbour=BROKEN)
    repository.stage("Harbour", "clean\n")
    assert reported(repository) == []


def test_files_are_those_of_the_index_and_the_ignored_ones(repository: Repository) -> None:
    (repository.root / ".gitignore").write_text("ignored/\n")
    (repository.root / "ignored").mkdir()
    (repository.root / "ignored" / "big.png").touch()
    (repository.root / "untracked.png").touch()
    repository.write(Harbour="![[big.png]]\n![[untracked.png]]\n")
    repository.git("add", "Harbour.md", ".gitignore")
    assert reported(repository) == ["Harbour.md:2 broken-link"]


def test_files_that_are_not_gits_are_there(tmp_path, repository: Repository) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "linked.png").touch()
    (repository.root / "shelf").symlink_to(outside, target_is_directory=True)
    within = init(repository.root / "within")
    within.write(Inner="x\n")
    within.git("add", ".")
    within.git("commit", "-qm", "Within")
    repository.git("-c", "advice.addEmbeddedRepo=false", "add", "shelf", "within")
    stray = init(repository.root / "stray")
    stray.write(Stray="x\n")
    repository.write(Harbour="[[Inner]]\n\n![[linked.png]]\n\n[[Stray]]\n")
    repository.git("add", "Harbour.md")
    followed = tmp_path / "followed.toml"  # by default links out of a work tree are not followed
    followed.write_text("follow-links = true\n")
    # Of all these the commit leaves out the last alone.
    assert reported(repository, "--staged", "--config", followed) == ["Harbour.md:5 broken-link"]
    assert reported(repository, "--config", followed, "--changed-since", "HEAD") == []
    assert reported(repository) == ["Harbour.md:3 broken-link", "Harbour.md:5 broken-link"]


def test_a_note_that_only_the_index_holds_is_checked(repository: Repository) -> None:
    repository.stage("New", BROKEN)
    assert reported(repository) == ["New.md:1 broken-link"]


def test_what_is_staged_and_what_the_disk_holds_are_never_mixed_up_by_the_cache(repository: Repository) -> None:
    for number in range(160):
        repository.write(**{f"n{number}": "clean\n"})
        os.utime(repository.note(f"n{number}"), (1_600_000_000, 1_600_000_000))  # old enough for a cache to trust
    assert reported(repository, ".") == []
    repository.git("add", ".")
    for number in range(160):
        repository.stage(f"n{number}", BROKEN)
    assert len(reported(repository)) == len(reported(repository)) == 160
    assert reported(repository, ".") == []


def test_what_only_deletes_is_checked_where_it_hurts(repository: Repository) -> None:
    repository.write(Town="- \n\n[[Boats#Nets]]\n")  # an old problem that this change does not bring
    repository.git("commit", "-qam", "Old problem")
    repository.git("rm", "-q", "Boats.md")
    assert reported(repository) == ["Harbour.md:3 broken-link", "Town.md:3 broken-link"]


def test_a_rename_without_its_links_is_reported(repository: Repository) -> None:
    repository.git("mv", "Boats.md", "Ships.md")
    ran = repository.vaultlint("check", "--staged")
    assert ran.status == 1
    assert "renamed to `Ships`" in ran.out


def test_a_heading_that_goes_breaks_links_elsewhere(repository: Repository) -> None:
    repository.write(Boats="# Boats\n\n## Ropes\n")
    repository.git("add", ".")
    assert reported(repository) == ["Town.md:3 broken-heading"]


def test_a_name_that_becomes_ambiguous_is_reported(repository: Repository) -> None:
    repository.git("mv", "Boats.md", "a.md")
    repository.write(**{"north/Boats": "# Boats\n\n## Nets\n"})
    repository.git("add", ".")
    repository.git("commit", "-qm", "Moved")
    repository.write(**{"south/Boats": "# Boats\n\n## Nets\n"})
    repository.git("add", ".")
    assert {one.split(" ")[0] for one in reported(repository)} == {"Harbour.md:3", "Town.md:3"}


def test_links_that_were_broken_before_are_no_news(repository: Repository) -> None:
    repository.write(Harbour="[[Boats]] ![[lost.png]]\n")
    repository.git("commit", "-qam", "Broken already")
    repository.write(lost="x\n")
    repository.git("add", ".")
    assert reported(repository) == []


def test_with_nothing_staged_everything_is_checked(repository: Repository) -> None:
    repository.write(Harbour=BROKEN)
    repository.git("commit", "-qam", "Broken")
    assert reported(repository) == ["Harbour.md:1 broken-link"]


def test_a_change_outside_the_notes_checks_none(repository: Repository) -> None:
    repository.write(Harbour=BROKEN)
    repository.git("commit", "-qam", "Broken")
    (repository.root / "script.py").write_text("pass\n")
    repository.git("add", "script.py")
    assert reported(repository) == []


def test_the_first_commit_is_checked(tmp_path, repository: Repository) -> None:
    fresh = init(tmp_path / "fresh")
    (fresh.root / ".obsidian").mkdir()
    fresh.write(Note=BROKEN, Other=BROKEN)
    fresh.git("add", "Note.md")
    assert reported(fresh) == ["Note.md:1 broken-link"]


def test_names_of_every_kind_are_found(repository: Repository) -> None:
    repository.write(**{"日本": "x\n", "Crème brûlée": "x\n", "a b": "x\n"})
    repository.write(Harbour="[[日本]]\n\n[[crème Brûlée]]\n\n[x](a%20b.md)\n")
    repository.git("add", ".")
    repository.git("commit", "-qm", "Names")
    repository.git("rm", "-q", "日本.md", "Crème brûlée.md", "a b.md")
    assert reported(repository) == [f"Harbour.md:{row} broken-link" for row in (1, 3, 5)]


def test_since_a_commit(repository: Repository) -> None:
    repository.write(Harbour="[[Boats]]\n\n- \n")
    repository.git("commit", "-qam", "One")
    repository.git("rm", "-q", "Boats.md")
    repository.git("commit", "-qm", "Two")
    repository.write(Untracked=BROKEN)
    assert reported(repository, "--changed-since", "HEAD~2") == [
        "Harbour.md:1 broken-link",
        "Harbour.md:3 empty-bullet",
        "Town.md:3 broken-link",
        "Untracked.md:1 broken-link",
    ]
    assert reported(repository, "--changed-since", "HEAD") == ["Untracked.md:1 broken-link"]
    assert repository.vaultlint("check", "--changed-since", "nowhere").status == 2


def test_a_push_is_checked_from_the_commits_that_pre_commit_names(repository: Repository) -> None:
    start = repository.git("rev-parse", "HEAD").out.strip()
    repository.git("rm", "-q", "Boats.md")
    repository.git("commit", "-qm", "Gone")
    repository.write(Unrelated=BROKEN)
    env = {"PRE_COMMIT_FROM_REF": start, "PRE_COMMIT_TO_REF": "HEAD"}
    places = ["Harbour.md:3 broken-link", "Town.md:3 broken-link"]
    assert reported(repository, "--staged", env=env) == places  # what git does not track is not pushed


def test_fix_mends_the_work_tree_of_staged_notes_only(repository: Repository) -> None:
    repository.write(Harbour="- a\n- \n", Town="- a\n- \n")
    repository.git("add", "Harbour.md")
    repository.vaultlint("fix", "--staged", status=0)
    assert repository.note("Harbour").read_text() == "- a\n"
    assert repository.note("Town").read_text() == "- a\n- \n"


def test_fix_never_writes_the_index_over_the_work_tree(repository: Repository) -> None:
    repository.write(Harbour="- a\n- \n\nnot staged\n")
    repository.stage("Harbour", "- a\n- \n")
    repository.vaultlint("fix", "--staged", status=0)
    assert repository.note("Harbour").read_text() == "- a\n\nnot staged\n"


def test_unsafe_fixes_follow_a_staged_rename(repository: Repository) -> None:
    repository.git("mv", "Boats.md", "Ships.md")
    repository.vaultlint("fix", "--staged", "--unsafe-fixes", status=0)
    assert repository.note("Harbour").read_text() == "# Harbour\n\n[[Ships]]\n"
    assert repository.note("Town").read_text() == "# Town\n\n[[Ships#Nets]]\n"


def test_a_vault_below_the_top_of_the_repository(tmp_path) -> None:
    made = init(tmp_path / "top")
    (made.root / "notes" / ".obsidian").mkdir(parents=True)
    made.write(**{"notes/A": "[[B]]\n", "notes/B": "x\n", "README": "x\n"})
    made.git("add", ".")
    made.git("commit", "-qm", "Begin")
    made.git("rm", "-q", "notes/B.md")
    assert reported(made) == ["notes/A.md:1 broken-link"]


def test_a_hook_of_a_linked_work_tree_with_its_vault_below_the_top(tmp_path) -> None:
    made = init(tmp_path / "top")
    (made.root / "notes" / ".obsidian").mkdir(parents=True)
    made.write(**{"notes/A": "[[B]]\n", "notes/B": "x\n"})
    (made.root / "notes/.obsidian/app.json").write_text("{}")
    made.git("add", ".")
    made.git("commit", "-qm", "Begin")
    made.git("worktree", "add", "-q", tmp_path / "linked")
    linked = Repository(tmp_path / "linked")
    linked.git("rm", "-q", "notes/B.md")
    folder = linked.git("rev-parse", "--absolute-git-dir").out.strip()
    in_hook = {"GIT_DIR": folder, "GIT_INDEX_FILE": f"{folder}/index"}  # as git has it there
    assert reported(linked, "--staged", "notes", env=in_hook) == ["notes/A.md:1 broken-link"]


@pytest.mark.parametrize("arguments", [("--staged", "--changed-since", "HEAD"), ("--changed-since", "--output=x")])
def test_what_cannot_be_is_refused_in_a_sentence(repository: Repository, arguments: tuple[str, ...]) -> None:
    ran = repository.vaultlint("check", *arguments)
    assert (ran.status, len(ran.out.splitlines())) == (2, 1)


def test_outside_git_it_says_so(tmp_path) -> None:
    (tmp_path / "a.md").write_text("x\n")
    ran = Repository(tmp_path).vaultlint("check", "--staged")
    assert (ran.status, "git" in ran.out) == (2, True)
