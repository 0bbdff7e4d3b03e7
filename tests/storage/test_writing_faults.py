"""Kills, full disks, lost permissions, other programs: nothing may be lost in any of them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from vaultlint.errors import Failure
from vaultlint.storage.atomic import replace_bytes
from vaultlint.storage.errors import WriteRefused
from vaultlint.storage.journal import Journal
from vaultlint.storage.run_state import to_redo, to_undo
from vaultlint.storage.transaction import FileEdit, Rename, Transaction, write
from vaultlint.storage.undo import undo

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork and signals")

SCRIPT = Path(__file__).with_name("faults.py")
NOBODY = 65534


def refusals(vault: Path, *transactions: Transaction) -> list[str | None]:
    """The reasons why transactions were refused, None for those that were not."""
    with Journal.open(vault).begin(["fix"]) as run:
        return [None if answer is None else answer.reason for answer in write(transactions, run)]


def edit(path: Path, after: bytes) -> FileEdit:
    return FileEdit(path, path.read_bytes(), after)


def in_child(work: Callable[[], object]) -> str:
    """What `work` returns in another process, as `repr`; its traceback if it fails."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            answer = repr(work())
        except BaseException:
            answer = traceback.format_exc()
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read().decode()
    os.waitpid(child, 0)
    return answer


def temporary_files(folder: Path) -> list[Path]:
    return list(folder.rglob(".vaultlint-*"))


