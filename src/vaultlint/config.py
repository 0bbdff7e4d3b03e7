"""`vaultlint.toml`, or `[tool.vaultlint]` in `pyproject.toml`: found, read, checked key by key.

A wrong key or value ends the run with one sentence that names the file, the key and the nearest right word; nothing is
ignored silently, because a misspelt rule name would look like a clean vault.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from vaultlint.diagnostic import SEVERITIES
from vaultlint.errors import Failure
from vaultlint.selection import known, names_of, nearest

CONFIG_FILES = ("vaultlint.toml", ".vaultlint.toml", "pyproject.toml")


@dataclass(slots=True, frozen=True)
class Config:
    """The effective configuration. `sources` tells for each key that was set which file set it."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    severity: dict[str, str] = field(default_factory=dict)
    fail_on: str = "warning"
    baseline: str | None = None
    cache_dir: str | None = None
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return next(iter(self.sources.values()), "the configuration")


def find_config(root: Path) -> Path | None:
    """The nearest config at the vault's root or above; `pyproject.toml` counts only with a `[tool.vaultlint]` table."""
    for folder in (root, *root.parents):
        for name in CONFIG_FILES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or "vaultlint" in _read(path).get("tool", {})):
                return path
    return None


def load_config(path: Path | None) -> Config:
    """The config of a file, with all that it extends; the defaults if there is no file. Failure names what is wrong."""
    return _load(path, ()) if path else Config()


def _load(path: Path, seen: tuple[Path, ...]) -> Config:
    if path.resolve() in seen:
        raise Failure(f"{path}: 'extend' leads back to this file. Remove one of the two.")
    table = _read(path)
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("vaultlint", {})
    base = Config()
    if "extend" in table:
        named = _string(table.pop("extend"), path, "extend")
        parent = (path.parent / Path(named).expanduser()).resolve()
        if not parent.is_file():
            raise Failure(f"{path}: extend = '{named}': no such file. Paths count from the folder of the config.")
        base = _load(parent, (*seen, path.resolve()))
    return _merge(base, table, path)


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Failure(f"{path}: the config cannot be read: {error.strerror}.") from None
    except ValueError as error:  # no UTF-8, or no TOML
        raise Failure(f"{path}: the config is no valid TOML: {error}.") from None


def _merge(base: Config, table: dict[str, Any], path: Path) -> Config:
    """`table` over `base`: its keys win; tables (per-file-ignores, severity, rules) are joined entry by entry."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        reader = _KEYS.get(key)
        if reader is None:
            raise Failure(
                f"{path}: unknown key '{key}'.{nearest(key, [*_KEYS, 'extend'])} `vaultlint config` lists all."
            )
        read = reader(value, path, key)
        name = key.replace("-", "_")
        if isinstance(read, dict):
            old = getattr(base, name)
            read = {**old, **{k: {**old.get(k, {}), **v} if isinstance(v, dict) else v for k, v in read.items()}}
        values[name] = read
    sources = {**base.sources, **dict.fromkeys(values, str(path))}
    return replace(base, **values, sources=sources)


def _string(value: Any, path: Path, key: str) -> str:
    if not isinstance(value, str):
        raise Failure(f"{path}: {key} must be a text in quotes, not {value!r}.")
    return value


def _strings(value: Any, path: Path, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Failure(f'{path}: {key} must be a list of texts, such as ["broken-link"], not {value!r}.')
    return tuple(value)


def _selectors(value: Any, path: Path, key: str) -> tuple[str, ...]:
    words = _strings(value, path, key)
    for word in words:
        names_of(word, f"{path} ({key})")
    return words


def _boolean(value: Any, path: Path, key: str) -> bool:
    if not isinstance(value, bool):
        raise Failure(f"{path}: {key} must be true or false, not {value!r}.")
    return value


def _table(value: Any, path: Path, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Failure(f"{path}: {key} must be a table, not {value!r}.")
    return value


def _level(value: Any, path: Path, key: str) -> str:
    if value not in (*SEVERITIES, "never"):
        raise Failure(f"{path}: {key} must be one of error, warning, info, never, not {value!r}.")
    return str(value)


def _per_file(value: Any, path: Path, key: str) -> dict[str, tuple[str, ...]]:
    return {glob: _selectors(rules, path, f"{key}.'{glob}'") for glob, rules in _table(value, path, key).items()}


def _severities(value: Any, path: Path, key: str) -> dict[str, str]:
    for rule, level in _table(value, path, key).items():
        names_of(rule, f"{path} ({key})")
        if level not in SEVERITIES:
            raise Failure(f"{path}: {key}.{rule} must be error, warning or info, not {level!r}.")
    return dict(value)


def _rules(value: Any, path: Path, key: str) -> dict[str, dict[str, Any]]:
    """Options of rules, each checked against the type of its default."""
    from vaultlint import registry

    for rule, options in _table(value, path, key).items():
        if rule not in known():
            raise Failure(f"{path}: [rules.{rule}]: unknown rule.{nearest(rule, known())}")
        given = _table(options, path, f"rules.{rule}")
        defaults = {**registry.load(rule).options, "code": False} if rule in registry.catalogue() else {}
        for name, option in given.items():
            if name not in defaults:
                raise Failure(f"{path}: [rules.{rule}]: unknown option '{name}'.{nearest(name, defaults)}")
            default = defaults[name]
            if type(option) is not type(default) and not (
                isinstance(default, (tuple, list)) and isinstance(option, list)
            ):
                wanted = {bool: "true or false", int: "a number", str: "a text"}.get(type(default), "a list")
                raise Failure(f"{path}: [rules.{rule}] {name} must be {wanted}, not {option!r}.")
    return dict(value)


_KEYS: dict[str, Callable[[Any, Path, str], Any]] = {
    "select": _selectors,
    "extend-select": _selectors,
    "ignore": _selectors,
    "exclude": _strings,
    "extend-exclude": _strings,
    "respect-gitignore": _boolean,
    "per-file-ignores": _per_file,
    "severity": _severities,
    "fail-on": _level,
    "baseline": _string,
    "cache-dir": _string,
    "rules": _rules,
}


def entries(config: Config) -> list[tuple[str, Any, str]]:
    """Every key with its effective value and where that comes from, for `vaultlint config`."""
    shown = [one.name for one in fields(Config) if one.name != "sources"]
    return [(name.replace("_", "-"), getattr(config, name), config.sources.get(name, "default")) for name in shown]
