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

pytestmark = pytest.mark.skipif(find_spec("zensical") is None, reason="the extra 'docs' is not installed")


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build") / "site"
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "site" / "build.py", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
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


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    """Also to an image or a heading, whatever the theme writes; a second look after the site builder's own."""
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "index.html").write_text('<h2 id="rename">Rename</h2> <a href="../index.html">b</a>', "utf-8")
    (tmp_path / "index.html").write_text(
        '<a href="links/#rename">a</a> <a href="links/#gone">a</a> <img src="none.png"> <a href="https://x.example">c</a>',
        "utf-8",
    )
    code = (
        "import build, pathlib, sys; print(*sorted(link for _, link in build.broken_links(pathlib.Path(sys.argv[1]))))"
    )
    command = [sys.executable, "-c", code, tmp_path]
    done = subprocess.run(command, cwd=ROOT / "tools" / "site", capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["links/#gone", "none.png"]


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//', text), path
        assert not re.search(r'<link[^>]+rel="(?:stylesheet|preconnect|preload)"[^>]+href="(?:https?:)?//', text), path
