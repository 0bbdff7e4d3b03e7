"""The site builds, with every link checked, and asks nobody while it is read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(find_spec("material") is None, reason="the extra 'docs' is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"},
        timeout=170,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_page_is_there(site: Path) -> None:
    for path in (ROOT / "docs").glob("*.md"):
        name = "index.html" if path.stem == "index" else f"{path.stem}/index.html"
        assert (site / name).is_file(), name
    for path in (ROOT / "rules").glob("*.md"):
        assert (site / "rules" / path.stem / "index.html").is_file(), path.stem


def test_a_rule_page_has_its_facts_titles_and_links(site: Path) -> None:
    page = (site / "rules" / "duplicate-link" / "index.html").read_text("utf-8")
    assert "<h1" in page
    assert "<td>urls</td>" in page
    assert 'href="../tracking-parameters/"' in page
    assert "what is reported" in page


def test_nothing_of_the_notation_is_left(site: Path) -> None:
    for path in site.glob("rules/*/index.html"):
        [article] = re.findall(r"<article.*?</article>", path.read_text("utf-8"), re.DOTALL)
        text = re.sub(r"<[^>]+>", "", re.sub(r"<(pre|code)\b.*?</\1>", "", article, flags=re.DOTALL))
        assert not re.search(r"```|\[\[|%%|\|---", text), path


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//', text), path
        assert not re.search(r'<link[^>]+rel="(?:stylesheet|preconnect|preload)"[^>]+href="(?:https?:)?//', text), path
