"""A configuration found, read, and laid over what it extends.

A wrong key or value ends the run with one sentence that names the file, the key and the nearest right word; nothing is
ignored silently, because a misspelt rule name would look like a clean vault.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from vaultlint.config.keys import BEFORE_RULES, KEYS, Place
from vaultlint.config.model import Config
from vaultlint.errors import Failure
from vaultlint.rule_selection import nearest

CONFIG_FILES = ("vaultlint.toml", ".vaultlint.toml", "pyproject.toml")


def find_config(root: Path) -> Path | None:
    """The nearest config at the vault's root or above; `pyproject.toml` counts only with a `[tool.vaultlint]` table."""
    for folder in (root, *root.parents):
        for name in CONFIG_FILES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or "vaultlint" in _read(path).get("tool", {})):
                return path
    return None


def load_config(path: Path | None) -> Config:
    """The config of a file, with all that it extends; the defaults if there is no file. Failure names what is wrong.

    The rules of the user's own that it names are loaded, for it may speak of them.
    """
    return _load(path, ()) if path else Config()


def _load(path: Path, seen: tuple[Path, ...]) -> Config:
    if path.resolve() in seen:
        raise Failure(f"{path}: 'extend' leads back to this file. Remove one of the two.")
    table = _read(path)
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("vaultlint", {})
        if not isinstance(table, dict):
            raise Failure(f"{path}: tool.vaultlint must be a table.")
    base = Config()
    if "extend" in table:
        named = table.pop("extend")
        if not isinstance(named, str):
            raise Failure(f"{path}: extend must be a text in quotes, not {named!r}.")
        parent = (path.parent / Path(named).expanduser()).resolve()
        if not parent.is_file():
            raise Failure(f"{path}: extend = '{named}': no such file. Paths count from the folder of the config.")
        base = _load(parent, (*seen, path.resolve()))
    if "preset" in table:
        base = _with_preset(base, table, path)
    return merge(base, table, Place(str(path), path.parent))


def _with_preset(base: Config, table: dict[str, Any], path: Path) -> Config:
    from vaultlint.config.presets import preset_file, presets

    name = table["preset"]
    if name not in presets():
        known = ", ".join(presets())
        raise Failure(f"{path}: unknown preset {name!r}.{nearest(str(name), presets())} Known: {known}.")
    return merge(base, _read(preset_file(name)), Place(f"the preset '{name}'", path.parent))


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Failure(f"{path}: the config cannot be read: {error.strerror}.") from None
    except ValueError as error:  # no UTF-8, or no TOML
        raise Failure(f"{path}: the config is no valid TOML: {error}.") from None


def merge(base: Config, table: dict[str, Any], place: Place) -> Config:
    """`table` over `base`: its keys win, tables are joined entry by entry, overrides and patterns come after."""
    for key in table:
        if key not in KEYS:
            hint = nearest(key, [*KEYS, "extend"])
            raise Failure(f"{place.name}: unknown key '{key}'.{hint} `vaultlint config` lists all.")
    values: dict[str, Any] = {}
    sources = dict(base.sources)
    # The user's own rules first: other keys may name them.
    for key in sorted(table, key=lambda key: key not in BEFORE_RULES):
        name = key.replace("-", "_")
        read, old = KEYS[key].read(table[key], place, key), getattr(base, name)
        if isinstance(read, dict):
            sources.update(dict.fromkeys((f"{key}.{entry}" for entry in read), place.name))
            read = {**old, **{k: {**old.get(k, {}), **v} if isinstance(v, dict) else v for k, v in read.items()}}
        elif key in ("overrides", "patterns", "rule-paths", "plugins"):
            read = (*old, *(one for one in read if one not in old))
        values[name] = read
        sources[key] = place.name
        if key in BEFORE_RULES:
            from vaultlint.plugins.install import install

            install(key, read, place.name)
    return replace(base, **values, sources=sources)
