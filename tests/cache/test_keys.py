"""What invalidates the cache besides the notes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vaultlint.cache import keys


@pytest.mark.parametrize("name", ["a.py", "model.bin", "preset.toml", "words.txt", "new.dat"])
def test_any_file_of_the_package_counts(tmp_path: Path, name: str) -> None:
    for each in ("a.py", "model.bin", "preset.toml", "words.txt"):
        (tmp_path / "inner").mkdir(exist_ok=True)
        (tmp_path / "inner" / each).write_bytes(b"old")
    before = keys._code(tmp_path)
    file = tmp_path / "inner" / name
    file.write_bytes(b"newer")
    os.utime(file, (1, 1))  # an installer may give a new file an old time
    assert keys._code(tmp_path) != before


def test_compiled_code_does_not_count(tmp_path: Path) -> None:
    before = keys._code(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert keys._code(tmp_path) == before
