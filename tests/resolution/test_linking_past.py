"""What became of files that are gone: renames over several steps, committed or not, and deletions."""

from __future__ import annotations

from pathlib import Path

from vaults import LONG, breaks, commit, git, repository, write

from vaultlint.git import staged_changes
from vaultlint.resolution.file_index import FileIndex
from vaultlint.resolution.git_history import open_view
from vaultlint.settings import VaultSettings
from vaultlint.vault.vault import Vault


def test_no_repository(tmp_path: Path) -> None:
    assert open_view(tmp_path) is None


def test_renames_over_several_steps(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG, "n.md": "[[One]]\n"})
    git(tmp_path, "mv", "One.md", "Two.md")
    commit(tmp_path)
    (tmp_path / "deep").mkdir()
    git(tmp_path, "mv", "Two.md", "deep/Three.md")
    commit(tmp_path)
    (found,) = breaks(tmp_path, "n.md")
    assert (found.kind, found.paths) == ("renamed", ("deep/Three.md",))
    git(tmp_path, "mv", "deep/Three.md", "deep/Four.md")
    assert breaks(tmp_path, "n.md")[0].paths == ("deep/Four.md",)
    (tmp_path / "deep/Four.md").rename(tmp_path / "Fünf ü.md")
    assert breaks(tmp_path, "n.md")[0].paths == ("Fünf ü.md",)


def test_a_rename_with_edits_that_git_was_not_told_of(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG, "n.md": "[[One]]\n", "x.md": "x\n"})
    (tmp_path / "One.md").unlink()
    write(tmp_path, {"sub/Other.md": LONG + "And a word more.\n"})
    before = (tmp_path / ".git/index").read_bytes()
    (found,) = breaks(tmp_path, "n.md")
    assert (found.kind, found.paths, found.detail) == ("renamed", ("sub/Other.md",), "")
    assert (tmp_path / ".git/index").read_bytes() == before


def test_a_deleted_note(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG, "Two.md": "two\n" * 9, "n.md": "[[One]] [[Two]] [[Never]]\n"})
    git(tmp_path, "rm", "--quiet", "One.md")
    commit(tmp_path)
    git(tmp_path, "rm", "--quiet", "Two.md")
    one, two, never = breaks(tmp_path, "n.md")
    assert one.kind == "deleted"
    assert one.detail
    assert (two.kind, two.detail) == ("deleted", "")
    assert never.kind == "planned"


def test_relative_links_of_a_note_that_was_moved(tmp_path: Path) -> None:
    repository(tmp_path, {"a/n.md": "[x](../b/y.md)\n" + LONG, "b/y.md": "y\n"})
    (tmp_path / "c/d/e").mkdir(parents=True)
    git(tmp_path, "mv", "a/n.md", "c/d/e/n.md")
    git(tmp_path, "mv", "b", "f")
    assert breaks(tmp_path, "c/d/e/n.md")[0].paths == ("f/y.md",)


def test_a_vault_below_the_top_of_the_repository(tmp_path: Path) -> None:
    repository(tmp_path, {"vault/One.md": LONG, "vault/n.md": "[[One]]\n", "One.md": "other\n"})
    git(tmp_path, "mv", "vault/One.md", "vault/Two.md")
    (found,) = breaks(tmp_path / "vault", "n.md")
    assert found.paths == ("Two.md",)


def test_a_name_that_came_back_is_not_followed_for_ever(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG})
    for old, new in (("One.md", "Two.md"), ("Two.md", "One.md"), ("One.md", "Two.md")):
        git(tmp_path, "mv", old, new)
        commit(tmp_path)
    git(tmp_path, "rm", "--quiet", "Two.md")
    commit(tmp_path)
    view = open_view(tmp_path)
    assert view is not None
    assert view.successor("One.md", FileIndex()) is None


def test_an_empty_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, {"n.md": "[[One]]\n"})
    assert breaks(tmp_path, "n.md")[0].kind == "planned"
    git(tmp_path, "add", "n.md")
    assert staged_changes(tmp_path).changed == {"n.md"}


def test_git_is_asked_once_for_all_states_of_a_vault(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG, "n.md": "[[One]]\n"})
    git(tmp_path, "mv", "One.md", "Two.md")
    files = ["Two.md", "n.md"]
    first = Vault(tmp_path, VaultSettings(), files, lambda path: None)
    assert first.git is not None
    assert first.git.successor("One.md", first.index) == "Two.md"
    write(tmp_path, {"Two.md": "all new\n"})  # by itself this would be no rename any more
    then = Vault(tmp_path, VaultSettings(), first.names, lambda path: None, git=first.history)
    assert then.git is not None
    assert then.git.successor("One.md", then.index) == "Two.md"
    assert then.index is first.index
    other = Vault(tmp_path, VaultSettings(), ["Three.md"], lambda path: None, git=first.history)
    assert (other.git, list(other.index)) == (first.git, ["Three.md"])


