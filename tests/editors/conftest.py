"""Real editors, where they are installed: the variables name them, else they are looked for on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs" / "editors.md"


def find(variable: str, *names: str) -> str:
    """The path of a program; the test is skipped if there is none."""
    found = os.environ.get(variable) or next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed (set {variable} to its path)")
    return found


def documented(language: str, heading: str) -> str:
    """The first block of a language below a heading of docs/editors.md."""
    section = DOCS.read_text("utf-8").split(f"### {heading}\n", 1)[1]
    found = re.search(rf"^```{language}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the PATH with the command `vaultlint` of this interpreter."""
    pytest.importorskip("pygls", reason="needs the extra `server`")
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "vaultlint"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m vaultlint "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.fixture
def garden(make_vault: Callable[..., Path]) -> Path:
    """A small vault with something to fix, to rename and to complete."""
    beans = "# Beans\n\nAfter the [[Tomatoes]], before frost.\n\n> [!tip] Water\n> Dates are in [[Sowing 2026]].\n"
    recipes = "Leaves, grass, [[Tomatoes|tomato]] leaves. FranÃ§ois says so.\n"
    trays = "# Seed trays\n\nFor [[Tomatoes]] and [[Beans|beans]].\n"
    tomatoes = "# Tomatoes\n\nSow in March, see [[Seed treys]] and [[Compost#Recipe]].\n\n- Marmande\n- \n"
    return make_vault(
        {
            "Tomatoes.md": tomatoes,
            "Seed trays.md": f"---\naliases: [propagators]\n---\n{trays}",
            "Beans.md": beans,
            "Compost.md": f"# Compost\n\n## Recipes\n\n{recipes}",
        },
        name="garden",
    )
