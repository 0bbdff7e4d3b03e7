"""Write the tables of docs/migration.md: every rule of another linter, and its counterpart here.

python tools/migration.py            write the tables
python tools/migration.py --check    exit 1 if they are not up to date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from vaultlint.config.migrate.counterparts import Counterpart, counterparts

PAGE = Path(__file__).resolve().parent.parent / "docs" / "migration.md"
LINTERS = ("obsidian-linter", "markdownlint", "rumdl")


def table(linter: str) -> Iterator[str]:
    """Yield the rows of a linter's table; rumdl's leaves out what it shares with markdownlint."""
    shared = counterparts("markdownlint") if linter == "rumdl" else {}
    yield f"| {linter} | here |"
    yield "|---|---|"
    for name, counterpart in counterparts(linter).items():
        if name not in shared:
            names = f" {', '.join(counterpart.names)}" if counterpart.names else ""
            yield f"| {name}{names} | {_here(counterpart)} |"


def _here(counterpart: Counterpart) -> str:
    if counterpart.why:
        return f"– {counterpart.why}"
    style = [f"`{counterpart.format}` of `[format]`"] if counterpart.format else []
    return ", ".join([*(f"`{rule}`" for rule in counterpart.rules), *style])


def with_tables(text: str) -> str:
    """Return the page with its tables, each between two comments, made anew."""
    for linter in LINTERS:
        opening, closing = f"<!-- table: {linter} -->\n", "<!-- end of table -->"
        before, _, rest = text.partition(opening)
        after = rest.partition(closing)[2]
        text = "".join([before, opening, "\n", *(f"{row}\n" for row in table(linter)), "\n", closing, after])
    return text


def main() -> int:
    """Write or check the page."""
    text = PAGE.read_text("utf-8")
    made = with_tables(text)
    if "--check" in sys.argv[1:]:
        return int(made != text)
    PAGE.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
