"""Which tool reports which defect: `python benchmarks/compare.py [--rumdl PATH] [--markdownlint PATH] [--write]`.

Each defect is a note, in a small vault of its own, beside the same note without it. A tool reports the defect if a rule
reports something about the first note that it does not report about the second, whatever the message says: the count is
generous to all. "default" is the tool as installed (rumdl with its Obsidian flavor), "asked" with all of its rules.
`--write` puts the table into docs/comparison.md.
"""

# ruff: noqa: E501 (a defect in one line can be compared with its neighbors)

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "comparison.md"


class Defect(NamedTuple):
    """A damaged note, and the note as it should be."""

    name: str
    damaged: bytes
    whole: bytes


def _defect(name: str, damaged: str, whole: str) -> Defect:
    return Defect(name, damaged.encode("utf-8"), whole.encode("utf-8"))


#: Each vault also has Other.md with the heading "Part" and the block ^known, and image.png.
DEFECTS: Final = [
    _defect("wikilink to a misspelled note", "See [[Othr]].\n", "See [[Other]].\n"),
    _defect("wikilink to a missing heading", "See [[Other#Prt]].\n", "See [[Other#Part]].\n"),
    _defect("wikilink to a missing block", "See [[Other#^gone]].\n", "See [[Other#^known]].\n"),
    _defect("embed of a missing image", "![[imag.png]]\n", "![[image.png]]\n"),
    _defect("Markdown link to a missing file", "See [it](Othr.md).\n", "See [it](Other.md).\n"),
    _defect("link in a property to a missing note", '---\nup: "[[Othr]]"\n---\nText.\n', '---\nup: "[[Other]]"\n---\nText.\n'),
    _defect("unquoted link in a property", "---\nup: [[Other]]\n---\nText.\n", '---\nup: "[[Other]]"\n---\nText.\n'),
    _defect("property twice", "---\ntags: [a]\ntags: [b]\n---\nText.\n", "---\ntags: [a, b]\n---\nText.\n"),
    _defect("wikilink closed by one bracket", "See [[Other] and more.\n", "See [[Other]] and more.\n"),
    _defect("text and target of a link swapped", "See (this)[https://a.example/b].\n", "See [this](https://a.example/b).\n"),
    _defect("space between text and target", "See [this] (https://a.example/b).\n", "See [this](https://a.example/b).\n"),
    _defect("URL with one slash", "See [this](https:/a.example/b).\n", "See [this](https://a.example/b).\n"),
    _defect("arXiv id that cannot exist", "See <https://arxiv.org/abs/2313.00001>.\n", "See <https://arxiv.org/abs/2303.00001>.\n"),
    _defect("link text with another URL", "[a.example/c](https://a.example/b)\n", "[a.example/b](https://a.example/b)\n"),
    _defect("link to a file on one computer", "See [it](file:///Users/maria/a.pdf).\n", "See [it](https://a.example/a.pdf).\n"),
    _defect("mojibake of punctuation", "The seasonâ€™s first.\n", "The season’s first.\n"),
    _defect("mojibake of an emoji, through Mac Roman", "# \uf8ffüè° Home\n", "# 🏡 Home\n"),
    _defect("mojibake of Cyrillic, through a legacy encoding", "Ñòàðûé ãîðîä íà ðåêå\n", "Старый город на реке\n"),
    _defect("lost character (U+FFFD)", "The caf\ufffd is open.\n", "The café is open.\n"),
    Defect("bytes that are not UTF-8", "Grüße aus dem Süden\n".encode("latin-1"), "Grüße aus dem Süden\n".encode()),
    _defect("zero-width space inside a word", "A har\u200bbor.\n", "A harbor.\n"),
    _defect("byte-order mark before properties", "\ufeff---\ntags: [a]\n---\nText.\n", "---\ntags: [a]\n---\nText.\n"),
    _defect("mixed line endings", "One.\r\n\r\nTwo.\n\nThree.\r\n", "One.\n\nTwo.\n\nThree.\n"),
    _defect("list item without text", "- one\n- \n- two\n", "- one\n- two\n"),
    _defect("task box without space", "- []milk\n- [ ] bread\n", "- [ ] milk\n- [ ] bread\n"),
    _defect("callout with a space in its type", "> [! tip] Warm\n> text\n", "> [!tip] Warm\n> text\n"),
    _defect("bold that is never closed", "This is **very important.\n", "This is **very** important.\n"),
    _defect("code block that is never closed", "Text.\n\n```\ncode\n", "Text.\n\n```\ncode\n```\n"),
    _defect("comment that is never closed", "Text %% hidden\n\nMore.\n", "Text %% hidden %%\n\nMore.\n"),
    _defect("footnote without a definition", "Text.[^a]\n", "Text.[^a]\n\n[^a]: Note.\n"),
    _defect("table row with too many cells", "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
    _defect("wikilink's pipe that cuts a table cell", "| a | b |\n|---|---|\n| [[Other|o]] | 2 |\n", "| a | b |\n|---|---|\n| [[Other\\|o]] | 2 |\n"),
    _defect("conflict markers", "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> b\n", "One.\n"),
]  # fmt: skip

Finder = Callable[[Path, bool], set[str]]


def _vaultlint(folder: Path, everything: bool) -> set[str]:
    command = [
        sys.executable,
        "-m",
        "vaultlint",
        "check",
        "note.md",
        "--output-format",
        "json",
        "--no-cache",
        "--no-git",
    ]
    done = subprocess.run(
        [*command, *(["--select", "ALL"] if everything else [])], cwd=folder, capture_output=True, check=False
    )
    return {one["code"] for one in json.loads(done.stdout)}


def _rumdl(program: str) -> Finder:
    def find(folder: Path, everything: bool) -> set[str]:
        more = ["--extend-enable", "ALL"] if everything else []
        command = [
            program,
            "check",
            "--isolated",
            "--no-cache",
            "--flavor",
            "obsidian",
            "--output-format",
            "json",
            *more,
        ]
        done = subprocess.run([*command, "note.md"], cwd=folder, capture_output=True, check=False)
        return {one["rule"] for one in json.loads(done.stdout)}

    return find


def _markdownlint(program: str) -> Finder:
    def find(folder: Path, everything: bool) -> set[str]:
        done = subprocess.run(
            [program, "note.md"], cwd=folder, capture_output=True, text=True, check=False, errors="replace"
        )
        return set(re.findall(r"\b(MD\d{3})/", done.stdout + done.stderr))

    return find


def _reports(find: Finder, defect: Defect, everything: bool) -> bool:
    found = []
    for note in (defect.damaged, defect.whole):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / ".obsidian").mkdir()
            (folder / "Other.md").write_text("## Part\n\nText. ^known\n", "utf-8")
            (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n")
            (folder / "note.md").write_bytes(note)
            found.append(find(folder, everything))
    return bool(found[0] - found[1])


def table(tools: dict[str, Finder]) -> str:
    """Return the table as Markdown, with the number of defects below it."""
    lines = [f"| defect | {' | '.join(tools)} |", "|---|" + "---|" * len(tools)]
    counts = {tool: [0, 0] for tool in tools}
    for defect in DEFECTS:
        cells = []
        for tool, find in tools.items():
            default = _reports(find, defect, False)
            asked = default or _reports(find, defect, True)
            counts[tool][0] += default
            counts[tool][1] += asked
            cells.append("default" if default else "asked" if asked else "–")
        lines.append(f"| {defect.name} | {' | '.join(cells)} |")
    total = [f"**{default} + {asked - default} of {len(DEFECTS)}**" for default, asked in counts.values()]
    return "\n".join([*lines, f"| **by default + when asked** | {' | '.join(total)} |"]) + "\n"


def main(arguments: list[str]) -> int:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rumdl", default=shutil.which("rumdl"))
    parser.add_argument("--markdownlint", default=shutil.which("markdownlint-cli2"))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    tools: dict[str, Finder] = {"vaultlint": _vaultlint}
    if given.rumdl:
        tools["rumdl"] = _rumdl(given.rumdl)
    if given.markdownlint:
        tools["markdownlint-cli2"] = _markdownlint(given.markdownlint)
    text = table(tools)
    if not given.write:
        print(text, end="")
        return 0
    page = PAGE.read_text("utf-8")
    begin, end = "<!-- table: defects -->\n\n", "\n<!-- end of table -->"
    before, rest = page.split(begin)
    PAGE.write_text(before + begin + text + rest[rest.index(end) :], "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
