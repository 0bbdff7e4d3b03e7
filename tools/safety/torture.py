"""Run this and other tools over the notes of `tests/corruption`, and write the table of docs/safety.md.

    npm install --prefix TOOLS prettier markdownlint-cli2
    python -m venv TOOLS/venv
    TOOLS/venv/bin/pip install mdformat mdformat-gfm mdformat-frontmatter mdformat-wikilink rumdl
    python tools/safety/torture.py --bin TOOLS/node_modules/.bin --bin TOOLS/venv/bin [--write] [--differences]

Each note is in a vault of its own, with the files that it links to beside it, and each tool runs over the folder of all
vaults with its defaults (mdformat over each note, for it ends at the first that is not UTF-8). What is compared has
nothing of vaultlint in it:

    front matter      byte for byte
    line ends         CRLF stays CRLF
    lost characters   U+FFFD written where the note had bytes of another encoding
    rendering         the HTML of markdown-it-py, without spaces between blocks
    Obsidian syntax   math, comments, tags, wikilinks, callout types, block ids, templates, conflict markers, as text

What the test asks vaultlint to change in a note is no difference. A tool that is not found gets no column. `--write`
replaces the table between the comments of docs/safety.md; without it the table is printed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "corruption")]

from compare_notes import _FRONT_MATTER, _without_layout, markdown_it  # noqa: E402
from test_corruptions import CASES, Case  # noqa: E402

PAGE = ROOT / "docs" / "safety.md"
BEGIN, END = "<!-- torture: begin -->", "<!-- torture: end -->"
#: Tools by the program they start: what is run over a folder.
TOOLS: dict[str, tuple[str, list[str]]] = {
    "vaultlint `fix`": ("vaultlint", ["fix", "--isolated", "--no-cache", "-q"]),
    "vaultlint `format`": ("vaultlint", ["format", "--isolated", "--no-cache", "-q"]),
    "mdformat": ("mdformat", ["note.md"]),
    "prettier": ("prettier", ["--write", "--log-level", "error", "**/note.md"]),
    "markdownlint-cli2": ("markdownlint-cli2", ["--fix", "**/note.md"]),
    "rumdl": ("rumdl", ["check", "--fix", "--no-cache", "."]),
}
#: What a tool writes that reads bytes of another encoding as UTF-8: U+FFFD.
_LOST = "\ufffd".encode()
NEIGHBORS = {"a b.md": "# T\n", "x.md": "# T\n", "x.png": "", "n.md": "text ^id\n"}
_SYNTAX = re.compile(
    r"\$\$.*?\$\$|(?<!\$)\$[^$\n]+\$|%%|(?<!\S)#[^\s#]+|!?\[\[[^\[\]\n]*\]\]|\[![^\]\n]+\][+-]?|(?<!\S)\^[\w-]+[ \t]*$"
    r"|\{\{[^}]*\}\}|<%.*?%>|^(?:<{7}|={7}|>{7}|\|{7}).*$",
    re.DOTALL | re.MULTILINE,
)


def kinds_of_damage(before: bytes, after: bytes) -> list[str]:
    """Return the names of the views in which two versions of a note differ."""
    if before == after:
        return []
    old, new = (content.decode("utf-8", "replace") for content in (before, after))
    found = []
    matters = [match[0] if (match := _FRONT_MATTER.match(text)) else "" for text in (old, new)]
    if matters[0].replace("\r\n", "\n") != matters[1].replace("\r\n", "\n"):
        found.append("front matter")
    if _LOST in after and _LOST not in before:
        found.append("lost characters")
    if _line_ends(before) - _line_ends(after):
        found.append("line ends")
    old, new = (text[len(matter) :].replace("\r\n", "\n") for text, matter in zip((old, new), matters, strict=True))
    if _without_layout(markdown_it(old)) != _without_layout(markdown_it(new)):
        found.append("rendering")
    if _SYNTAX.findall(old) != _SYNTAX.findall(new):
        found.append("Obsidian syntax")
    return found


def _line_ends(content: bytes) -> set[bytes]:
    return set(re.findall(rb"\r\n|\n", content))


def expected(case: Case, tool: str) -> set[bytes]:
    """Return what may become of a note besides the note itself: what vaultlint's test asks for."""
    if tool == "vaultlint `fix`":
        return {case.fixed or case.note}
    if tool == "vaultlint `format`":
        return {case.formatted or case.note}
    return {case.fixed or case.note, case.formatted or case.note, case.with_all or case.note}


