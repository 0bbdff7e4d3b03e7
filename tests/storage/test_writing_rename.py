"""Renaming never overwrites."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaultlint.storage import rename as module
from vaultlint.storage.errors import WriteRefused
from vaultlint.storage.rename import move_exclusively, rename


def test_a_file_and_a_folder(vault: Path) -> None:
    (vault / "a.md").write_bytes(b"text")
    rename(vault / "a.md", vault / "new" / "folder" / "b.md", vault)
    assert (vault / "new" / "folder" / "b.md").read_bytes() == b"text"
    rename(vault / "new", vault / "other", vault)
    assert (vault / "other" / "folder" / "b.md").read_bytes() == b"text"
    assert not (vault / "new").exists()


@pytest.mark.parametrize("occupant", ["file", "folder", "dangling link"])
def test_nothing_is_overwritten(vault: Path, occupant: str) -> None:
    (vault / "a.md").write_bytes(b"a")
    other = vault / "b.md"
    if occupant == "file":
        other.write_bytes(b"b")
    elif occupant == "folder":
        other.mkdir()
    else:
        other.symlink_to("nowhere")
    with pytest.raises(WriteRefused, match="already there"):
        rename(vault / "a.md", other, vault)
    assert (vault / "a.md").read_bytes() == b"a"
    with pytest.raises(FileExistsError):
        move_exclusively(vault / "a.md", other)
    assert (vault / "a.md").read_bytes() == b"a"


def test_an_empty_folder_is_not_overwritten_by_a_folder(vault: Path) -> None:
    (vault / "a").mkdir()
    (vault / "b").mkdir()
    with pytest.raises(FileExistsError):
        move_exclusively(vault / "a", vault / "b")


def test_without_help_of_the_system(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_rename_without_replacing", lambda old, new: False)
    (vault / "a.md").write_bytes(b"a")
    (vault / "b.md").write_bytes(b"b")
    with pytest.raises(FileExistsError):
        move_exclusively(vault / "a.md", vault / "b.md")
    move_exclusively(vault / "a.md", vault / "c.md")
    assert (vault / "c.md").read_bytes() == b"a"


def test_case_alone(vault: Path) -> None:
    (vault / "note.md").write_bytes(b"text")
    rename(vault / "note.md", vault / "Note.md", vault)
    assert [path.name for path in vault.iterdir()] == ["Note.md"]


def test_two_names_of_one_file_stay_two(vault: Path) -> None:
    (vault / "note.md").write_bytes(b"text")
    (vault / "other.md").hardlink_to(vault / "note.md")
    with pytest.raises(WriteRefused, match="already there"):
        rename(vault / "note.md", vault / "other.md", vault)
    assert len(list(vault.iterdir())) == 2


def test_out_of_the_vault_and_into_itself(vault: Path, tmp_path: Path) -> None:
    (vault / "a").mkdir()
    for new in (tmp_path / "a", vault / ".." / "a", vault / "a" / "b"):
        with pytest.raises(WriteRefused):
            rename(vault / "a", new, vault)
    with pytest.raises(WriteRefused, match="no longer there"):
        rename(vault / "missing", vault / "b", vault)
    assert [path.name for path in vault.iterdir()] == ["a"]


def test_a_link_is_renamed_itself(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_bytes(b"text")
    (vault / "link.md").symlink_to(tmp_path / "outside.md")
    rename(vault / "link.md", vault / "new.md", vault)
    assert (vault / "new.md").is_symlink()
    assert (tmp_path / "outside.md").read_bytes() == b"text"
