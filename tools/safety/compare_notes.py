"""Compare the notes of two folders as others read them, and list whatever differs besides layout.

    pip install cmarkgfm
    python tools/safety/compare_notes.py BEFORE AFTER [--only VIEW] [--lines 20]

Nothing of vaultlint is used: each note is rendered by cmark-gfm, the parser of GitHub, and by markdown-it-py, and both
have to agree before and after. The views are

    file         notes that are there on one side only
    properties   the front matter, byte for byte
    rendering    the HTML without spaces between blocks and at line endings
    words        the words that the HTML shows, in order
    numbers      the numbers of ordered lists, as shown
    tables       the tables, row by row, cell by cell
    code         code blocks and inline code, byte for byte
    math         what is between dollar signs outside of code, byte for byte
    obsidian     wikilinks, embeds, tags, block ids, callouts and comments, in order

The exit status is 1 if a note differs in any view.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:.*?\r?\n)?---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_BLOCK_TAG = re.compile(
    r"[ \t\n]*(</?(?:p|li|ul|ol|h[1-6]|blockquote|table|thead|tbody|tr|th|td|hr|div|br|section|pre)\b[^<>]*>)[ \t\n]*"
)
_CODE = re.compile(r"<code[^>]*>(.*?)</code>", re.DOTALL)
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_LIST_TAG = re.compile(r"<ol(?: start=\"(\d+)\")?>|<ul[^>]*>|</[ou]l>|<li\b")
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_FENCED = re.compile(r"^([ \t>]*)(`{3,}|~{3,}).*?^[ \t>]*\2[`~]*[ \t]*$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$\w])\$(?![\s$])([^$\n]*?[^\s\\$])\$(?!\d)", re.DOTALL)
_CONTAINER = re.compile(r"\n[ \t>]+")
_OBSIDIAN = re.compile(
    r"!?\[\[[^\[\]\n]*\]\]|(?<!\S)#[^\s#.,;:!?()\[\]]+|(?<!\S)\^[\w-]+[ \t]*$|\[!\w[^\]\n]*\][+-]?|%%", re.MULTILINE
)

_markdown_it = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def cmark(text: str) -> str:
    return str(github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES))


def markdown_it(text: str) -> str:
    return _markdown_it.render(text)


def views(data: bytes, render: Callable[[str], str]) -> dict[str, object]:
    """Return what a note shows, by the name of the view."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    match = _FRONT_MATTER.match(text)
    matter, body = (match[0], text[match.end() :]) if match else ("", text)
    html = render(body)
    without_code = _FENCED.sub("`", body)
    shown = unescape(_TAG.sub(" ", _CODE.sub(" ", html)))
    return {
        "properties": _bytes_of_matter(data),
        "rendering": _without_layout(html),
        "words": _WORD.findall(shown),
        "numbers": list(_numbers(html)),
        "tables": [
            [[" ".join(cell.split()) for cell in _CELL.findall(row)] for row in _ROW.findall(table)]
            for table in _TABLE.findall(html)
        ],
        "code": _CODE.findall(html),
        "math": [_CONTAINER.sub("\n", display or inline) for display, inline in _MATH.findall(without_code)],
        "obsidian": _OBSIDIAN.findall(without_code),
    } | ({"properties": matter} if b"\r\n" in data else {})


def _bytes_of_matter(data: bytes) -> str:
    match = _FRONT_MATTER.match(data.decode("latin-1").removeprefix("ï»¿"))
    return match[0] if match else ""


def _without_layout(html: str) -> list[str]:
    """Return the HTML in pieces, one per line for a diff; what is preformatted keeps its spaces."""
    pieces: list[str] = []
    for part in _PRE.split(html):
        if part.startswith("<pre"):
            pieces.append(part)
        else:
            lines = re.sub(r"[ \t]*\n[ \t]*", "\n", _BLOCK_TAG.sub(r"\n\1\n", part))
            pieces += [line for line in lines.split("\n") if line]
    return pieces


def _numbers(html: str) -> Iterator[int]:
    lists: list[int | None] = []
    for tag in _LIST_TAG.finditer(html):
        if tag[0].startswith("<ol"):
            lists.append(int(tag[1] or 1))
        elif tag[0].startswith("<ul"):
            lists.append(None)
        elif tag[0].startswith("</"):
            if lists:
                lists.pop()
        elif lists and (number := lists[-1]) is not None:
            yield number
            lists[-1] = number + 1


def differences(before: bytes, after: bytes) -> dict[str, list[str]]:
    """Return the views in which two versions of a note differ, each with the lines of a diff."""
    found: dict[str, list[str]] = {}
    if before == after:
        return found
    for render in (cmark, markdown_it):
        olds, news = views(before, render), views(after, render)
        for name, old in olds.items():
            if old != news[name] and name not in found:
                found[name] = list(_diff(old, news[name]))
    return found


def _diff(old: object, new: object) -> Iterator[str]:
    if isinstance(old, str) and isinstance(new, str):
        sides = old.splitlines(), new.splitlines()
    else:
        assert isinstance(old, list)
        assert isinstance(new, list)
        sides = [str(one) for one in old], [str(one) for one in new]
    for line in difflib.unified_diff(*sides, n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def notes_of(folder: Path) -> dict[str, Path]:
    """Return the notes of a folder by their path in it."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*.md"))
        if path.is_file() and not path.is_symlink()
    }


def compare(before: Path, after: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the path of each note that differs, a view, and the lines of a diff."""
    olds, news = notes_of(before), notes_of(after)
    for name in sorted(olds.keys() | news.keys()):
        if name not in olds or name not in news:
            yield name, "file", ["only before" if name in olds else "only after"]
        else:
            for view, lines in differences(olds[name].read_bytes(), news[name].read_bytes()).items():
                yield name, view, lines


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--only", action="append", help="a view to show; may repeat")
    parser.add_argument("--lines", type=int, default=20, help="lines of a diff to show")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for name, view, lines in compare(options.before, options.after):
        counts[view] += 1
        if not options.only or view in options.only:
            print(f"== {name}: {view}")
            print("\n".join(line[:400] for line in lines[: options.lines]))
    print(" · ".join(f"{view} {count}" for view, count in counts.items()) or "no difference", file=sys.stderr)
    return 1 if counts else 0


if __name__ == "__main__":
    sys.exit(main())
