"""`.markdownlint.*` and `.markdownlint-cli2.*` (markdownlint's README, "Configuration"; markdownlint-cli2's README)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vaultlint.config.migrate.model import Imported, aliases, as_table, read_any, texts

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


def read(path: Path) -> Imported:
    """A file of markdownlint, or of markdownlint-cli2 with markdownlint's in it."""
    found = Imported("markdownlint", path)
    content = read_any(path)
    table = as_table({} if content is None else content, path)  # an empty YAML file says nothing
    if "cli2" in path.name:
        _around(table, found)
        table = as_table(table.get("config") or {}, path, "config")
    if "extends" in table:
        found.left.append(f"extends {table['extends']!r}: import that file too")
    by_name = aliases()
    numbered = {name: rules for name, rules in by_name.items() if name[:2] == "md" and name[2:].isdigit()}
    state = dict.fromkeys(numbered, table.get("default") is not False)
    for name, value in table.items():
        if name not in _NO_RULES:
            _rule(name, value, by_name, state, found)
    for name, on in state.items():
        found.switch(numbered[name], on)
    return found


def _rule(name: str, value: Any, by_name: dict[str, set[str]], state: dict[str, bool], found: Imported) -> None:
    on = value is not False and not (isinstance(value, dict) and value.get("enabled") is False)
    key = name.lower()
    if key in TAGS:
        state.update({f"md{int(number):03}": on for number in TAGS[key].split() if f"md{int(number):03}" in state})
        return
    rules = by_name.get(key)
    if not rules:
        if on:
            found.left.append(f"{name}: no rule corresponds")
        return
    # A rule may be named by its number or by its word: both mean the number's state.
    same = [number for number in state if by_name[number] & rules]
    state.update(dict.fromkeys(same or (), on))
    if not same:
        found.switch(rules, on)
    level: Any = value.get("severity") if isinstance(value, dict) else value
    if on and level in ("error", "warning"):
        found.severity.update(dict.fromkeys(sorted(rules), level))
    options = sorted(set(value) - {"enabled", "severity"}) if isinstance(value, dict) else []
    if on and options:
        found.left.append(f"{name}: the options {', '.join(options)} (the rule is {', '.join(sorted(rules))})")


def _around(table: dict[str, Any], found: Imported) -> None:
    """What markdownlint-cli2 has beside the rules."""
    found.linter = "markdownlint-cli2"
    found.exclude += texts(table.get("ignores", []))
    if isinstance(table.get("gitignore"), bool):
        found.respect_gitignore = table["gitignore"]
    for key in sorted(set(table) - {"config", "ignores", "gitignore", "$schema"}):
        found.left.append(f"{key}: no key corresponds")
