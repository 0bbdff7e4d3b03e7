"""One file: what is kept, and when it is refused."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vaultlint.storage.atomic import Fingerprint, Replacement, replace_bytes
from vaultlint.storage.errors import WriteRefused
from vaultlint.storage.paths import remove_leftovers, temporary_path


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_bytes_are_written_as_given(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"\xef\xbb\xbfold\r\n")
    replace_bytes(note, b"\xef\xbb\xbfnew\r\n\xff\x00", expected=b"\xef\xbb\xbfold\r\n", vault_root=vault)
    assert note.read_bytes() == b"\xef\xbb\xbfnew\r\n\xff\x00"
    assert names(vault) == ["n.md"]


def test_a_fingerprint_will_do(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    with pytest.raises(WriteRefused):
        replace_bytes(note, b"new", expected=Fingerprint.of(b"odd"), vault_root=vault)
    replace_bytes(note, b"new", expected=Fingerprint.of(b"old"), vault_root=vault)
    assert note.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="modes are a matter of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_mode_is_kept(vault: Path, mode: int) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    note.chmod(mode)
    replace_bytes(note, b"new", expected=b"old", vault_root=vault)
    assert stat.S_IMODE(note.stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only the superuser gives files away")
def test_owner_is_kept(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    os.chown(note, 12345, 23456)
    replace_bytes(note, b"new", expected=b"old", vault_root=vault)
    assert (note.stat().st_uid, note.stat().st_gid) == (12345, 23456)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no call for extended attributes")
def test_extended_attributes_are_kept(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    try:
        os.setxattr(note, "user.tag", b"red")
    except OSError:
        pytest.skip("the file system has none")
    replace_bytes(note, b"new", expected=b"old", vault_root=vault)
    assert os.getxattr(note, "user.tag") == b"red"


@pytest.mark.skipif(sys.platform not in ("darwin", "win32"), reason="the system cannot set it")
def test_creation_time_is_kept(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    made = getattr(note.stat(), "st_birthtime", note.stat().st_ctime)
    time.sleep(1.5)
    replace_bytes(note, b"new", expected=b"old", vault_root=vault)
    assert abs(getattr(note.stat(), "st_birthtime", note.stat().st_ctime) - made) < 0.01


def test_a_note_changed_since_is_refused(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"edited")
    with pytest.raises(WriteRefused, match="changed since it was read") as caught:
        replace_bytes(note, b"new", expected=b"old", vault_root=vault)
    assert caught.value.path == note
    assert note.read_bytes() == b"edited"
    assert names(vault) == ["n.md"]


def test_an_edit_at_the_last_moment_is_put_back(vault: Path) -> None:
    # An editor that had the old file open and wrote after the comparison, where no lease keeps it waiting.
    note = vault / "n.md"
    note.write_bytes(b"old")
    replacement = Replacement(note, b"old", b"new", vault)
    replacement.prepare()
    replacement.sync()
    replacement.swap()
    (old,) = vault.glob(".*")
    old.write_bytes(b"edited")
    with pytest.raises(WriteRefused, match="changed since it was read"):
        replacement.verify()
    replacement.roll_back()
    replacement.discard()
    assert note.read_bytes() == b"edited"
    assert names(vault) == ["n.md"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_note_that_somebody_is_about_to_write_is_refused(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    with note.open("r+b") as editor:
        with pytest.raises(WriteRefused, match="another program has it open to write"):
            replace_bytes(note, b"new", expected=b"old", vault_root=vault)
        editor.write(b"edited")
    assert note.read_bytes() == b"edited"
    assert names(vault) == ["n.md"]
    with note.open("rb"):  # whoever only reads is in nobody's way
        replace_bytes(note, b"new", expected=b"edited", vault_root=vault)
    assert note.read_bytes() == b"new"


def test_a_missing_note_is_refused(vault: Path) -> None:
    with pytest.raises(WriteRefused, match="no longer there"):
        replace_bytes(vault / "n.md", b"new", expected=b"old", vault_root=vault)
    assert names(vault) == []


def test_a_folder_is_refused(vault: Path) -> None:
    (vault / "n.md").mkdir()
    with pytest.raises(WriteRefused, match="not a file"):
        replace_bytes(vault / "n.md", b"new", expected=b"", vault_root=vault)


def test_a_link_in_the_vault_is_followed(vault: Path) -> None:
    (vault / "real").mkdir()
    (vault / "real" / "n.md").write_bytes(b"old")
    (vault / "link.md").symlink_to("real/n.md")
    replace_bytes(vault / "link.md", b"new", expected=b"old", vault_root=vault)
    assert (vault / "link.md").is_symlink()
    assert (vault / "real" / "n.md").read_bytes() == b"new"
    assert names(vault / "real") == ["n.md"]


@pytest.mark.parametrize("through", ["file", "folder"])
def test_a_link_out_of_the_vault_is_refused(vault: Path, tmp_path: Path, through: str) -> None:
    (tmp_path / "outside").mkdir()
    outside = tmp_path / "outside" / "n.md"
    outside.write_bytes(b"old")
    (vault / "link.md").symlink_to(outside)
    (vault / "folder").symlink_to(tmp_path / "outside")
    path = vault / "link.md" if through == "file" else vault / "folder" / "n.md"
    with pytest.raises(WriteRefused, match="out of the vault"):
        replace_bytes(path, b"new", expected=b"old", vault_root=vault)
    assert outside.read_bytes() == b"old"
    assert names(tmp_path / "outside") == ["n.md"]


def test_a_vault_reached_through_a_link_is_written(vault: Path, tmp_path: Path) -> None:
    (vault / "n.md").write_bytes(b"old")
    (tmp_path / "door").symlink_to(vault)
    replace_bytes(tmp_path / "door" / "n.md", b"new", expected=b"old", vault_root=tmp_path / "door")
    assert (vault / "n.md").read_bytes() == b"new"


def test_links_that_go_round_are_refused(vault: Path) -> None:
    (vault / "a.md").symlink_to("b.md")
    (vault / "b.md").symlink_to("a.md")
    with pytest.raises(WriteRefused, match="leads to itself"):
        replace_bytes(vault / "a.md", b"new", expected=b"old", vault_root=vault)


def test_a_file_with_two_names_is_refused(vault: Path, tmp_path: Path) -> None:
    # A backup made of hard links must keep the old text, and a note under two names must not become two notes.
    note = vault / "n.md"
    note.write_bytes(b"old")
    (tmp_path / "other.md").hardlink_to(note)
    with pytest.raises(WriteRefused, match="2 names"):
        replace_bytes(note, b"new", expected=b"old", vault_root=vault)
    assert note.read_bytes() == b"old"
    assert note.samefile(tmp_path / "other.md")


def test_a_read_only_note_is_refused_even_to_the_superuser(vault: Path) -> None:
    note = vault / "n.md"
    note.write_bytes(b"old")
    note.chmod(0o444)
    with pytest.raises(WriteRefused, match="read-only"):
        replace_bytes(note, b"new", expected=b"old", vault_root=vault)
    assert note.read_bytes() == b"old"


def test_leftovers_of_dead_processes_go(vault: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    now = int(time.time())
    left = vault / f".vaultlint-{dead.pid}-{now:x}-0123abcd.tmp"
    old = vault / f".vaultlint-{os.getppid()}-{now - 7200:x}-0123abcd.tmp"
    living = vault / f".vaultlint-{os.getppid()}-{now:x}-0123abcd.tmp"
    own = temporary_path(vault)
    own_before = vault / f".vaultlint-{os.getpid()}-{now - 600:x}-0123abcd.tmp"
    others = [vault / ".vaultlint.toml", vault / ".vaultlint-notes.tmp", vault / "n.md", vault / "x.tmp"]
    for path in (left, old, living, own, *others):
        path.write_bytes(b"")
    # Only a process that was started later can share this id.
    assert set(remove_leftovers([vault, vault / "missing"])) == {left, old}
    assert {living.name, own.name, *(path.name for path in others)} == set(names(vault))
    own_before.write_bytes(b"")
    assert remove_leftovers([vault]) in ([], [own_before])
