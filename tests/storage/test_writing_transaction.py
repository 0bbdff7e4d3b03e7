"""Several files: all or none, and many transactions side by side."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vaultlint.errors import Failure
from vaultlint.storage.errors import WriteRefused
from vaultlint.storage.journal import Journal
from vaultlint.storage.transaction import FileEdit, Rename, Transaction, write
from vaultlint.storage.undo import undo


def carry_out(vault: Path, *transactions: Transaction) -> list[WriteRefused | None]:
    with Journal.open(vault).begin(["fix"]) as run:
        return write(transactions, run)


def files(vault: Path) -> dict[str, bytes]:
    return {path.relative_to(vault).as_posix(): path.read_bytes() for path in vault.rglob("*") if path.is_file()}


def make(vault: Path, **notes: bytes) -> None:
    for name, content in notes.items():
        (vault / f"{name}.md").write_bytes(content)


def test_edits_and_a_rename_together(vault: Path) -> None:
    make(vault, a=b"[[b]]", b=b"text")
    edits = FileEdit(vault / "a.md", b"[[b]]", b"[[c]]"), FileEdit(vault / "b.md", b"text", b"more")
    assert carry_out(vault, Transaction(edits, (Rename(vault / "b.md", vault / "c.md"),))) == [None]
    assert files(vault) == {"a.md": b"[[c]]", "c.md": b"more"}


def test_one_changed_note_stops_its_transaction_only(vault: Path) -> None:
    make(vault, a=b"a", b=b"edited", c=b"c")
    both = Transaction((FileEdit(vault / "a.md", b"a", b"A"), FileEdit(vault / "b.md", b"b", b"B")))
    answers = carry_out(vault, both, Transaction((FileEdit(vault / "c.md", b"c", b"C"),)))
    assert answers[0] is not None
    assert answers[0].path == vault / "b.md"
    assert answers[1] is None
    assert files(vault) == {"a.md": b"a", "b.md": b"edited", "c.md": b"C"}
    (run,) = Journal.open(vault).runs()
    assert list(run.notes) == ["c.md"]


def test_a_rename_that_fails_takes_the_edits_back(vault: Path) -> None:
    make(vault, a=b"a", b=b"b", c=b"c", d=b"d")
    inode = (vault / "a.md").stat().st_ino
    renames = Rename(vault / "b.md", vault / "sub" / "x.md"), Rename(vault / "c.md", vault / "d.md")
    answers = carry_out(vault, Transaction((FileEdit(vault / "a.md", b"a", b"A"),), renames))
    assert answers[0] is not None
    assert "already there" in answers[0].reason
    assert files(vault) == {"a.md": b"a", "b.md": b"b", "c.md": b"c", "d.md": b"d"}
    assert not (vault / "sub").exists()
    assert (vault / "a.md").stat().st_ino == inode  # the very file, not a copy
    assert Journal.open(vault).runs() == []


def test_old_files_are_written_anew_where_there_are_no_hard_links(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", unable)
    make(vault, a=b"a", b=b"edited")
    (vault / "a.md").chmod(0o640)
    edits = FileEdit(vault / "a.md", b"a", b"A"), FileEdit(vault / "b.md", b"b", b"B")
    assert carry_out(vault, Transaction(edits))[0] is not None
    assert files(vault) == {"a.md": b"a", "b.md": b"edited"}
    assert (vault / "a.md").stat().st_mode & 0o777 == 0o640


def test_files_in_a_renamed_folder(vault: Path) -> None:
    (vault / "old").mkdir()
    (vault / "old" / "a.md").write_bytes(b"a")
    edit = FileEdit(vault / "old" / "a.md", b"a", b"A")
    assert carry_out(vault, Transaction((edit,), (Rename(vault / "old", vault / "new"),))) == [None]
    assert files(vault) == {"new/a.md": b"A"}


def test_files_are_made_and_removed(vault: Path) -> None:
    make(vault, a=b"a")
    edits = FileEdit(vault / "a.md", b"a", None), FileEdit(vault / "x" / "y.md", None, b"new")
    assert carry_out(vault, Transaction(edits)) == [None]
    assert files(vault) == {"x/y.md": b"new"}
    answers = carry_out(vault, Transaction((FileEdit(vault / "x" / "y.md", None, b"other"),)))
    assert answers[0] is not None
    answers = carry_out(vault, Transaction((FileEdit(vault / "x" / "y.md", b"not this", None),)))
    assert answers[0] is not None
    assert files(vault) == {"x/y.md": b"new"}
    assert os.listdir(vault / "x") == ["y.md"]


def test_more_than_a_batch_and_one_note_twice(vault: Path) -> None:
    paths = [vault / f"{number}.md" for number in range(150)]
    for path in paths:
        path.write_bytes(b"0")
    first = [Transaction((FileEdit(path, b"0", b"1"),)) for path in paths]
    second = [Transaction((FileEdit(path, b"1", b"2"),)) for path in paths]
    assert carry_out(vault, *first, *second) == [None] * 300
    assert set(files(vault).values()) == {b"2"}
    assert (
        undo(
            Journal.open(vault),
        ).refused
        == []
    )
    assert set(files(vault).values()) == {b"0"}


def test_two_edits_of_one_file_under_two_names(vault: Path) -> None:
    make(vault, a=b"a")
    (vault / "link.md").symlink_to("a.md")
    edits = FileEdit(vault / "a.md", b"a", b"1"), FileEdit(vault / "link.md", b"a", b"2")
    assert carry_out(vault, Transaction(edits))[0] is not None
    assert (vault / "a.md").read_bytes() == b"a"


def test_nothing_is_written_that_the_journal_cannot_keep(vault: Path, state: Path) -> None:
    make(vault, a=b"a")
    state.mkdir()
    (state / "journal").write_bytes(b"in the way")
    answers = carry_out(vault, Transaction((FileEdit(vault / "a.md", b"a", b"A"),)))
    assert answers[0] is not None
    assert "VAULTLINT_STATE_DIR" in answers[0].reason
    assert files(vault) == {"a.md": b"a"}


def test_a_run_without_changes_leaves_no_trace(vault: Path) -> None:
    make(vault, a=b"a")
    assert carry_out(vault, Transaction((FileEdit(vault / "a.md", b"a", b"a"),))) == [None]
    assert Journal.open(vault).runs() == []


def test_a_second_writer_waits_and_then_gives_up(vault: Path) -> None:
    told: list[str] = []
    with (
        Journal.open(vault).begin(["fix"]),
        pytest.raises(Failure, match="another vaultlint"),
    ):
        Journal.open(vault).begin(["fix"], on_wait=told.append, timeout=0.2)
    assert len(told) == 1
    Journal.open(vault).begin(["fix"], timeout=0).commit()


def test_a_note_whose_second_name_a_killed_run_left_is_written(vault: Path) -> None:
    (vault / "real").mkdir()
    (vault / "real" / "a.md").write_bytes(b"a")
    (vault / "link.md").symlink_to("real/a.md")
    (vault / "real" / ".vaultlint-999999999-5f000000-0123abcd.tmp").hardlink_to(vault / "real" / "a.md")
    assert carry_out(vault, Transaction((FileEdit(vault / "link.md", b"a", b"A"),))) == [None]
    assert os.listdir(vault / "real") == ["a.md"]


def test_a_file_that_is_made_cannot_be_renamed_with_it(vault: Path) -> None:
    make(vault, b=b"b")
    edit = FileEdit(vault / "a.md", b"a", None)
    make(vault, a=b"a")
    answers = carry_out(vault, Transaction((edit,), (Rename(vault / "b.md", vault / "a.md"),)))
    assert answers[0] is not None
    assert files(vault) == {"a.md": b"a", "b.md": b"b"}
