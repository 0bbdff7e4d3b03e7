"""Build the site of docs/ and rules/: `python tools/site/build.py [FOLDER]`, with the extra `docs` installed.

The pages are written to `build/pages` as the site builder reads them, and Zensical makes the site from there. It stops
at a link to a page that does not exist; afterwards all links of the HTML are checked, to images and headings as well.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import yaml

sys.path.insert(0, str(Path(__file__).parent))

import pages

ROOT = Path(__file__).resolve().parents[2]

#: Where files are that are not part of the site.
SOURCE = "https://github.com/vaultlint/vaultlint/blob/main/"


def main(arguments: Sequence[str]) -> int:
    """Build the site; the exit status is 1 where a link leads nowhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "site")
    folder = parser.parse_args(arguments).folder.resolve()
    work = folder.parent / "pages"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(ROOT / "docs", work / "docs")
    for page in (work / "docs").glob("*.md"):
        text = page.read_text("utf-8").replace("](../rules/", "](rules/").replace("](../", f"]({SOURCE}")
        page.write_text(text, "utf-8", newline="\n")
    pages.write_rules(work / "docs" / "rules")
    (work / "mkdocs.yml").write_text(yaml.safe_dump(_configuration(), sort_keys=False), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(work / "mkdocs.yml")]
    done = subprocess.run(command, check=False, env={**os.environ, "NO_COLOR": "1"})
    if done.returncode:
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    (work / "site").rename(folder)
    broken = sorted(broken_links(folder))
    for page, link in broken:
        print(f"{page}: nothing at {link}", file=sys.stderr)
    return 1 if broken else 0


def _configuration() -> dict[str, Any]:
    """The configuration of the repository, with the rules in its navigation."""
    configuration: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    return {
        **configuration,
        "docs_dir": "docs",
        "site_dir": "site",
        "nav": [*configuration["nav"], pages.navigation()],
    }


class _Page(NamedTuple):
    """What a page links to, and what can be linked to in it."""

    links: set[str]
    anchors: set[str]


_TAG = re.compile(r"<[a-z][^<>]*>")
_ATTRIBUTE = re.compile(r'\s(href|src|id)="([^"]*)"')


def _read(path: Path) -> _Page:
    page = _Page(set(), {"", "__skip"})
    for tag in _TAG.findall(path.read_text("utf-8")):
        for name, value in _ATTRIBUTE.findall(tag):
            (page.anchors if name == "id" else page.links).add(unescape(value))
    return page


def broken_links(site: Path) -> Iterator[tuple[str, str]]:
    """Yield page and link of each link inside the site that leads to no file, or to no anchor of a page."""
    read = {path: _read(path) for path in site.rglob("*.html")}
    for path, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            anchors = read[target].anchors if target in read else {unquote(parts.fragment)}
            if not target.is_file() or unquote(parts.fragment) not in anchors:
                yield path.relative_to(site).as_posix(), link


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