def test_a_move_a_rename_and_one_more_that_is_not_committed(tmp_path: Path) -> None:
    repository(tmp_path, {"a/One.md": LONG, "n.md": "[[One]] [[a/One]] [x](a/One.md)\n"})
    for old, new in (("a/One.md", "a/Two.md"), ("a/Two.md", "b/c/Two.md")):
        (tmp_path / new).parent.mkdir(parents=True, exist_ok=True)
        git(tmp_path, "mv", old, new)
        commit(tmp_path)
    (tmp_path / "b/c/Two.md").rename(tmp_path / "Three.md")
    assert [one.paths for one in breaks(tmp_path, "n.md")] == [("Three.md",)] * 3


def test_relative_links_of_a_note_that_was_moved_time_and_again(tmp_path: Path) -> None:
    repository(tmp_path, {"a/n.md": "[x](../b/y.md) ![](./z.png) [w](sub/w.md)\n" + LONG, "b/y.md": "y\n"})
    write(tmp_path, {"a/z.png": "png", "a/sub/w.md": "w\n" * 9})
    commit(tmp_path)
    moves = (("a/n.md", "c/d/n.md"), ("a/sub/w.md", "e/v.md"), ("c/d/n.md", "c/d/e/f/m.md"))
    for old, new in moves:
        (tmp_path / new).parent.mkdir(parents=True, exist_ok=True)
        git(tmp_path, "mv", old, new)
        commit(tmp_path)
    (tmp_path / "k/l").mkdir(parents=True)
    git(tmp_path, "mv", "c/d/e/f/m.md", "k/l/k.md")
    assert [one.paths for one in breaks(tmp_path, "k/l/k.md")] == [("b/y.md",), ("a/z.png",), ("e/v.md",)]


def test_a_rename_of_the_case_alone_breaks_nothing_and_is_followed(tmp_path: Path) -> None:
    repository(tmp_path, {"a/one.md": LONG, "n.md": "[[a/one]] [[One]]\n"})
    git(tmp_path, "mv", "a/one.md", "a/One.md")
    assert breaks(tmp_path, "n.md") == []
    commit(tmp_path)
    assert breaks(tmp_path, "n.md") == []
    git(tmp_path, "mv", "a/One.md", "a/Two.md")
    assert [one.paths for one in breaks(tmp_path, "n.md")] == [("a/Two.md",)] * 2
    commit(tmp_path)
    git(tmp_path, "mv", "a", "B")
    git(tmp_path, "mv", "B/Two.md", "B/two.md")
    assert [one.paths for one in breaks(tmp_path, "n.md")] == [("B/two.md",)] * 2


def test_a_name_that_two_files_had_one_after_the_other_leads_to_the_second(tmp_path: Path) -> None:
    other = LONG.replace("sea", "mountains of the moon")
    repository(tmp_path, {"Zero.md": LONG, "n.md": "[[Zero]] [[One]]\n"})
    for old, new in (("Zero.md", "One.md"), ("One.md", "First.md")):
        git(tmp_path, "mv", old, new)
        commit(tmp_path)
    write(tmp_path, {"One.md": other})
    commit(tmp_path)
    git(tmp_path, "mv", "One.md", "Second.md")
    commit(tmp_path)
    assert [one.paths for one in breaks(tmp_path, "n.md")] == [("First.md",), ("Second.md",)]
    write(tmp_path, {"One.md": "all new\n"})
    assert [one.paths for one in breaks(tmp_path, "n.md")] == [("First.md",)]


def test_of_several_files_of_a_name_the_one_that_left_last_was_meant(tmp_path: Path) -> None:
    other = LONG.replace("sea", "mountains of the moon")
    repository(tmp_path, {"a/One.md": LONG, "long/way/One.md": other, "x/n.md": "[[One]]\n"})
    git(tmp_path, "rm", "--quiet", "a/One.md")
    commit(tmp_path)
    assert breaks(tmp_path, "x/n.md") == []
    git(tmp_path, "mv", "long/way/One.md", "Two.md")
    commit(tmp_path)
    (found,) = breaks(tmp_path, "x/n.md")
    assert (found.kind, found.paths) == ("renamed", ("Two.md",))


def test_a_folder_of_many_notes_that_were_moved_and_edited(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "diff.renameLimit", "1")
    git(tmp_path, "config", "diff.renames", "false")
    git(tmp_path, "config", "log.showSignature", "true")
    many = {f"old/n{number}.md": f"About {number}.\n" * 9 for number in range(9)}
    repository(tmp_path, {**many, "n.md": "".join(f"[[old/n{number}]]\n" for number in range(9))})
    (tmp_path / "old").rename(tmp_path / "new")
    write(tmp_path, {f"new/m{number}.md": f"About {number}.\n" * 9 + "More.\n" for number in range(9)})
    for number in range(9):
        (tmp_path / f"new/n{number}.md").unlink()
    renamed = [(f"new/m{number}.md",) for number in range(9)]
    assert [one.paths for one in breaks(tmp_path, "n.md")] == renamed
    commit(tmp_path)
    assert [one.paths for one in breaks(tmp_path, "n.md")] == renamed
