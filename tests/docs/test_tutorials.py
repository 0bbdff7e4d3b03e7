"""Tutorials do what they say: every file is written, every command is run, every output is compared."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import notebook
import pytest
import tutorial

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TUTORIALS = {
    "tutorial.md": (),
    "agents.md": (),
    "encoding-archive.md": (),
    "upkeep.md": (),
    "writing-rules.md": (),
    "encoding-api.md": ("dask", "polars"),
    "library.md": ("networkx", "polars"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TUTORIALS)
def test_a_tutorial_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for needed in TUTORIALS[name]:
        pytest.importorskip(needed, reason=f"{name} uses {needed}, which is not installed")
    page = (DOCS / name).read_text("utf-8")
    for variable in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(variable, "reader@example.com")
    shutil.copytree(ROOT / "examples", tmp_path / "vaultlint" / "examples")  # the clone that a reader has
    assert len(list(tutorial.steps(page))) > 3
    tutorial.run(page, tmp_path)


def test_a_difference_is_found(tmp_path: Path) -> None:
    page = "`a.txt`\n\n```\none\n```\n\n```console\n$ cat a.txt\n{}\n```\n"
    for shown in ("one", "o…", "# a comment\none", "…", "…\none\n…"):
        tutorial.run(page.replace("{}", shown), tmp_path)
    for shown in ("two", "", "one\ntwo", "…\ntwo"):
        with pytest.raises(AssertionError, match="the page:"):
            tutorial.run(page.replace("{}", shown), tmp_path)


def test_the_notebook_shows_what_its_cells_print() -> None:
    for needed in TUTORIALS["library.md"]:
        pytest.importorskip(needed, reason=f"the notebook uses {needed}, which is not installed")
    path = DOCS.parent / "examples" / "library.ipynb"
    cells = list(notebook.run(json.loads(path.read_text("utf-8")), path.parent))
    assert len(cells) > 5
    for cell, printed in cells:
        assert printed == notebook.shown(cell), "run python tests/docs/notebook.py examples/library.ipynb"
