"""Time the engine beside ftfy's `fix_encoding`, line by line behind `isascii()`, in one run.

    python tools/encoding/speed.py FOLDER...

Each FOLDER is one row: its `*.md` files, read beforehand. Both run five times over all files, in turn; the first round
of the engine, in which nothing is remembered yet, and the best of each are shown, in megabytes of UTF-8 a second.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import ftfy

from vaultlint.encoding import find

ROUNDS = 5


def by_line(text: str) -> None:
    for line in text.split("\n"):
        if not line.isascii():
            ftfy.fix_encoding(line)


def seconds(run: Callable[[str], object], texts: list[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        run(text)
    return time.perf_counter() - start


def main(folders: list[Path]) -> None:
    for run in (find, by_line):
        run("Ã©")
    for folder in folders:
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.md"))]
        size = sum(len(text.encode()) for text in texts) / 1e6
        rounds = [(seconds(by_line, texts), seconds(find, texts)) for _ in range(ROUNDS)]
        theirs, ours = min(row[0] for row in rounds), min(row[1] for row in rounds)
        print(
            f"{folder.name:12} {size:7.2f} MB  ftfy {size / theirs:7.1f}  first {size / rounds[0][1]:7.1f}"
            f"  best {size / ours:7.1f} MB/s  {theirs / ours:5.1f} x"
        )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(folder) for folder in sys.argv[1:]])