@pytest.mark.parametrize("options", [["--runs", "40"], ["--each-step", "--generations", "2", "--stride", "19"]])
def test_killed_at_any_moment(options: list[str]) -> None:
    # In memory where that is possible: a kill asks nothing of the disk, and the test is over sooner.
    memory = Path("/dev/shm")
    folder = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    done = subprocess.run([sys.executable, SCRIPT, "--folder", folder, *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("renames", range(5))
def test_a_killed_undo_is_run_again(vault: Path, renames: int) -> None:
    old = {f"{name}.md": f"old {name}".encode() for name in "abc"}
    for name, content in old.items():
        (vault / name).write_bytes(content)
    transactions = [Transaction((edit(vault / name, b"new"),)) for name in old]
    assert refusals(vault, *transactions) == [None, None, None]
    child = os.fork()
    if not child:
        kill_after(renames)
        undo(Journal.open(vault))
        os._exit(0)
    os.waitpid(child, 0)
    again = to_undo(Journal.open(vault).runs(), lambda run: True)
    if again is not None:
        undo(Journal.open(vault), again.id)
    assert {name: (vault / name).read_bytes() for name in old} == old
    for _ in range(2):  # what the killed undo and the second one reverted
        if (back := to_redo(Journal.open(vault).runs())) is not None:
            undo(Journal.open(vault), back.id)
    assert {(vault / name).read_bytes() for name in old} == {b"new"}


def kill_after(renames: int) -> None:
    """Kill this process before it renames a file once more than this often."""
    left = renames

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event == "os.rename":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def test_a_limit_on_file_size(vault: Path) -> None:
    import resource

    (vault / "a.md").write_bytes(b"small")
    (vault / "b.md").write_bytes(b"large")

    def work() -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        both = Transaction((edit(vault / "a.md", b"A"), edit(vault / "b.md", b"B" * 5000)))
        return refusals(vault, both, Transaction((edit(vault / "a.md", b"fits"),)))

    assert in_child(work) == "['the file is larger than the system allows', None]"
    assert (vault / "a.md").read_bytes() == b"fits"
    assert (vault / "b.md").read_bytes() == b"large"
    assert temporary_files(vault) == []


def test_a_journal_that_outgrows_the_limit(vault: Path, state: Path) -> None:
    import resource

    texts = [random.Random(number).randbytes(1500) for number in range(4)]
    for number, text in enumerate(texts):
        (vault / f"{number}.md").write_bytes(text)

    def work() -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        return refusals(vault, *(Transaction((edit(vault / f"{number}.md", b"new"),)) for number in range(4)))

    answer = in_child(work)
    assert answer.startswith("[None, None, ")
    assert answer.count("the journal for undo cannot be written") == 2
    assert [(vault / f"{number}.md").read_bytes() for number in range(4)] == [b"new", b"new", *texts[2:]]
    assert (
        undo(
            Journal.open(vault),
        ).refused
        == []
    )
    assert [(vault / f"{number}.md").read_bytes() for number in range(4)] == texts


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system can be mounted here")
    try:
        yield folder.resolve()
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as vault:
        texts = {vault / f"{number}.md": random.Random(number).randbytes(60_000) for number in range(12)}
        for path, text in texts.items():
            path.write_bytes(text)
        link = vault / "link.md"
        link.write_bytes(b"[[0]]")
        before = {**texts, link: b"[[0]]"}
        # Each in its own transaction: as many as fit, the rest refused. Together: none.
        together = Transaction(tuple(edit(path, text[::-1]) for path, text in texts.items()))
        assert refusals(vault, together) == ["the disk is full"]
        assert {path: path.read_bytes() for path in before} == before
        answers = refusals(vault, *(Transaction((edit(path, text[::-1]),)) for path, text in texts.items()))
        assert None in answers
        assert "the disk is full" in answers
        for (path, text), answer in zip(texts.items(), answers, strict=True):
            assert path.read_bytes() == (text if answer else text[::-1])
        assert temporary_files(vault) == []
        # To the last byte: a transaction that fails in its rename is reverted on a disk without a free byte.
        transaction = Transaction(
            (edit(link, b"[[1]]"),), (Rename(vault / "0.md", vault / "x.md"), Rename(link, vault / "1.md"))
        )
        with (vault / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while filler.write(b"x" * 4096):
                pass
        with (vault / "filler").open("r+b") as filler:
            filler.truncate((vault / "filler").stat().st_size - 4096)
        (reason,) = refusals(vault, transaction)
        assert reason is not None
        assert link.read_bytes() == b"[[0]]"
        assert not (vault / "x.md").exists()
        (vault / "filler").unlink()
        assert (
            undo(
                Journal.open(vault),
            ).refused
            == []
        )
        assert {path: path.read_bytes() for path in before} == before


def test_a_full_disk_for_the_journal(vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(tmp_path / "disk") as disk:
        monkeypatch.setenv("VAULTLINT_STATE_DIR", str(disk))
        texts = {vault / f"{number}.md": random.Random(number).randbytes(90_000) for number in range(15)}
        for path, text in texts.items():
            path.write_bytes(text)
        answers = refusals(vault, *(Transaction((edit(path, b"new"),)) for path in texts))
        assert {answer is None for answer in answers} == {True, False}
        for (path, text), answer in zip(texts.items(), answers, strict=True):
            assert path.read_bytes() == (text if answer else b"new")
        assert (
            undo(
                Journal.open(vault),
            ).refused
            == []
        )
        assert {path: path.read_bytes() for path in texts} == texts


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder).resolve()


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only the superuser can become somebody else")
def test_lost_permissions(open_folder: Path) -> None:
    vault = open_folder / "vault"
    (vault / "closed").mkdir(parents=True)
    for path in (vault / "mine.md", vault / "theirs.md", vault / "read-only.md", vault / "closed" / "n.md"):
        path.write_bytes(b"old")
        path.chmod(0o644)
        if path.name != "theirs.md":
            os.chown(path, NOBODY, NOBODY)
    (vault / "read-only.md").chmod(0o444)
    vault.chmod(0o777)

    def work() -> object:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.environ["VAULTLINT_STATE_DIR"] = str(open_folder / "state")
        answers = refusals(vault, *(Transaction((edit(p, b"new"),)) for p in sorted(vault.rglob("*.md"))))
        renamed = Transaction(
            (edit(vault / "mine.md", b"newer"),), (Rename(vault / "closed" / "n.md", vault / "n.md"),)
        )
        return answers + refusals(vault, renamed)

    denied = "permission denied"
    assert in_child(work) == repr([denied, None, "the file is read-only", "the file is read-only", denied])
    assert (vault / "mine.md").read_bytes() == b"new"
    for path in (vault / "theirs.md", vault / "read-only.md", vault / "closed" / "n.md"):
        assert path.read_bytes() == b"old"
    assert temporary_files(vault) == []


def test_a_state_folder_that_cannot_be_written(open_folder: Path, vault: Path) -> None:
    (vault / "a.md").write_bytes(b"old")
    os.environ["VAULTLINT_STATE_DIR"] = "/proc/nowhere" if sys.platform == "linux" else "/nowhere"
    with pytest.raises(Failure, match="VAULTLINT_STATE_DIR"):
        refusals(vault, Transaction((edit(vault / "a.md", b"new"),)))
    assert (vault / "a.md").read_bytes() == b"old"


@contextmanager
def immutable(path: Path) -> Iterator[None]:
    try:
        subprocess.run(["chattr", "+i", path], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no immutable files here")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", path], check=True)


@pytest.mark.parametrize("what", ["note", "folder"])
def test_immutable_even_to_the_superuser(vault: Path, what: str) -> None:
    (vault / "sub").mkdir()
    note, other = vault / "sub" / "n.md", vault / "other.md"
    note.write_bytes(b"old")
    other.write_bytes(b"old")
    with immutable(note if what == "note" else note.parent):
        both = Transaction((edit(other, b"new"), edit(note, b"new")))
        assert refusals(vault, both)[0] in ("permission denied", "the file is read-only")
        assert (other.read_bytes(), note.read_bytes()) == (b"old", b"old")
    assert temporary_files(vault) == []


def test_an_editor_that_writes_at_the_same_time(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"")
    child = os.fork()
    if not child:
        chance = random.Random(1)
        for number in range(150):
            with note.open("ab") as editor:
                editor.write(b"editor %d\n" % number)
            time.sleep(chance.choice((0, 0.001, 0.03)))
        os._exit(0)
    written: list[int] = []
    number = 0
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        number += 1
        text = note.read_bytes()
        if refusals(vault, Transaction((FileEdit(note, text, text + b"vaultlint %d\n" % number),))) == [None]:
            written.append(number)
    lines = note.read_bytes().splitlines()
    assert [line for line in lines if line.startswith(b"editor")] == [b"editor %d" % each for each in range(150)]
    assert [line for line in lines if line.startswith(b"vault")] == [b"vaultlint %d" % each for each in written]
    assert written
    assert temporary_files(vault) == []


def test_two_writers_lose_nothing(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"")

    def work() -> None:
        for _ in range(40):
            with Journal.open(vault).begin(["fix"]) as run:
                assert write([Transaction((edit(note, note.read_bytes() + b"x"),))], run) == [None]

    children = []
    for _ in range(3):
        if not (child := os.fork()):
            try:
                work()
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert note.read_bytes() == b"x" * 120
    runs = Journal.open(vault).runs()
    assert len({run.id for run in runs}) == 120
    assert all(run.is_complete for run in runs)


def test_a_writer_that_was_killed_frees_the_lock(vault: Path) -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        Journal.open(vault).begin(["fix"])
        os.write(writer, b"!")
        time.sleep(60)
        os._exit(0)
    os.read(reader, 1)
    with pytest.raises(Failure, match="another vaultlint"):
        Journal.open(vault).begin(["fix"], timeout=0)
    os.kill(child, 9)
    os.waitpid(child, 0)
    Journal.open(vault).begin(["fix"], timeout=5).commit()


def test_an_interruption_from_the_keyboard_takes_all_back(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [vault / f"{number}.md" for number in range(5)]
    for path in paths:
        path.write_bytes(b"old")
    calls = 0
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        done = real(self, target)
        if calls == 3:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        refusals(vault, *(Transaction((edit(path, b"new"),)) for path in paths))
    assert {path.read_bytes() for path in paths} == {b"old"}
    assert temporary_files(vault) == []
    assert Journal.open(vault).runs() == []


def test_a_single_file_on_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as vault:
        (vault / "n.md").write_bytes(b"o" * 700_000)
        with pytest.raises(WriteRefused, match="the disk is full"):
            replace_bytes(vault / "n.md", b"n" * 700_000, expected=b"o" * 700_000, vault_root=vault)
        assert (vault / "n.md").read_bytes() == b"o" * 700_000
        assert temporary_files(vault) == []
