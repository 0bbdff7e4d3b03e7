"""The cache: nobody else may read it, planted links are not written through, and `clean` removes only caches."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hostile import vaultlint, write

from vaultlint.cache.store import Heap, remove

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs links and modes")


def vault(tmp_path: Path) -> Path:
    return write(tmp_path / "vault", {".obsidian/app.json": "{}", **{f"n{at}.md": "# N\n" for at in range(200)}})


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    os.umask(0o022)
    vaultlint(vault(tmp_path), "check")
    cache = Path(os.environ["VAULTLINT_CACHE_DIR"])
    files = list(cache.iterdir())
    assert files
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_clean_removes_caches_only(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    kept = {"notes.cache": "x", "data.cache-old": "x", f"{'a' * 24}.cached": "x", "0.cache.md": "x"}
    write(cache, {**kept, f"{'0' * 24}.cache": "x", f"{'0' * 24}.cache-17af3c9b2": "x", f"{'0' * 24}.cache.123": "x"})
    assert remove(cache) == 1
    assert {one.name for one in cache.iterdir()} == set(kept)


def test_planted_links_are_not_written_through(tmp_path: Path) -> None:
    root = vault(tmp_path)
    cache = tmp_path / "cache"
    vaultlint(root, "check", "--cache-dir", cache)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for file in list(cache.iterdir()):
        file.unlink()
        file.symlink_to(victim)
    write(root, {"n1.md": "# Changed\n"})
    vaultlint(root, "check", "--cache-dir", cache)
    assert victim.read_text() == "precious"
    link = tmp_path / "heap"
    link.symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        Heap(link).add([b"x"])
    assert victim.read_text() == "precious"
