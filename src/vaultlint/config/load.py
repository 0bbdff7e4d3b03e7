"""Find and read a configuration, and merge it with what it extends.

A wrong key or value ends the run with one sentence that names the file, the key and the nearest right word; nothing is
ignored silently, because a misspelled rule name would look like a clean vault.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from vaultlint.config.keys import BEFORE_RULES, KEYS, Place
from vaultlint.config.model import Config
from vaultlint.config.trust import CONSENT, RULE_KEYS, Stranger
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.regular_file import read_regular
from vaultlint.rule_selection import nearest

_MOST_EXTENDED = 20
CONFIG_FILES = ("vaultlint.toml", ".vaultlint.toml", "pyproject.toml")


def find_config(root: Path) -> Path | None:
    """The nearest config at the vault's root or above; `pyproject.toml` counts only with a `[tool.vaultlint]` table."""
    for folder in (root, *root.parents):
        for name in CONFIG_FILES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or _has_table(path)):
                return path
    return None


def _has_table(path: Path) -> bool:
    tool = _read(path).get("tool")
    return isinstance(tool, dict) and "vaultlint" in tool


def load_config(path: Path | None, stranger: Stranger | None = None) -> Config:
    """The config of a file, with all that it extends; the defaults if there is no file. Failure names what is wrong.

    The plugin rules that it names are loaded first, since it may configure them. With `stranger` the file is one
    that is not trusted: see `config.trust`.
    """
    if path is None:
        return Config()
    if stranger is not None and not stranger.holds(path):
        shown = f"{visible(str(path))}: the file leads outside {visible(str(stranger.tree))}"
        stranger.notice(f"{shown} and is not read. Name it with --config, or add --trust-config.")
        return Config()
    return _load(path, (), stranger)


def files_of_config(path: Path) -> list[Path]:
    """The files that make up a config: itself, what it extends, and the Python files that these name; real paths."""
    found: list[Path] = []
    while path.is_file() and path not in found:
        found.append(path)
        table = _table_of(path)
        for named in table.get("rule-paths", ()) if isinstance(table.get("rule-paths"), list) else ():
            code = (path.parent / Path(str(named)).expanduser()).resolve()
            found += sorted(code.rglob("*.py")) if code.is_dir() else [code]
        if not isinstance(table.get("extend"), str):
            break
        path = (path.parent / Path(table["extend"]).expanduser()).resolve()
    return found


def _table_of(path: Path) -> dict[str, Any]:
    table = _read(path)
    if path.name == "pyproject.toml":
        tool = table.get("tool", {})
        table = tool.get("vaultlint", {}) if isinstance(tool, dict) else {}
        if not isinstance(table, dict):
            raise Failure(f"{path}: tool.vaultlint must be a table.")
    return table


def _load(path: Path, seen: tuple[Path, ...], stranger: Stranger | None) -> Config:
    if path.resolve() in seen:
        raise Failure(f"{path}: 'extend' leads back to this file. Remove one of the two.")
    table = _table_of(path)
    if stranger is not None:
        table = stranger.allowed(table, path)
    base = Config()
    if "extend" in table:
        named = table.pop("extend")
        if not isinstance(named, str):
            raise Failure(f"{path}: extend must be a quoted string, not {named!r}.")
        parent = (path.parent / Path(named).expanduser()).resolve()
        if stranger is not None and not stranger.holds(parent):
            shown = f"{visible(str(path))}: extend leads outside {visible(str(stranger.tree))}"
            stranger.notice(f"{shown} and is not read. {CONSENT}.")
        elif not parent.is_file():
            raise Failure(f"{path}: extend = '{named}': no such file. Paths are relative to the folder of the config.")
        elif len(seen) >= _MOST_EXTENDED:
            raise Failure(f"{path}: more than {_MOST_EXTENDED} configurations extend each other. Join some.")
        else:
            base = _load(parent, (*seen, path.resolve()), stranger)
    if "preset" in table:
        base = _with_preset(base, table, path)
    if stranger is not None and stranger.lacks_code:
        return _merge_known(base, table, Place(str(path), path.parent), stranger)
    return merge(base, table, Place(str(path), path.parent))


def _merge_known(base: Config, table: dict[str, Any], place: Place, stranger: Stranger) -> Config:
    """Merge key by key, leaving out keys that name rules which were not loaded."""
    for key in sorted(table, key=lambda key: key not in BEFORE_RULES):
        try:
            base = merge(base, {key: table[key]}, place)
        except Failure:
            if key not in RULE_KEYS:
                raise
            stranger.notice(f"{visible(place.name)}: {key} names rules that are not loaded, so it is ignored.")
    return base


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
        return tomllib.loads(read_regular(path).decode("utf-8-sig"))
    except OSError as error:
        raise Failure(f"{path}: the config cannot be read: {error.strerror}.") from None
    except RecursionError:
        raise Failure(f"{path}: the config is nested too deeply.") from None
    except ValueError as error:  # no UTF-8, or no TOML
        raise Failure(f"{path}: the config is not valid TOML: {visible(str(error))}.") from None


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
        elif key in ("overrides", "patterns", "schemas", "rule-paths", "plugins"):
            read = (*old, *(one for one in read if one not in old))
        values[name] = read
        sources[key] = place.name
        if key in BEFORE_RULES:
            from vaultlint.plugins.install import install

            install(key, read, place.name)
    return replace(base, **values, sources=sources)


def install_rules(config: Config) -> None:
    """Load the plugin rules that a configuration names, as when it was read."""
    from vaultlint.plugins.install import install

    for key, values in (("plugins", config.plugins), ("rule-paths", config.rule_paths), ("patterns", config.patterns)):
        install(key, values, config.sources.get(key, config.source))
