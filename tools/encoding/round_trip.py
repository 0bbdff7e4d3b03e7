"""Damage lines of real text and count how many come back, beside ftfy.

    python tools/encoding/round_trip.py LINES SEED LANGUAGE=FOLDER...

From the Markdown and text files of each folder LINES lines with letters beyond ASCII are drawn, read wrongly once
through a codec that is usual for the language (now and then twice), and repaired one by one, as texts of their own.
Printed are, by language and in all, how many come back exactly, and how many are changed to something else.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import ftfy

from vaultlint.encoding import repair
from vaultlint.encoding.codecs import damage

WESTERN = ["cp1252", "cp1252", "cp1252", "latin-1", "mac_roman", "cp850", "cp437"]
CENTRAL = ["cp1250", "cp1250", "cp1252", "cp852"]
CYRILLIC = ["cp1251", "cp1251", "cp1252", "koi8-r", "cp866"]
#: The codecs that text of a language is usually misread with; Western ones for all others.
CODECS = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "bs", "sl", "sh", "ro"), CENTRAL),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be"), CYRILLIC),
    "zh": ["gbk", "gbk", "cp1252"],
    "zh_TW": ["big5", "gbk", "cp1252"],
    "ja": ["cp932", "cp932", "cp1252"],
    "ko": ["cp949", "cp949", "cp1252"],
    "el": ["cp1253", "cp1252"],
    "tr": ["cp1254", "cp1252", "cp857"],
    **{language: ["cp1252"] for language in ("ar", "fa", "he", "hi", "bn", "ta", "ml", "ne", "th")},
}
TWICE = 0.08


def lines_of(folder: Path) -> list[str]:
    lines: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".md", ".txt") and path.is_file():
            lines.update(path.read_text(encoding="utf-8", errors="replace").split("\n"))
    good = (line.strip() for line in lines)
    return sorted(line for line in good if 20 < len(line) < 160 and sum(1 for char in line if char > "\x7f") > 1)


def damaged(line: str, language: str, source: random.Random) -> str | None:
    """The line, read wrongly; None if the codec lost bytes."""
    codec = source.choice(CODECS.get(language, WESTERN))
    chain = (codec, codec) if source.random() < TWICE and codec in ("cp1252", "mac_roman", "cp1251") else (codec,)
    try:
        wrong = damage(line, chain)
    except UnicodeError:
        return None
    return None if "\ufffd" in wrong or wrong == line else wrong


def main(count: int, seed: int, folders: dict[str, Path]) -> None:
    source = random.Random(seed)
    tools: dict[str, Callable[[str], str]] = {"vaultlint": repair, "ftfy": ftfy.fix_encoding}
    all_lines = 0
    totals = {name: [0, 0] for name in tools}
    for language, folder in folders.items():
        pairs = []
        lines = lines_of(folder)
        source.shuffle(lines)
        for line in lines:
            wrong = damaged(line, language, source) if len(pairs) < count else None
            if wrong is not None:
                pairs.append((wrong, line))
        all_lines += len(pairs)
        report = []
        for name, tool in tools.items():
            results = [(wrong, tool(wrong), line) for wrong, line in pairs]
            exact = sum(1 for _, now, line in results if now == line)
            totals[name][0] += exact
            totals[name][1] += sum(1 for wrong, now, line in results if now not in (wrong, line))
            report.append(f"{name} {exact}")
            for wrong, now, line in results if name == "vaultlint" else ():
                if now != line:
                    print(f"    {wrong!r}\n -> {now!r}\n != {line!r}", file=sys.stderr)
        print(f"{language:6} {len(pairs):4} lines  {'  '.join(report)}")
    for name, (exact, other) in totals.items():
        print(f"{name:10} {exact} of {all_lines} exactly, {other} changed otherwise")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(int(sys.argv[1]), int(sys.argv[2]), {name: Path(at) for name, at in (one.split("=") for one in sys.argv[3:])})
