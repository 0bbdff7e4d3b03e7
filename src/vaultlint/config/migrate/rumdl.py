"""`.rumdl.toml`, `rumdl.toml`, `[tool.rumdl]` (rumdl's documentation, "Configuration")."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vaultlint.config.migrate.counterparts import Counterpart, counterparts, find
from vaultlint.config.migrate.markdownlint import switch_all
from vaultlint.config.migrate.model import Imported, as_table, read_any, texts
from vaultlint.errors import Failure

_TAKEN = ("enable", "extend-enable", "disable", "extend-disable", "exclude", "respect-gitignore", "flavor")


def read(path: Path) -> Imported:
    """Read the global keys, those of each rule, and per-file-ignores."""
    table = as_table(read_any(path), path)
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("rumdl")
        if not isinstance(table, dict):
            raise Failure(f"{path} has no [tool.rumdl] table to import.")
    found = Imported("rumdl", path)
    wide = {_kebab(key): value for key, value in table.items() if not isinstance(value, dict)}
    wide |= {_kebab(key): value for key, value in as_table(table.get("global", {}), path, "global").items()}
    found.exclude += texts(wide.get("exclude", []))
    if isinstance(wide.get("respect-gitignore"), bool):
        found.respect_gitignore = wide["respect-gitignore"]
    found.left += [f"{key}: no key corresponds" for key in sorted(set(wide) - set(_TAKEN))]
    state, named = _switches(wide, found)
    for key, value in table.items():
        if isinstance(value, dict) and _kebab(key) == "per-file-ignores":
            _take_per_file(value, found)
        elif isinstance(value, dict) and key != "global":
            _take_rule(key, value, state, named, found)
    switch_all(state, named, found)
    if "property-order" in found.on:  # all other names are sorted there
        found.options.setdefault("property-order", {})["sort-rest"] = True
    return found


def _switches(wide: dict[str, Any], found: Imported) -> tuple[dict[str, bool], set[str]]:
    """Return which rules run, by number, and which the file names.

    Rumdl runs all its rules, or those of `enable` alone, without those of `disable`.
    """
    only, more = texts(wide.get("enable", [])), texts(wide.get("extend-enable", []))
    less = [*texts(wide.get("disable", [])), *texts(wide.get("extend-disable", []))]
    named = {one.name for name in (*only, *more) if (one := _known(name, found)) is not None}
    everything = not only or any(name.upper() == "ALL" for name in only)
    off = {one.name for name in less if (one := find("rumdl", name)) is not None}
    state = {
        number: number not in off and (number in named or (everything and not one.opt_in))
        for number, one in counterparts("rumdl").items()
    }
    return state, named


def _known(name: str, found: Imported) -> Counterpart | None:
    counterpart = find("rumdl", name)
    if counterpart is None and name.upper() != "ALL":
        found.left.append(f"{name}: rumdl has no such rule")
    return counterpart


def _take_per_file(table: dict[str, Any], found: Imported) -> None:
    for glob, names in table.items():
        counterparts_of = {name: find("rumdl", name) for name in texts(names)}
        rules = sorted({rule for one in counterparts_of.values() if one for rule in one.rules})
        if rules:
            found.per_file_ignores[glob] = rules
        found.left += [
            f"per-file-ignores of {glob}: {name}, no rule corresponds"
            for name, one in counterparts_of.items()
            if one is None or not one.rules
        ]


def _take_rule(name: str, options: dict[str, Any], state: dict[str, bool], named: set[str], found: Imported) -> None:
    counterpart = find("rumdl", name)
    if counterpart is None:
        found.left.append(f"[{name}]: no {'rule' if name[:2].upper() == 'MD' else 'key'} corresponds")
        return
    if options.get("severity") in ("error", "warning", "info"):
        found.severity.update(dict.fromkeys(counterpart.rules, options["severity"]))
    if options.get("enabled") is False:
        state[counterpart.name] = False
    elif options.get("enabled") is True:
        state[counterpart.name] = True
    if state[counterpart.name]:
        named.add(counterpart.name)
        found.take_options(counterpart, options)


def _kebab(key: str) -> str:
    return key.replace("_", "-")
