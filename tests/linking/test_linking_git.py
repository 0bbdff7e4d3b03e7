"""What git knows: renames over several steps, committed or not, deletions, staged and changed files."""

from __future__ import annotations

from pathlib import Path

import pytest
from vaults import commit, git, repository, vault_of, write

from vaultlint.errors import Failure
from vaultlint.git import changes_since, ignored_files, open_view, read_staged, staged_changes, staged_files
from vaultlint.linking.breaks import Break, explain
from vaultlint.linking.index import FileIndex
from vaultlint.settings import VaultSettings
from vaultlint.vault import Vault

LONG = "".join(f"Line {number} of a note about the sea.\n" for number in range(20))


def files_of(root: Path) -> dict[str, str]:
    paths = (one for one in root.rglob("*") if one.is_file() and ".git" not in one.relative_to(root).parts)
    return {one.relative_to(root).as_posix(): one.read_text("utf-8") for one in paths}


def why(root: Path, source: str) -> list[Break]:
    files = files_of(root)
    vault = vault_of(files, root=root, git=open_view(root))
    facts = vault.facts(source)
    assert facts is not None
    found = [(link, vault.resolve(link, source)) for link in facts.links]
    return [explain(vault, link, one.target, source) for link, one in found if one.path is None]


def test_no_repository(tmp_path: Path) -> None:
    assert open_view(tmp_path) is None


def test_renames_over_several_steps(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG, "n.md": "[[One]]\n"})
    git(tmp_path, "mv", "One.md", "Two.md")
    commit(tmp_path)
    (tmp_path / "deep").mkdir()
    git(tmp_path, "mv", "Two.md", "deep/Three.md")
    commit(tmp_path)
    (found,) = why(tmp_path, "n.md")
    assert (found.kind, found.paths) == ("renamed", ("deep/Three.md",))
    git(tmp_path, "mv", "deep/Three.md", "deep/Four.md")
    assert why(tmp_path, "n.md")[0].paths == ("deep/Four.md",)
    (tmp_path / "deep/Four.md").rename(tmp_path / "Fünf ü.md")
    assert why(tmp_path, "n.md")[0].paths == ("Fünf ü.md",)


def test_a_rename_with_edits_that_git_was_not_told_of(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG, "n.md": "[[One]]\n", "x.md": "x\n"})
    (tmp_path / "One.md").unlink()
    write(tmp_path, {"sub/Other.md": LONG + "And a word more.\n"})
    before = (tmp_path / ".git/index").read_bytes()
    (found,) = why(tmp_path, "n.md")
    assert (found.kind, found.paths, found.detail) == ("renamed", ("sub/Other.md",), "")
    assert (tmp_path / ".git/index").read_bytes() == before


def test_a_deleted_note(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG, "Two.md": "two\n" * 9, "n.md": "[[One]] [[Two]] [[Never]]\n"})
    git(tmp_path, "rm", "--quiet", "One.md")
    commit(tmp_path)
    git(tmp_path, "rm", "--quiet", "Two.md")
    one, two, never = why(tmp_path, "n.md")
    assert one.kind == "deleted"
    assert one.detail
    assert (two.kind, two.detail) == ("deleted", "")
    assert never.kind == "planned"


def test_relative_links_of_a_note_that_was_moved(tmp_path: Path) -> None:
    repository(tmp_path, {"a/n.md": "[x](../b/y.md)\n" + LONG, "b/y.md": "y\n"})
    (tmp_path / "c/d/e").mkdir(parents=True)
    git(tmp_path, "mv", "a/n.md", "c/d/e/n.md")
    git(tmp_path, "mv", "b", "f")
    assert why(tmp_path, "c/d/e/n.md")[0].paths == ("f/y.md",)


def test_a_vault_below_the_top_of_the_repository(tmp_path: Path) -> None:
    repository(tmp_path, {"vault/One.md": LONG, "vault/n.md": "[[One]]\n", "One.md": "other\n"})
    git(tmp_path, "mv", "vault/One.md", "vault/Two.md")
    (found,) = why(tmp_path / "vault", "n.md")
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
    assert why(tmp_path, "n.md")[0].kind == "planned"
    git(tmp_path, "add", "n.md")
    assert staged_changes(tmp_path).changed == {"n.md"}


def test_staged_and_changed_files(tmp_path: Path) -> None:
    repository(tmp_path, {"a.md": LONG, "b.md": "b\n", "c d.md": "c\n", ".gitignore": "*.log\n"})
    git(tmp_path, "mv", "a.md", 'ä "q".md')
    git(tmp_path, "rm", "--quiet", "b.md")
    write(tmp_path, {"c d.md": "staged\n", "x.log": "", "new.md": "new\n"})
    git(tmp_path, "add", "c d.md")
    write(tmp_path, {"c d.md": "not staged\n"})
    staged = staged_changes(tmp_path)
    assert staged == ({"c d.md", 'ä "q".md'}, {"a.md", "b.md"}, {"a.md": 'ä "q".md'})
    assert read_staged(tmp_path, ["c d.md", "gone.md", 'ä "q".md']) == {
        "c d.md": b"staged\n",
        'ä "q".md': LONG.encode(),
    }
    assert set(staged_files(tmp_path)) == {".gitignore", "c d.md", 'ä "q".md'}
    assert ignored_files(tmp_path) == ["x.log"]
    assert changes_since(tmp_path, "HEAD").changed == {"c d.md", 'ä "q".md', "new.md"}
    assert read_staged(tmp_path, []) == {}


def test_a_revision_that_is_not_there(tmp_path: Path) -> None:
    repository(tmp_path, {"a.md": "a\n"})
    with pytest.raises(Failure, match="no such commit"):
        changes_since(tmp_path, "--upload-pack=evil")


def test_git_is_asked_once_for_all_states_of_a_vault(tmp_path: Path) -> None:
    repository(tmp_path, {"One.md": LONG, "n.md": "[[One]]\n"})
    git(tmp_path, "mv", "One.md", "Two.md")
    files = ["Two.md", "n.md"]
    first = Vault(tmp_path, VaultSettings(), files, lambda path: None)
    assert first.git is not None
    assert first.git.successor("One.md", first.index) == "Two.md"
    write(tmp_path, {"Two.md": "all new\n"})  # by itself this would be no rename any more
    then = Vault(tmp_path, VaultSettings(), files, lambda path: None, like=first)
    assert then.git is not None
    assert then.git.successor("One.md", then.index) == "Two.md"
    assert then.index is first.index
    other = Vault(tmp_path, VaultSettings(), ["Three.md"], lambda path: None, like=first)
    assert (other.git, list(other.index)) == (first.git, ["Three.md"])
