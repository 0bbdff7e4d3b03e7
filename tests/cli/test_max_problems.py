"""How many problems are listed: all for programs and pipes, as many as somebody reads on a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def root(make_vault: Callable[..., Path]) -> Path:
    return make_vault({"a.md": "".join(f"[[Nowhere {n}]]\n" for n in range(600))})


@pytest.mark.parametrize("form", ["full", "concise", "grouped"])
def test_so_many_are_listed_and_the_rest_is_counted(root: Path, vaultlint, form: str) -> None:
    every, few, all_again = (
        vaultlint("check", "--output-format", form, *more, cwd=root)
        for more in ((), ("--max-problems", "2"), ("--max-problems", "0"))
    )
    assert every.out == all_again.out
    assert every.out.count("Nowhere 59") > 10
    assert "598" in few.out.splitlines()[-1]
    assert "--max-problems 0" in few.out.splitlines()[-1]
    assert "Nowhere 1" in few.out
    assert "Nowhere 2" not in few.out
    assert (few.err, few.status) == (every.err, every.status)


def test_programs_get_all(root: Path, vaultlint) -> None:
    out = vaultlint("check", "--output-format", "json", "--max-problems", "2", cwd=root).out
    assert len(json.loads(out)) == 600


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_terminal_shows_no_more_than_somebody_reads(root: Path) -> None:
    parent, child = os.openpty()
    command = [sys.executable, "-m", "vaultlint", "check", "--output-format", "concise"]
    with subprocess.Popen(command, cwd=root, stdout=child, stderr=subprocess.DEVNULL) as process:
        os.close(child)
        shown = b""
        try:
            while part := os.read(parent, 1 << 16):
                shown += part
        except OSError:  # Linux: the other end is closed
            pass
        assert process.wait() == 0
    os.close(parent)
    lines = shown.decode("utf-8", "replace").splitlines()
    assert len(lines) == 501
    assert "100 more" in lines[-1]
