"""`.markdownlint.*` and `.markdownlint-cli2.*` (markdownlint's README, "Configuration"; markdownlint-cli2's README)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vaultlint.config.migrate.counterparts import counterparts, find
from vaultlint.config.migrate.model import Imported, as_table, read_any, texts

#: The tags of markdownlint's rules: one word in a configuration switches all rules of it (its README, "Tags").
TAGS: dict[str, str] = {
    "accessibility": "45 59",
    "atx": "18 19",
    "atx_closed": "20 21",
    "blank_lines": "12 22 31 32 47",
    "blockquote": "27 28",
    "bullet": "4 5 7 32",
    "code": "14 31 38 40 46 48",
    "emphasis": "36 37 49 50",
    "hard_tab": "10",
    "headings": "1 3 18 19 20 21 22 23 24 25 26 36 41 43",
    "hr": "35",
    "html": "33",
    "images": "45 52 53 54",
    "indentation": "5 7 27",
    "language": "40",
    "line_length": "13",
    "links": "11 34 39 42 51 52 53 54 59",
    "ol": "29 30 32",
    "spaces": "18 19 20 21 23",
    "spelling": "44",
    "table": "55 56 58 60",
    "ul": "4 5 7 30 32",
    "url": "34",
    "whitespace": "9 10 12 27 28 30 37 38 39",
}
_NO_RULES = ("default", "extends", "$schema")
#: What MD059 reports if no texts are configured (markdownlint's doc/md059.md, rumdl's docs/md059.md).
VAGUE_TEXTS = ["click here", "here", "link", "more"]


def read(path: Path) -> Imported:
    """Read a file of markdownlint, or of markdownlint-cli2 with markdownlint's in it."""
    found = Imported("markdownlint", path)
    content = read_any(path)
    table = as_table({} if content is None else content, path)  # an empty YAML file holds nothing
    if "cli2" in path.name:
        _take_surroundings(table, found)
        table = as_table(table.get("config") or {}, path, "config")
    if "extends" in table:
        found.left.append(f"extends {table['extends']!r}: import that file too")
    state = dict.fromkeys(counterparts("markdownlint"), table.get("default") is not False)
    named: set[str] = set()
    for name, value in table.items():
        if name not in _NO_RULES:
            named.update(_take_rule(name, value, state, found))
    switch_all(state, named, found)
    return found


def switch_all(state: Mapping[str, bool], named: set[str], found: Imported) -> None:
    """Turn rules on and off by number; list those that are on without a counterpart, unnamed ones in one line."""
    unnamed = []
    for number, on in state.items():
        counterpart = counterparts(found.linter)[number]
        found.switch(counterpart.rules, on)
        if on and counterpart.why:
            if number in named:
                found.leave(counterpart)
            else:
                unnamed.append(number)
    if unnamed:
        found.left.append(f"on by default there, without a counterpart here: {', '.join(unnamed)}")
    if "vague-link-text" in found.on:
        found.options.setdefault("vague-link-text", {}).setdefault("texts", VAGUE_TEXTS)


def _take_rule(name: str, value: Any, state: dict[str, bool], found: Imported) -> Iterator[str]:
    """Yield the numbers that an entry names."""
    on = value is not False and not (isinstance(value, dict) and value.get("enabled") is False)
    if name.lower() in TAGS:
        state.update({f"MD{int(number):03}": on for number in TAGS[name.lower()].split()})
        return
    counterpart = find("markdownlint", name)
    if counterpart is None:
        if on:
            found.left.append(f"{name}: markdownlint has no such rule of its own")
        return
    yield counterpart.name
    state[counterpart.name] = on
    if not on:
        return
    options = value if isinstance(value, dict) else {}
    level: Any = options.get("severity") if options else value
    if level in ("error", "warning"):
        found.severity.update(dict.fromkeys(counterpart.rules, level))
    found.take_options(counterpart, options)


def _take_surroundings(table: dict[str, Any], found: Imported) -> None:
    """Import the settings of markdownlint-cli2 besides the rules."""
    found.linter = "markdownlint-cli2"
    found.exclude += texts(table.get("ignores", []))
    if isinstance(table.get("gitignore"), bool):
        found.respect_gitignore = table["gitignore"]
    for key in sorted(set(table) - {"config", "ignores", "gitignore", "$schema"}):
        found.left.append(f"{key}: no key corresponds")
