"""`.rumdl.toml`, `rumdl.toml`, `[tool.rumdl]` (rumdl's documentation, "Configuration")."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vaultlint.config.migrate.model import Imported, aliases, as_table, read_any, texts
from vaultlint.errors import Failure

_TAKEN = ("enable", "extend-enable", "disable", "extend-disable", "exclude", "respect-gitignore")


def read(path: Path) -> Imported:
    """The global keys, those of each rule, and per-file-ignores."""
    table = as_table(read_any(path), path)
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("rumdl")
        if not isinstance(table, dict):
            raise Failure(f"{path} has no table tool.rumdl to import.")
    found = Imported("rumdl", path)
    by_name = aliases()
    wide = {_kebab(key): value for key, value in table.items() if not isinstance(value, dict)}
    wide |= {_kebab(key): value for key, value in as_table(table.get("global", {}), path, "global").items()}
    _switches(wide, by_name, found)
    found.exclude += texts(wide.get("exclude", []))
    if isinstance(wide.get("respect-gitignore"), bool):
        found.respect_gitignore = wide["respect-gitignore"]
    found.left += [f"{key}: no key corresponds" for key in sorted(set(wide) - set(_TAKEN))]
    for key, value in table.items():
        if isinstance(value, dict) and _kebab(key) == "per-file-ignores":
            _per_file(value, by_name, found)
        elif isinstance(value, dict) and key != "global":
            _rule(key, value, by_name, found)
    return found


def _switches(wide: dict[str, Any], by_name: dict[str, set[str]], found: Imported) -> None:
    """Rumdl runs all its rules, or those of `enable` alone, without those of `disable`."""
    only = texts(wide.get("enable", []))
    more, less = texts(wide.get("extend-enable", [])), texts(wide.get("disable", []))
    less += texts(wide.get("extend-disable", []))
    numbered = [name for name in by_name if name[:2] == "md" and name[2:].isdigit()]
    for name in [*only, *more, *less]:
        if name.lower() not in by_name and name.upper() != "ALL" and name not in less:
            found.left.append(f"{name}: no rule corresponds")
    for name in numbered:
        same = {alias for alias, rules in by_name.items() if rules & by_name[name]}
        on = not only or any(one.lower() in same or one.upper() == "ALL" for one in only)
        on = on or any(one.lower() in same for one in more)
        found.switch(by_name[name], on and not any(one.lower() in same for one in less))


def _per_file(table: dict[str, Any], by_name: dict[str, set[str]], found: Imported) -> None:
    for glob, names in table.items():
        rules = sorted({rule for name in texts(names) for rule in by_name.get(name.lower(), ())})
        if rules:
            found.per_file_ignores[glob] = rules
        found.left += [
            f"per-file-ignores of {glob}: {name}, no rule corresponds"
            for name in texts(names)
            if name.lower() not in by_name
        ]


def _rule(name: str, options: dict[str, Any], by_name: dict[str, set[str]], found: Imported) -> None:
    rules = sorted(by_name.get(name.lower(), ()))
    if not rules:
        found.left.append(f"[{name}]: no {'rule' if name[:2].upper() == 'MD' else 'key'} corresponds")
        return
    if options.get("severity") in ("error", "warning", "info"):
        found.severity.update(dict.fromkeys(rules, options["severity"]))
    if options.get("enabled") is False:
        found.on.difference_update(rules)
        found.switch(rules, False)
    others = sorted(set(options) - {"severity", "enabled"})
    if others:
        found.left.append(f"[{name}]: the options {', '.join(others)} (the rule is {', '.join(rules)})")


def _kebab(key: str) -> str:
    return key.replace("_", "-")
