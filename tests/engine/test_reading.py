"""A file is read whole, whatever its size is said to be."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from vaultlint.engine import check_note
from vaultlint.engine.check_note import read_file


@pytest.mark.parametrize("data", [b"", b"a", b"a\r\nb\x1a\n", b"x" * 100_000])
def test_the_bytes_are_those_of_the_file(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "note.md"
    file.write_bytes(data)
    assert read_file(str(file)) == data
    assert read_file(str(file), len(data)) == data


@pytest.mark.parametrize("told", [0, 3, 1000])
def test_a_size_that_does_not_hold_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: int) -> None:
    file = tmp_path / "note.md"
    file.write_bytes(b"0123456789" * 50)
    monkeypatch.setattr(check_note.os, "fstat", lambda _: SimpleNamespace(st_size=told, st_mode=stat.S_IFREG))
    monkeypatch.setattr(check_note, "_CHUNK", 7)
    assert read_file(str(file)) == b"0123456789" * 50


def test_a_read_that_ends_early_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "note.md"
    file.write_bytes(b"0123456789")
    read = os.read
    monkeypatch.setattr(check_note.os, "read", lambda number, size: read(number, min(size, 3)))
    assert read_file(str(file)) == b"0123456789"


def test_what_cannot_be_read_or_is_too_large_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_bytes(b"0123456789")
    with pytest.raises(OSError, match="10 bytes are more than a note of 9 bytes"):
        read_file(str(file), 9)
    with pytest.raises(FileNotFoundError):
        read_file(str(tmp_path / "none.md"))
    with pytest.raises(OSError, match=r"Is a directory|Permission|not a regular file"):
        read_file(str(tmp_path))
