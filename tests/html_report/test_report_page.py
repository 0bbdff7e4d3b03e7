"""The page in a real browser: it works without errors, and runs nothing that a vault brings along.

`VAULTLINT_SCREENSHOTS=folder` makes the picture of docs/images anew in that folder.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vaultlint.html_report.page import render_page

EVIL = "<img src=x onerror=document.title='hacked'>"
BREAK = "</script><script>document.title='hacked'</script><!--"
HOSTILE = {
    f"{EVIL}.md": f"[[{BREAK}]] [[a'\"b\u2028c]] [[javascript:alert(1)]] [x]()\n",
    "'\"&quot;{{7*7}} `x`/\u202etxt\u2029.md": f"[[{EVIL}]]\n\n- \n",
    "-->]]>/ünï.md": f"---\ntags: [{EVIL}]\n---\n![[{EVIL}.png]] OlivenÃ¶l [[ünï]] [x](<{BREAK}.md>)\n",
    "plain.md": "[[ünï]] [[Unwritten]] ![[pic.png]]\n",
    "alone.md": "- one\n- \n- two\n",
    f"{EVIL}.png": b"1",
    "<svg onload=alert(1)>.svg": b"<svg onload=alert(1)>",
    "pic.png": b"22",
}


def browser_path() -> str:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("no Chromium or Chrome on the PATH")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (extra `dev`)")
    path = browser_path()
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
    (root / ".obsidian").mkdir(parents=True, exist_ok=True)
    return root


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    return write(tmp_path / "<b onclick=x>'vault' & \u202e", HOSTILE)


def test_no_text_of_a_vault_is_markup_or_ends_the_data(hostile: Path, run_here) -> None:
    report = json.loads(run_here("report", "--format", "json", cwd=hostile).out)
    assert len(report["problems"]) > 5
    page = render_page(report)
    assert not re.search(r"<(?:img|svg) (?:src|onload)", page)
    assert "<b onclick" not in page
    assert page.count("<script") == page.count("</script>") == 2
    assert not re.search("[\u2028\u2029\u202e]", page)
    assert "49" not in re.findall(r"&#34;&amp;quot;(.*?)`", page)
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert "<" not in data[1]
    assert any(EVIL in name for name, *_ in json.loads(data[1])["nodes"])
    urls = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert all(url.startswith(("#", "obsidian://open?vault=")) for url in urls)


@pytest.fixture
def open_page(browser: Any, hostile: Path, run_here) -> Iterator[Any]:
    assert run_here("report", "page.html", cwd=hostile).status == 0
    trouble: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on(
        "request", lambda request: trouble.append(request.url) if request.url[:5] not in ("file:", "blob:") else None
    )
    page.goto((hostile / "page.html").as_uri())
    yield page
    assert "hacked" not in page.title()
    assert not trouble
    page.close()


def test_search_filters_sorting_and_theme(open_page: Any) -> None:
    from playwright.sync_api import expect

    page = open_page
    rows = page.locator("#list li")
    everything = rows.count()
    page.fill("#q", "EMPTY-bullet alone")
    expect(rows).to_have_count(1)
    assert "alone.md" in rows.first.inner_text()
    page.fill("#q", "no such problem anywhere")
    expect(rows).to_have_count(0)
    page.fill("#q", "")
    expect(rows).to_have_count(everything)
    page.select_option("#by-group", "encoding")
    assert set(page.locator("#list li > code").all_text_contents()) == {"mojibake", "invisible-character"}
    page.select_option("#by-group", "")
    page.select_option("#by-fix", "1")
    assert 0 < rows.count() < everything
    for box in page.locator("[name=severity]").all():
        box.set_checked(False, force=True)
    assert rows.count() == 0
    head = page.locator("#worst th[data-sort]").first
    head.locator("button").click()
    names = page.locator("#worst tbody th").all_inner_texts()
    assert names == sorted(names, key=str.lower)
    assert head.get_attribute("aria-sort") == "ascending"
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def drawing(page: Any) -> str:
    page.wait_for_timeout(100)  # a frame or two
    picture: str = page.evaluate("document.querySelector('#g').toDataURL()")
    return picture


def test_the_graph_answers_search_keys_and_pointer(open_page: Any) -> None:
    page = open_page
    page.locator("#g").scroll_into_view_if_needed()
    page.wait_for_selector("#g[data-state=done]")
    picture = drawing(page)
    page.fill("#g-q", "ünï")
    page.wait_for_selector("#g-hits li")
    page.keyboard.press("Enter")
    assert "ünï" in page.inner_text("#g-side h3")
    assert "plain" in page.inner_text("#g-side")
    page.locator("#g-side li button", has_text="plain").click()
    assert page.inner_text("#g-side h3") == "plain"
    assert "Unwritten (unwritten)" in page.inner_text("#g-side")
    page.focus("#g")
    for key in ("ArrowLeft", "+", "-", "0"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    assert page.locator("#g-side h3").count() == 0
    assert drawing(page) == picture  # as it was
    page.uncheck("#g-missing")
    assert drawing(page) != picture
    page.locator("#g-legend button").first.click()
    assert page.locator("#g-legend button").first.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_nothing_runs_over_the_edge(open_page: Any, width: int) -> None:
    open_page.set_viewport_size({"width": width, "height": 900})
    assert open_page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_all_without_tools(open_page: Any) -> None:
    open_page.set_viewport_size({"width": 800, "height": 1100})
    open_page.emulate_media(media="print")
    assert open_page.evaluate("document.documentElement.scrollWidth") <= 800
    assert not open_page.is_visible("header.top")
    assert not open_page.is_visible("#q")
    assert open_page.is_visible("#worst")


WORDS = ["Beans", "Compost", "Garlic", "Kale", "Leeks", "Mulch", "Onions", "Peas", "Pears", "Plums", "Quinces", "Roses"]
FOLDERS = ["Beds", "Kitchen/Recipes", "Journal", "Books", "People", "Projects"]


def garden() -> dict[str, str | bytes]:
    """Some hundred notes that link within their folder more than elsewhere, with damage here and there."""
    chance = random.Random(4)
    notes: dict[str, list[str]] = {}
    for number in range(420):
        folder = FOLDERS[min(int(chance.expovariate(0.5)), len(FOLDERS) - 1)]
        notes[f"{folder}/{chance.choice(WORDS)} {chance.choice(WORDS).lower()} {number}.md"] = []
    paths = list(notes)
    for path, lines in notes.items():
        near = [other for other in paths if other.split("/")[0] == path.split("/")[0]]
        for _ in range(int(chance.expovariate(0.55))):
            target = chance.choice(near[:9] if chance.random() < 0.55 else near if chance.random() < 0.8 else paths)
            lines.append(f"- see [[{target.rpartition('/')[2][:-3]}]]")
        lines += [f"- ask [[{chance.choice(WORDS)} in winter]]"] if chance.random() < 0.09 else []
        lines += ["- "] if chance.random() < 0.06 else []
        lines += [chance.choice(["OlivenÃ¶l", "donâ€™t", "cafÃ©"])] if chance.random() < 0.07 else []
        lines += ["[map]()"] if chance.random() < 0.02 else []
    files: dict[str, str | bytes] = {path: "\n".join(lines) + "\n" for path, lines in notes.items()}
    return files | {f"Pictures/bed {number}.jpg": os.urandom(400) for number in range(12)}


@pytest.mark.skipif("VAULTLINT_SCREENSHOTS" not in os.environ, reason="makes the picture for the docs")
def test_picture_for_the_docs(browser: Any, tmp_path: Path, run_here) -> None:
    root = write(tmp_path / "Kitchen garden", garden())
    now = json.loads(run_here("report", "--format", "jsonl", cwd=root).out)
    then = [(1.9, 2.4), (1.7, 2.1), (1.75, 1.6), (1.3, 1.5), (1.15, 1.1)]
    lines = []
    for month, (problems, broken) in enumerate(then, start=1):
        figures = now["figures"] | {
            "problems": int(now["figures"]["problems"] * problems),
            "error": int(now["figures"]["error"] * problems),
            "broken": int(now["figures"]["broken"] * broken),
            "notes": now["figures"]["notes"] - 12 * (6 - month),
        }
        lines.append(json.dumps(now | {"created": f"2026-0{month}-01T09:00:00+01:00", "figures": figures}))
    (tmp_path / "history.jsonl").write_text("\n".join(lines))
    run_here("report", tmp_path / "page.html", "--history", tmp_path / "history.jsonl", cwd=root)
    folder = Path(os.environ["VAULTLINT_SCREENSHOTS"])
    page = browser.new_page(viewport={"width": 1200, "height": 860})
    page.goto((tmp_path / "page.html").as_uri())
    page.locator("#g").scroll_into_view_if_needed()
    page.wait_for_selector("#g[data-state=done]")
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.wait_for_timeout(300)
    page.screenshot(path=folder / "report.png")
    page.emulate_media(color_scheme="dark")
    page.locator("#graph .card").screenshot(path=folder / "report-graph.png")
    assert (folder / "report-graph.png").stat().st_size > 20_000
