"""Result of importing a configuration, and the names of vaultlint's rules in other linters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vaultlint import rule_registry
from vaultlint.config.dump import comment, toml
from vaultlint.config.migrate.counterparts import Counterpart
from vaultlint.errors import Failure
from vaultlint.regular_file import read_regular

#: What a style is called elsewhere → its value in `[format]`, by option.
_STYLES: Final[dict[str, dict[str, str]]] = {
    "headings": {"atx": "atx"},
    "list-marker": {"dash": "-", "asterisk": "*", "plus": "+", "-": "-", "*": "*", "+": "+"},
    "numbering": {"one": "ones", "ordered": "consecutive", "lazy": "ones", "ascending": "consecutive"},
    "thematic-break": {"---": "---"},
    "emphasis": {"asterisk": "*", "underscore": "_", "*": "*", "_": "_"},
    "strong": {"asterisk": "**", "underscore": "__", "**": "**", "__": "__"},
    "tables": {"aligned": "align", "aligned-no-space": "align", "compact": "compact"},
}
#: Styles that mean "as the note has it", which is what `format` does without being asked.
_AS_WRITTEN: Final = ("consistent", "preserve", "any", "one_or_ordered", "one-or-ordered")
_STYLE_OPTIONS: Final = ("style", "list-style", "number-style")
#: An option elsewhere → (the option here, the value here for what is there), by rule.
_OPTIONS: Final[dict[tuple[str, str], tuple[str, Callable[[Any], Any]]]] = {
    ("duplicate-heading", "siblings-only"): ("siblings-only", bool),
    ("duplicate-heading", "allow-different-nesting"): ("siblings-only", bool),
    ("blank-lines", "maximum"): ("most", int),
    ("heading-jump", "start-at-h2"): ("first", int),
    ("property-order", "key-order"): ("first", list),
    ("vague-link-text", "prohibited-texts"): ("texts", list),
}


@dataclass(slots=True)
class Imported:
    """A configuration of another linter, in vaultlint's words.

    `on` and `off` are names of rules, `style` what goes into `[format]`, `options` what goes into `[rules.NAME]`;
    `left` has a line for each thing that has no counterpart here.
    """

    linter: str
    path: Path
    on: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)
    severity: dict[str, str] = field(default_factory=dict)
    exclude: list[str] = field(default_factory=list)
    per_file_ignores: dict[str, list[str]] = field(default_factory=dict)
    respect_gitignore: bool | None = None
    patterns: list[dict[str, str]] = field(default_factory=list)
    style: dict[str, str] = field(default_factory=dict)
    options: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def switch(self, rules: Iterable[str], on: bool) -> None:
        """Turn rules on or off; a rule that another name has turned on stays on."""
        for rule in rules:
            (self.on if on else self.off).add(rule)

    def leave(self, counterpart: Counterpart) -> None:
        """List a rule that is on there and has no counterpart here."""
        self.left.append(f"{counterpart.label}: {counterpart.why}")

    def take_options(self, counterpart: Counterpart, given: Mapping[str, Any]) -> None:
        """Import the options of a rule; list those without a counterpart."""
        if counterpart.why:  # the rule is listed as a whole
            return
        left = []
        for name, value in given.items():
            option = name.replace("_", "-")
            if option in ("enabled", "severity"):
                continue
            if counterpart.format and option in _STYLE_OPTIONS:
                self._take_style(counterpart, counterpart.format, value)
            elif not self._take_option(counterpart.rules, option, value):
                left.append(name)
        self.leave_options(counterpart, left)

    def leave_options(self, counterpart: Counterpart, names: Iterable[str]) -> None:
        """List options of a rule that have no counterpart here, if there are any."""
        if listed := ", ".join(sorted(names)):
            ours = f" of {', '.join(counterpart.rules)}" if counterpart.rules else ""
            self.left.append(f"{counterpart.label}: no option{ours} corresponds to {listed}")

    def _take_style(self, counterpart: Counterpart, option: str, value: Any) -> None:
        style = _STYLES[option].get(value) if isinstance(value, str) else None
        if style is not None:
            self.style[option] = style
        elif value in _AS_WRITTEN:
            self.left.append(f"{counterpart.label}: the style {value!r}, since `format` keeps what is written")
        else:
            self.left.append(f"{counterpart.label}: the style {value!r} is not one of {', '.join(_STYLES[option])}")

    def _take_option(self, rules: Iterable[str], option: str, value: Any) -> bool:
        for rule in rules:
            if (known := _OPTIONS.get((rule, option))) is not None:
                name, convert = known
                try:
                    self.options.setdefault(rule, {})[name] = convert(value)
                except (OverflowError, TypeError, ValueError):
                    return False
                return True
        return False

    def _stay(self) -> list[str]:
        """Lines for rules that are off there and stay on here."""
        off = self.off - self.on
        kept = sorted(name for name in off if _resolves_better(name) and rule_registry.load(name).default)
        return [
            f"{name} stays on: it resolves links as Obsidian does; name it in ignore to turn it off" for name in kept
        ]

    def lines(self) -> Iterator[str]:
        """Yield the configuration as TOML with comments."""
        yield comment(f"Taken over from {self.path.name} of {self.linter}. `vaultlint explain RULE` explains a rule.")
        if left := [*self.left, *self._stay()]:
            yield from ("#", "# Not taken over:")
            yield from (comment(f"- {line}") for line in left)
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
        tables: dict[str, Mapping[str, Any]] = {
            "per-file-ignores": self.per_file_ignores,
            "severity": self.severity,
            "format": self.style,
            **{f"rules.{rule}": options for rule, options in sorted(self.options.items()) if rule in self.on},
        }
        for key, table in tables.items():
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
        text = read_regular(path).decode("utf-8-sig")
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Failure(f"{path} cannot be read: it is not UTF-8.") from None
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
