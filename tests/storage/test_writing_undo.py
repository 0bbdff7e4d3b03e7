"""The journal and undo: bytes come back exactly, and nothing that changed since is touched."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultlint.errors import Failure
from vaultlint.storage.journal import Bounds, Journal, _next_id
from vaultlint.storage.transaction import FileEdit, Rename, Transaction, write
from vaultlint.storage.undo import undo


def apply(vault: Path, *transactions: Transaction, bounds: Bounds | None = None) -> None:
    with Journal.open(vault, bounds).begin(["fix", "--select", "ALL"]) as run:
        assert write(transactions, run) == [None] * len(transactions)


def edit(path: Path, after: bytes | None, *rules: str) -> Transaction:
    return Transaction((FileEdit(path, path.read_bytes() if path.exists() else None, after, rules),))


def tree(vault: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(vault).as_posix(): path.read_bytes() if path.is_file() else None for path in vault.rglob("*")
    }


def files(vault: Path) -> dict[str, bytes]:
    return {name: content for name, content in tree(vault).items() if content is not None}


def test_undo_and_redo(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old\r\n")
    apply(vault, edit(note, b"new", "mojibake"))
    report = undo(
        Journal.open(vault),
    )
    assert (report.restored, report.refused, report.unchanged) == (["n.md"], [], [])
    assert note.read_bytes() == b"old\r\n"
    again = undo(
        Journal.open(vault),
    )
    assert again.run == report.undo_run
    assert note.read_bytes() == b"new"
    first, second, third = Journal.open(vault).runs()
    assert first.id < second.id < third.id
    assert (first.undone_by, second.undoes, second.undone_by) == (None, first.id, third.id)
    assert first.command == ("fix", "--select", "ALL")
    assert first.notes == {"n.md": ("mojibake",)} == second.notes
    assert first.is_complete


def test_a_dry_run_writes_nothing(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    apply(vault, edit(note, b"new"))
    assert undo(Journal.open(vault), dry_run=True).restored == ["n.md"]
    assert note.read_bytes() == b"new"
    assert len(Journal.open(vault).runs()) == 1


def test_what_changed_since_is_refused_and_the_rest_restored(vault: Path) -> None:
    for name in "abc":
        (vault / name).write_bytes(b"old " + name.encode())
    apply(vault, *(edit(vault / name, b"new") for name in "abc"))
    (vault / "b").write_bytes(b"mine")
    (vault / "c").unlink()
    report = undo(
        Journal.open(vault),
    )
    assert report.restored == ["a"]
    assert report.refused == [("b", "it changed since"), ("c", "it was deleted since")]
    assert tree(vault) == {"a": b"old a", "b": b"mine"}
    run = Journal.open(vault).runs()[0].id
    forced = undo(Journal.open(vault), run, force=True)
    assert (forced.restored, forced.unchanged) == (["b", "c"], ["a"])
    assert tree(vault) == {"a": b"old a", "b": b"old b", "c": b"old c"}
    undo(
        Journal.open(vault),
    )
    assert tree(vault) == {"a": b"old a", "b": b"mine"}


def test_some_notes_or_some_rules(vault: Path) -> None:
    for name in ("a.md", "b.md", "sub"):
        (vault / name).mkdir() if name == "sub" else (vault / name).write_bytes(b"old")
    (vault / "sub" / "c.md").write_bytes(b"old")
    apply(
        vault,
        edit(vault / "a.md", b"new", "one"),
        edit(vault / "b.md", b"new", "one", "two"),
        edit(vault / "sub" / "c.md", b"new", "two"),
    )
    run = Journal.open(vault).runs()[0].id
    assert undo(Journal.open(vault), run, only_notes=["sub"]).restored == ["sub/c.md"]
    report = undo(Journal.open(vault), run, only_rules=["one"])
    assert report.restored == ["a.md"]
    assert [name for name, _ in report.refused] == ["b.md"]
    assert "two changed it" in report.refused[0][1]
    assert (vault / "b.md").read_bytes() == b"new"


def test_a_rename_and_its_links(vault: Path) -> None:
    (vault / "a.md").write_bytes(b"self [[a]]")
    (vault / "c.md").write_bytes(b"[[a]]")
    before = tree(vault)
    edits = FileEdit(vault / "a.md", b"self [[a]]", b"self [[b]]"), FileEdit(vault / "c.md", b"[[a]]", b"[[b]]")
    apply(vault, Transaction(edits, (Rename(vault / "a.md", vault / "new" / "b.md"),)))
    after = tree(vault)
    report = undo(
        Journal.open(vault),
    )
    assert report.renamed == [("new/b.md", "a.md")]
    assert report.restored == ["a.md", "c.md"]
    assert tree(vault) == before  # the folder that was made for it is gone
    undo(
        Journal.open(vault),
    )
    assert tree(vault) == after
    # One changed note keeps the whole rename, one that is in the way as well.
    (vault / "c.md").write_bytes(b"mine")
    report = undo(Journal.open(vault), Journal.open(vault).runs()[0].id)
    assert report.restored == report.renamed == []
    assert {name for name, _ in report.refused} == {"c.md", "new/b.md"}
    (vault / "a.md").write_bytes(b"another")
    report = undo(Journal.open(vault), Journal.open(vault).runs()[0].id, force=True)
    assert any("something else is at a.md" in reason for _, reason in report.refused)
    (vault / "a.md").unlink()
    assert undo(Journal.open(vault), Journal.open(vault).runs()[0].id, only_notes=["c.md"]).restored == []
    assert undo(Journal.open(vault), Journal.open(vault).runs()[0].id, force=True).refused == []
    assert tree(vault) == before


def test_renames_one_after_another(vault: Path) -> None:
    (vault / "f").mkdir()
    (vault / "f" / "a.md").write_bytes(b"1")
    before = tree(vault)
    apply(
        vault,
        edit(vault / "f" / "a.md", b"2"),
        Transaction((), (Rename(vault / "f", vault / "g"), Rename(vault / "g" / "a.md", vault / "f.md"))),
        Transaction((FileEdit(vault / "f.md", b"2", b"3"),), (Rename(vault / "f.md", vault / "g" / "a.md"),)),
        Transaction((), (Rename(vault / "g", vault / "f"),)),
    )
    assert tree(vault) == {"f": None, "f/a.md": b"3"}
    report = undo(
        Journal.open(vault),
    )
    assert report.refused == []
    assert tree(vault) == before


def test_files_made_and_removed(vault: Path) -> None:
    (vault / "a.md").write_bytes(b"a")
    before = tree(vault)
    apply(vault, edit(vault / "a.md", None), edit(vault / "x" / "y" / "b.md", b"b"))
    undo(
        Journal.open(vault),
    )
    assert tree(vault) == before
    undo(
        Journal.open(vault),
    )
    assert tree(vault) == {"x": None, "x/y": None, "x/y/b.md": b"b"}


def test_names_that_are_no_utf8(vault: Path) -> None:
    path = vault / os.fsdecode(b"caf\xe9.md")
    try:
        path.write_bytes(b"old")
    except OSError:
        pytest.skip("the file system wants UTF-8")
    apply(vault, edit(path, b"new"))
    assert (
        undo(
            Journal.open(vault),
        ).refused
        == []
    )
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_torn_journal_is_no_crash(vault: Path, state: Path, cut: int) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    apply(vault, edit(note, b"new"))
    (file,) = state.glob("journal/*/*.run")
    whole = file.read_bytes()
    file.write_bytes(whole[: max(0, len(whole) - cut)])
    journal = Journal.open(vault)
    runs = journal.runs()
    assert cut == 0 or journal.notices or not runs
    if runs:
        assert (
            undo(
                journal,
            ).refused
            == []
        )
        assert note.read_bytes() == b"old"
    else:
        with pytest.raises(Failure):
            undo(
                journal,
            )
        apply(vault, edit(note, b"newer"))
        assert undo(
            Journal.open(vault),
        ).restored == ["n.md"]


@settings(max_examples=150)
@given(st.data())
def test_any_damage_to_a_journal_is_no_crash(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        vault, state = Path(folder) / "vault", Path(folder) / "state"
        patch.setenv("VAULTLINT_STATE_DIR", str(state))
        vault.mkdir()
        (vault / "n.md").write_bytes(b"old")
        apply(vault, edit(vault / "n.md", b"new"))
        (file,) = state.glob("journal/*/*.run")
        damaged = bytearray(file.read_bytes())
        start = data.draw(st.integers(0, len(damaged)))
        damaged[start : start + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
        file.write_bytes(damaged)
        journal = Journal.open(vault)
        if journal.runs():
            undo(
                journal,
            )
        assert (vault / "n.md").read_bytes() in (b"old", b"new")


def test_the_oldest_runs_are_dropped_first_and_the_last_never(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(os.urandom(4000))
    for _ in range(5):
        apply(vault, edit(note, os.urandom(4000)), bounds=Bounds(size=10_000))
    runs = Journal.open(vault).runs()
    assert len(runs) == 2
    apply(vault, edit(note, b"new"), bounds=Bounds(size=1))
    assert [run.id > runs[-1].id for run in Journal.open(vault).runs()] == [True]
    assert undo(
        Journal.open(vault, Bounds(size=1)),
    ).restored == ["n.md"]


def test_runs_by_age(vault: Path, state: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"0")
    apply(vault, edit(note, b"1"))
    (file,) = state.glob("journal/*/*.run")
    file.rename(file.with_name("20200101-000000-aa.run"))
    apply(vault, edit(note, b"2"))
    assert len(Journal.open(vault).runs()) == 1


def test_ids_only_grow() -> None:
    from datetime import datetime

    now = datetime(2026, 11, 21, 14, 22, 33)
    assert _next_id("", now) == "20261121-142233-aa"
    assert _next_id("20261121-142233-aa", now) == "20261121-142233-ab"
    assert _next_id("20261121-142233-zz", now) == "20261121-142234-aa"
    assert _next_id("20261121-152233-az", now) > "20261121-152233-az"  # the clock was set back


def test_a_text_is_kept_once_and_packed(vault: Path, state: Path) -> None:
    for number in range(50):
        (vault / f"{number}.md").write_bytes(b"the same text " * 1000)
    apply(vault, *(edit(vault / f"{number}.md", b"new") for number in range(50)))
    (file,) = state.glob("journal/*/*.run")
    assert file.stat().st_size < 14_000
    assert (
        undo(
            Journal.open(vault),
        ).refused
        == []
    )
    assert {path.read_bytes() for path in vault.iterdir()} == {b"the same text " * 1000}


@pytest.mark.skipif(os.name == "nt", reason="modes are a matter of POSIX")
def test_the_journal_is_for_its_owner_alone(vault: Path, state: Path) -> None:
    (vault / "n.md").write_bytes(b"old")
    apply(vault, edit(vault / "n.md", b"new"))
    (file,) = state.glob("journal/*/*.run")
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_an_unknown_run_names_those_there_are(vault: Path) -> None:
    with pytest.raises(Failure, match="nothing here"):
        undo(
            Journal.open(vault),
        )
    (vault / "n.md").write_bytes(b"old")
    apply(vault, edit(vault / "n.md", b"new"))
    run = Journal.open(vault).runs()[0].id
    with pytest.raises(Failure, match=run):
        undo(Journal.open(vault), "19990101")
    assert undo(Journal.open(vault), run[:8]).run == run


NAMES = st.sampled_from(["a.md", "b.md", "f/a.md", "f/b.md", "g/h/c.md", "g/d.md"])
CONTENTS = st.binary(max_size=40)


@st.composite
def transactions(draw: st.DrawFn, vault: Path) -> list[Transaction]:
    """Edits, files made and removed, and renames that fit the vault as it will be when they are carried out."""
    present = {name: content for name, content in tree(vault).items() if content is not None}
    result: list[Transaction] = []
    for _ in range(draw(st.integers(0, 5))):
        edits: list[FileEdit] = []
        for name in draw(st.lists(NAMES, max_size=3, unique=True)):
            after = draw(st.one_of(st.none(), CONTENTS))
            edits.append(FileEdit(vault / name, present.get(name), after, (draw(st.sampled_from("xyz")),)))
            if after is None:
                present.pop(name, None)
            else:
                present[name] = after
        renames: tuple[Rename, ...] = ()
        free = [name for name in ("a.md", "b.md", "f/a.md", "g/h/c.md", "g/d.md", "n/e.md") if name not in present]
        passing = {edit.path for edit in edits if edit.before is None or edit.after is None}
        movable = [name for name in sorted(present) if vault / name not in passing]
        free = [name for name in free if vault / name not in passing]
        if movable and free and draw(st.booleans()):
            old, new = draw(st.sampled_from(movable)), draw(st.sampled_from(free))
            present[new] = present.pop(old)
            renames = (Rename(vault / old, vault / new),)
        result.append(Transaction(tuple(edits), renames))
    return result


@settings(max_examples=200)
@given(st.dictionaries(NAMES, CONTENTS, max_size=5), st.data())
def test_undo_gives_any_vault_back(notes: dict[str, bytes], data: st.DataObject) -> None:
    folder = Path(tempfile.mkdtemp()).resolve()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VAULTLINT_STATE_DIR", str(folder / "state"))
            vault = folder / "vault"
            vault.mkdir()
            for name, content in notes.items():
                (vault / name).parent.mkdir(parents=True, exist_ok=True)
                (vault / name).write_bytes(content)
            states = [tree(vault)]
            for _ in range(data.draw(st.integers(1, 2))):
                apply(vault, *data.draw(transactions(vault)))
                states.append(tree(vault))
            ids = [run.id for run in Journal.open(vault).runs()]
            for run in reversed(ids):
                assert undo(Journal.open(vault), run).refused == []
            assert tree(vault) == states[0]
            for run in reversed([run.id for run in Journal.open(vault).runs()][len(ids) :]):
                assert undo(Journal.open(vault), run).refused == []
            # A folder that was made for a file which the same run removed again is not made once more.
            assert files(vault) == {name: content for name, content in states[-1].items() if content is not None}
    finally:
        shutil.rmtree(folder)
