"""The effective configuration as TOML, each value with the file that set it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from vaultlint.config.model import Config
from vaultlint.escape import visible
from vaultlint.pattern import Pattern

_BARE = Pattern(r"[A-Za-z0-9_-]+\Z")

#: What the default of a key means, where its value does not say it.
_UNSET = {
    "preset": "none",
    "select": "the rules that are on by default",
    "baseline": ".vaultlint-baseline.json in the vault's root, if there is one",
    "follow-links": "false in a git work tree; elsewhere files of linked folders are listed, and not checked",
    "flavor": "detected",
    "cache-dir": "the system's folder for caches",
}


def toml_file(lines: Iterable[str]) -> str:
    """The lines of a file; in comments, which may hold names and texts of a vault, nothing can end the line."""
    return "\n".join([*(visible(line) if line.startswith("#") else line for line in lines), ""])


def entries(config: Config) -> list[tuple[str, Any, str]]:
    """Every key with its effective value and where that comes from."""
    names = [field.name for field in fields(Config) if field.name not in ("sources", "program")]
    return [(_key(name), getattr(config, name), config.sources.get(_key(name), "default")) for name in names]


def as_toml(config: Config) -> str:
    """All keys as TOML: single values first, then the tables."""
    lines: list[str] = []
    tables: list[str] = []
    for key, value, source in entries(config):
        if key == "preset" and value is not None:
            lines.append(f"# preset = {toml(value)}  # {visible(source)}; what it sets is shown below")
        elif value is None:
            lines.append(f"# {key}: {_UNSET[key]}")
        elif isinstance(value, dict):
            tables += _table(key, value, config.sources)
        elif key in ("overrides", "patterns", "schemas"):
            tables += (line for item in value for line in _array(key, item))
        else:
            lines.append(f"{key} = {toml(value)}  # {visible(source)}")
    return "\n".join([*lines, *tables, ""])


def _table(key: str, value: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[str]:
    if key == "rules":
        for rule, options in value.items():
            yield from ("", f"[rules.{_quoted(rule)}]  # {visible(sources[f'{key}.{rule}'])}")
            yield from (f"{_quoted(name)} = {toml(option)}" for name, option in options.items())
    elif value:
        yield from ("", f"[{key}]")
        yield from (
            f"{_quoted(name)} = {toml(one)}  # {visible(sources[f'{key}.{name}'])}" for name, one in value.items()
        )


def _array(key: str, one: Any) -> Iterator[str]:
    """One table of `[[overrides]]`, `[[patterns]]` or `[[schemas]]`: what differs from the default."""
    source = f"  # {visible(one.source)}" if key == "patterns" else ""
    yield from ("", f"[[{key}]]{source}")
    for field in fields(one):
        value = getattr(one, field.name)
        default = field.default if isinstance(field.default, (str, bool, tuple)) else None
        if value not in (None, {}, default) and field.name not in ("source", "document"):
            yield f"{_key(field.name)} = {toml(value)}"


def _key(name: str) -> str:
    return name.replace("_", "-")


def _quoted(key: str) -> str:
    return key if _BARE.match(key) else toml(key)


def comment(text: str) -> str:
    """Return a comment of one line, whatever the text holds."""
    return f"# {visible(text)}"


def toml(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_quoted(key)} = {toml(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple, frozenset)):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for the delete character, which JSON leaves as it is.
        text = value.encode("utf-8", "replace").decode("utf-8")  # a file name need not be Unicode, TOML has to be
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