def run(tool: str, find: Callable[[str], str | None]) -> dict[str, bytes] | None:
    """Return what a tool made of each note; None if the tool is not there."""
    name, arguments = TOOLS[tool]
    if (program := find(name)) is None:
        return None
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        root = Path(folder).resolve()
        places = {title: root / f"{number:02}" for number, title in enumerate(CASES)}
        for title, place in places.items():
            (place / ".obsidian").mkdir(parents=True)
            for neighbor, text in NEIGHBORS.items():
                (place / neighbor).write_text(text, encoding="utf-8")
            (place / "note.md").write_bytes(CASES[title].note)
        environment = {**os.environ, "VAULTLINT_STATE_DIR": str(root / "state")}
        for place in places.values() if name == "mdformat" else [root]:
            subprocess.run([program, *arguments], cwd=place, env=environment, capture_output=True, check=False)
        return {title: (place / "note.md").read_bytes() for title, place in places.items()}


def version(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"\d+\.\d+\.\d+", done.stdout + done.stderr)
    return match[0] if match else "?"


def finder(folders: list[Path]) -> Callable[[str], str | None]:
    def find(name: str) -> str | None:
        # Beside vaultlint may be an mdformat that has its plugin.
        for folder in [Path(sys.executable).parent] if name == "vaultlint" else folders:
            if (folder / name).exists():
                return str((folder / name).absolute())
        return None

    return find


def table(find: Callable[[str], str | None], differences: bool) -> tuple[str, int]:
    """Return the table with its introduction, and the number of notes that vaultlint damages."""
    columns: dict[str, dict[str, list[str]]] = {}
    versions = []
    for tool, (name, _) in TOOLS.items():
        if (made := run(tool, find)) is None:
            print(f"{name} is not there", file=sys.stderr)
            continue
        columns[tool] = {}
        for title, case in CASES.items():
            damage = [] if made[title] in expected(case, tool) else kinds_of_damage(case.note, made[title])
            columns[tool][title] = damage
            if damage and differences:
                print(f"== {tool}: {title}: {', '.join(damage)}\n{case.note!r}\n{made[title]!r}", file=sys.stderr)
        if name != "vaultlint":
            versions.append(f"{name} {version(str(find(name)))}")
    rows = [title for title in CASES if any(column[title] for column in columns.values())]
    lines = [
        f"Measured on {date.today():%d %B %Y}".replace(" 0", " ")
        + f" with each tool's defaults: {', '.join(versions)}.",
        "",
    ]
    lines += [f"| note | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for title in rows:
        lines.append(f"| {title} | {' | '.join(', '.join(column[title]) or 'ok' for column in columns.values())} |")
    counts = [sum(map(bool, column.values())) for column in columns.values()]
    lines.append(f"| **notes changed, of {len(CASES)}** | {' | '.join(f'**{count}**' for count in counts)} |")
    own = sum(count for tool, count in zip(columns, counts, strict=True) if tool.startswith("vaultlint"))
    return "\n".join(lines), own


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--bin", type=Path, action="append", default=[], help="a folder with programs; may repeat")
    parser.add_argument("--write", action="store_true", help="write the table to docs/safety.md")
    parser.add_argument("--differences", action="store_true", help="show each damaged note before and after")
    options = parser.parse_args()
    text, own = table(finder(options.bin), options.differences)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        head, _, rest = page.partition(BEGIN)
        _, _, tail = rest.partition(END)
        PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")
    else:
        print(text)
    return 1 if own else 0


if __name__ == "__main__":
    sys.exit(main())
