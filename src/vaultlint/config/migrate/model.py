"""What is taken over from another configuration, and what other linters call vaultlint's rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vaultlint import rule_registry
from vaultlint.config.dump import toml
from vaultlint.errors import Failure
from vaultlint.rule_pages import rulebook


@dataclass(slots=True)
class Imported:
    """`on` and `off` are vaultlint's names; `left` says, a line each, what has no counterpart here."""

    linter: str
    path: Path
    on: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)
    severity: dict[str, str] = field(default_factory=dict)
    exclude: list[str] = field(default_factory=list)
    per_file_ignores: dict[str, list[str]] = field(default_factory=dict)
    respect_gitignore: bool | None = None
    patterns: list[dict[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def switch(self, rules: Iterable[str], on: bool) -> None:
        """Turn rules on or off; a rule that another name has turned on stays on."""
        for rule in rules:
            (self.on if on else self.off).add(rule)

    def _stay(self) -> list[str]:
        """Rules that are off there and stay on here."""
        kept = sorted(
            name for name in self.off - self.on if _resolves_better(name) and rule_registry.load(name).default
        )
        return [
            f"{name} stays on: it resolves links as Obsidian does; name it in ignore to turn it off" for name in kept
        ]

    def lines(self) -> Iterator[str]:
        """The configuration, as TOML with comments."""
        yield f"# Taken over from {self.path.name} of {self.linter}. `vaultlint explain RULE` says what a rule is for."
        if left := [*self.left, *self._stay()]:
            yield "#"
            yield "# Not taken over:"
            yield from (f"# - {one}" for one in left)
        by_default = {name: rule_registry.load(name).default for name in rule_registry.catalogue()}
        added = sorted(name for name in self.on if not by_default[name])
        silent = sorted(name for name in self.off - self.on if by_default[name] and not _resolves_better(name))
        yield ""
        yield f"extend-select = {_list(added)}"
        yield f"ignore = {_list(silent)}"
        if self.exclude:
            yield f"exclude = {_list(self.exclude)}"
        if self.respect_gitignore is not None:
            yield f"respect-gitignore = {toml(self.respect_gitignore)}"
        for key, table in (("per-file-ignores", self.per_file_ignores), ("severity", self.severity)):
            if table:
                yield from ("", f"[{key}]")
                yield from (f"{toml(name)} = {toml(value)}" for name, value in table.items())
        for pattern in self.patterns:
            yield from ("", "[[patterns]]")
            yield from (f"{key} = {toml(value)}" for key, value in pattern.items())


def _resolves_better(name: str) -> bool:
    """Whether other linters' rule of that meaning is often turned off because it knows no wikilinks."""
    return rule_registry.catalogue()[name] == "links"


def _list(values: list[str]) -> str:
    if sum(len(value) + 4 for value in values) < 80:
        return toml(values)
    return "[\n" + "".join(f"    {toml(value)},\n" for value in values) + "]"


def aliases() -> dict[str, set[str]]:
    """What other linters call a rule, in small letters → vaultlint's rules of that meaning."""
    import yaml

    folder = rulebook()
    if folder is None:
        raise Failure("the rulebook, which holds the names that rules have in other linters, was not installed.")
    found: dict[str, set[str]] = {}
    for name in rule_registry.catalogue():
        note = folder / f"{name}.md"
        if not rule_registry.is_built_in(name) or not note.is_file():
            continue
        head = note.read_text("utf-8").split("\n---\n", 1)[0].removeprefix("---\n")
        for alias in yaml.safe_load(head).get("aliases") or ():
            found.setdefault(str(alias).lower(), set()).add(name)
        found.setdefault(name, {name})
    return found


def as_table(value: Any, path: Path, what: str = "the file") -> dict[str, Any]:
    """The value if it is a table with names; else a Failure that says so."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise Failure(f"{path}: {what} must hold names and values, and holds {type(value).__name__}.")
    return value


def texts(value: Any) -> list[str]:
    """The texts of a list, or the one text; nothing else is kept."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str)]


def read_any(path: Path) -> Any:
    """The content by the file's ending. Failure if it cannot be read or is broken."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Failure(f"{path} cannot be read: it is no UTF-8.") from None
    try:
        if path.suffix == ".toml":
            import tomllib

            return tomllib.loads(text)
        if path.suffix in (".yaml", ".yml"):
            return _yaml(text)
        return json.loads("".join(_plain_json(text)))
    except (ValueError, RecursionError) as error:
        raise Failure(f"{path} cannot be read: {' '.join(str(error).split())}.") from None


def _yaml(text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(error) from None


def _plain_json(text: str) -> Iterator[str]:
    """The text without `//` and `/* */` comments and without commas that nothing follows."""
    comma = ""
    for token in _tokens(text):
        if token.startswith(("//", "/*")):
            continue
        if token == ",":
            comma = ","
            continue
        if comma and not token.isspace():
            if token[0] not in "]}":
                yield comma
            comma = ""
        yield token


def _tokens(text: str) -> Iterator[str]:
    """Strings, comments, single characters."""
    at, length = 0, len(text)
    while at < length:
        start = at
        if text[at] == '"':
            at += 1
            while at < length and text[at] != '"':
                at += 2 if text[at] == "\\" else 1
            at += 1
        elif text.startswith("//", at):
            end = text.find("\n", at)
            at = end if end >= 0 else length
        elif text.startswith("/*", at):
            end = text.find("*/", at)
            at = end + 2 if end >= 0 else length
        else:
            at += 1
        yield text[start:at]
