"""Ctrl-C while files are swapped: the batch is finished first, and nothing temporary stays."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from vaultlint.storage.interrupts import interrupts_delayed
from vaultlint.storage.journal import Journal
from vaultlint.storage.paths import is_temporary
from vaultlint.storage.transaction import BATCH, FileEdit, Transaction, write
from vaultlint.storage.undo import undo


def test_a_signal_takes_effect_after_the_block() -> None:
    done = []

    def interrupted() -> None:
        with interrupts_delayed():
            signal.raise_signal(signal.SIGINT)
            done.append(True)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with interrupts_delayed():
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("call", range(1, 12))
def test_an_interruption_leaves_whole_batches_and_no_leftovers(
    vault: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    paths = [vault / f"{number}.md" for number in range(BATCH + 5)]
    for path in paths:
        path.write_bytes(b"old")
    calls = 0
    real = os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == call * 6:
            signal.raise_signal(signal.SIGINT)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    transactions = [Transaction((FileEdit(path, b"old", b"new"),)) for path in paths]
    with pytest.raises(KeyboardInterrupt), Journal.open(vault).begin(["fix"]) as run:
        write(transactions, run)
    assert not [path for path in vault.iterdir() if is_temporary(path.name)]
    assert {path.read_bytes() for path in paths[:BATCH]} == {b"new"}
    journal = Journal.open(vault)
    assert (
        undo(
            journal,
        ).refused
        == []
    )
    assert {path.read_bytes() for path in paths} == {b"old"}


def test_a_note_that_holds_the_wanted_text_already_is_done(vault: Path) -> None:
    for name in ("done.md", "open.md"):
        (vault / name).write_bytes(b"old")
    (vault / "done.md").write_bytes(b"new")
    edits = [FileEdit(vault / name, b"old", b"new") for name in ("done.md", "open.md")]
    with Journal.open(vault).begin(["fix"]) as run:
        answers = write([Transaction((edit,)) for edit in edits], run)
    assert answers == [None, None]
    (info,) = Journal.open(vault).runs()
    assert list(info.notes) == ["open.md"]


def test_an_undo_that_is_interrupted_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTLINT_STATE_DIR", str(tmp_path / "state"))
    root = tmp_path / "vault"
    root.mkdir()
    journal = Journal.open(root)
    notes = [root / f"{number}.md" for number in range(3)]
    for note in notes:
        note.write_bytes(b"old")
    with journal.begin(["fix"]) as run:
        assert write([Transaction((FileEdit(note, b"old", b"new"),)) for note in notes], run) == [None] * 3
    fixed = journal.runs()[0].id

    def interrupted() -> None:
        with journal.begin(["undo"], undoes=fixed) as run:
            write([Transaction((FileEdit(notes[0], b"new", b"old"),))], run)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not journal.runs()[0].is_undone
    with journal.begin(["undo"], undoes=fixed) as run:
        write([Transaction((FileEdit(note, b"new", b"old"),)) for note in notes[1:]], run)
    assert journal.runs()[0].is_undone
