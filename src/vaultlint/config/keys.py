"""The keys of a configuration: how each value is read, and how a JSON schema describes it.

A reader gets the raw value, the place of the file and the key, and gives the value that `Config` holds, or a Failure.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from vaultlint.config.model import Override
from vaultlint.diagnostic import SEVERITIES
from vaultlint.errors import Failure
from vaultlint.rule import PatternRule
from vaultlint.rule_selection import known, names_of, nearest
from vaultlint.settings import PropertySchema

#: Where in a note a pattern looks.
WHERE = ("text", "heading", "link-text", "property", "code", "anywhere")
TIERS = ("safe", "unsafe", "display")
#: How links are read.
FLAVORS = ("obsidian", "commonmark")
LEVELS = (*SEVERITIES, "never")


class Place(NamedTuple):
    """The file that is read: its name as shown, and the folder that its paths are relative to."""

    name: str
    folder: Path


class Key(NamedTuple):
    """`kind` says what a schema has to know of the value, `about` what a person has to."""

    read: Callable[[Any, Place, str], Any]
    kind: str
    about: str


def _string(value: Any, place: Place, key: str) -> str:
    if not isinstance(value, str):
        raise Failure(f"{place.name}: {key} must be a quoted string, not {value!r}.")
    return value


def _file(value: Any, place: Place, key: str) -> str:
    """Absolute; an empty text stays one: it switches the file off."""
    named = _string(value, place, key)
    return str(place.folder.absolute() / Path(named).expanduser()) if named else ""


def _strings(value: Any, place: Place, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Failure(f'{place.name}: {key} must be a list of texts, such as ["broken-link"], not {value!r}.')
    return tuple(value)


def _files(value: Any, place: Place, key: str) -> tuple[str, ...]:
    return tuple(_file(one, place, key) for one in _strings(value, place, key))


def _selectors(value: Any, place: Place, key: str) -> tuple[str, ...]:
    words = _strings(value, place, key)
    for word in words:
        names_of(word, f"{place.name} ({key})")
    return words


def _boolean(value: Any, place: Place, key: str) -> bool:
    if not isinstance(value, bool):
        raise Failure(f"{place.name}: {key} must be true or false, not {value!r}.")
    return value


def _table(value: Any, place: Place, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Failure(f"{place.name}: {key} must be a table, not {value!r}.")
    return value


def _one_of(words: tuple[str, ...]) -> Callable[[Any, Place, str], str]:
    def read(value: Any, place: Place, key: str) -> str:
        if value not in words:
            raise Failure(f"{place.name}: {key} must be one of {', '.join(words)}, not {value!r}.")
        return str(value)

    return read


def _folder(value: Any, place: Place, key: str) -> str:
    """A folder of the vault, without a slash at either end."""
    folder = _string(value, place, key).strip("/")
    if ".." in folder.split("/"):
        raise Failure(f"{place.name}: {key} must name a folder of the vault, not {value!r}.")
    return folder


def _globs(value: Any, place: Place, key: str) -> tuple[str, ...]:
    from vaultlint.vault.ignore_patterns import pattern_error

    globs = _strings(value, place, key)
    for glob in globs:
        if error := pattern_error(glob):
            raise Failure(f"{place.name}: {key}: '{glob}' cannot be read: {error}. Write it as in .gitignore.")
    return globs


def _per_file(value: Any, place: Place, key: str) -> dict[str, tuple[str, ...]]:
    table = _table(value, place, key)
    _globs(list(table), place, key)
    return {glob: _selectors(rules, place, f"{key}.'{glob}'") for glob, rules in table.items()}


def _severities(value: Any, place: Place, key: str) -> dict[str, str]:
    for rule, level in _table(value, place, key).items():
        names_of(rule, f"{place.name} ({key})")
        if level not in SEVERITIES:
            raise Failure(f"{place.name}: {key}.{rule} must be error, warning or info, not {level!r}.")
    return dict(value)


def _rules(value: Any, place: Place, key: str) -> dict[str, dict[str, Any]]:
    """Options of rules, each checked against the type of its default."""
    from vaultlint import rule_registry

    for rule, options in _table(value, place, key).items():
        if rule not in known():
            raise Failure(f"{place.name}: [rules.{rule}]: unknown rule.{nearest(rule, known())}")
        given = _table(options, place, f"rules.{rule}")
        defaults = {**rule_registry.load(rule).options, "code": False} if rule in rule_registry.catalogue() else {}
        for name, option in given.items():
            if name not in defaults:
                raise Failure(f"{place.name}: [rules.{rule}]: unknown option '{name}'.{nearest(name, defaults)}")
            default = defaults[name]
            fits = type(option) is type(default) or (
                isinstance(default, (tuple, list, frozenset))
                and isinstance(option, list)
                and all(isinstance(one, str) for one in option)
            )
            if not fits:
                wanted = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}
                what = wanted.get(type(default), "a list of texts")
                raise Failure(f"{place.name}: [rules.{rule}] {name} must be {what}, not {option!r}.")
    return dict(value)


def _array(
    value: Any, place: Place, key: str, readers: dict[str, Any], needed: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The tables of `[[key]]`, each with its known keys read."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Failure(f"{place.name}: write each of the {key} as a table of its own under [[{key}]].")
    found = []
    for number, table in enumerate(value, 1):
        here = f"[[{key}]] number {number}"
        for name in table:
            if name not in readers:
                raise Failure(f"{place.name}: {here}: unknown key '{name}'.{nearest(name, readers)}")
        missing = [name for name in needed if name not in table]
        if missing:
            raise Failure(f"{place.name}: {here} needs the key '{missing[0]}'.")
        found.append(
            {name.replace("-", "_"): readers[name].read(one, place, f"{here}: {name}") for name, one in table.items()}
        )
    return found


def _format(value: Any, place: Place, key: str) -> dict[str, str]:
    """Choices of style for `vaultlint format`."""
    from vaultlint.config.format_style import style_from

    choices = _table(value, place, key)
    try:
        style_from(choices)
    except Failure as failure:
        raise Failure(f"{place.name}: [{key}]: {failure}.") from None
    return dict(choices)


def _overrides(value: Any, place: Place, key: str) -> tuple[Override, ...]:
    return tuple(Override(**one) for one in _array(value, place, key, OVERRIDE_KEYS, ("paths",)))


def _patterns(value: Any, place: Place, key: str) -> tuple[PatternRule, ...]:
    tables = _array(value, place, key, PATTERN_KEYS, ("name", "regex", "message"))
    names = [one["name"] for one in tables]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Failure(f"{place.name}: two of the [[patterns]] are called '{twice}'. Rename one.")
    return tuple(PatternRule(**one, source=place.name) for one in tables)


def _any(value: Any, place: Place, key: str) -> Any:
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value)):
        raise Failure(f"{place.name}: {key} must be one value or a list of values, not {value!r}.")
    return value.isoformat() if hasattr(value, "isoformat") else value


def _values(value: Any, place: Place, key: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Failure(f"{place.name}: {key} must be a list of values, not {value!r}.")
    return tuple(_any(value, place, key))


def _regex(value: Any, place: Place, key: str) -> str:
    import regex

    text = _string(value, place, key)
    try:
        regex.compile(text)
    except regex.error as error:
        raise Failure(f"{place.name}: {key}: '{text}' cannot be read: {error}.") from None
    return text


def _shapes(value: Any, place: Place, key: str) -> dict[str, dict[str, Any]]:
    found = {}
    for name, shape in _table(value, place, key).items():
        here = f"{key}.{name}"
        for word in _table(shape, place, here):
            if word not in SHAPE_KEYS:
                raise Failure(f"{place.name}: {here}: unknown key '{word}'.{nearest(word, SHAPE_KEYS)}")
        found[name] = {word: SHAPE_KEYS[word].read(one, place, f"{here}.{word}") for word, one in shape.items()}
    return found


def _schemas(value: Any, place: Place, key: str) -> tuple[PropertySchema, ...]:
    found = []
    for number, one in enumerate(_array(value, place, key, SCHEMA_KEYS, ()), 1):
        if one.get("schema"):
            from vaultlint.config.json_schema import read_json_schema

            given = sorted(one.keys() & {"required", "properties", "additional"})
            if given:
                raise Failure(
                    f"{place.name}: [[{key}]] number {number}: '{given[0]}' and 'schema' cannot be used together."
                )
            one["document"] = read_json_schema(Path(one["schema"]), place.name)
        found.append(PropertySchema(**one))
    return tuple(found)


#: Types of properties.
TYPES = ("text", "number", "date", "datetime", "checkbox", "list", "link")

SHAPE_KEYS: dict[str, Key] = {
    "type": Key(_one_of(TYPES), "type", "What a value has to be."),
    "values": Key(_values, "values", "The values that are allowed; of a list, for each of its items."),
    "pattern": Key(_regex, "text", "A regular expression that the whole value has to match; each item of a list."),
    "default": Key(_any, "any", "What the fix writes where a required property is missing."),
}

SCHEMA_KEYS: dict[str, Key] = {
    "paths": Key(_globs, "texts", "The notes that this holds for; patterns as in .gitignore, from the vault's root."),
    "where": Key(lambda value, place, key: {name: _any(one, place, f"{key}.{name}")
                                            for name, one in _table(value, place, key).items()},
                 "where-table", "Properties and their values by which notes are chosen."),
    "required": Key(_strings, "texts", "Properties that a note must have."),
    "properties": Key(_shapes, "shapes", "What a property has to be: type, values, pattern, default."),
    "additional": Key(_boolean, "bool", "Whether other properties are allowed."),
    "schema": Key(_file, "text", "A JSON Schema file, instead of required, properties and additional."),
}  # fmt: skip

OVERRIDE_KEYS: dict[str, Key] = {
    "paths": Key(_globs, "texts", "The notes that this holds for; patterns as in .gitignore, from the vault's root."),
    "select": Key(_selectors, "selectors", "Only these rules and groups run on these notes."),
    "extend-select": Key(_selectors, "selectors", "Rules and groups that run on these notes as well."),
    "ignore": Key(_selectors, "selectors", "Rules and groups that do not run on these notes."),
    "severity": Key(_severities, "severities", "How much a rule or group weighs in these notes."),
    "rules": Key(_rules, "options", "Options of rules in these notes."),
}

PATTERN_KEYS: dict[str, Key] = {
    "name": Key(_string, "name", "The rule's name: small letters, digits and hyphens."),
    "regex": Key(_string, "text", "What is reported, as Python's package regex reads it; ^ and $ are those of a line."),
    "message": Key(_string, "text", "What is said of it; \\1 and \\g<name> stand for groups of the match."),
    "replacement": Key(_string, "text", "What it should be; \\1 and \\g<name> stand for groups of the match."),
    "fix": Key(_one_of(TIERS), "tier", "Whether the replacement is written by `fix`, on request, or only shown."),
    "where": Key(_one_of(WHERE), "where", "Where in a note to look."),
    "severity": Key(_one_of(SEVERITIES), "severity", "How much it weighs."),
    "default": Key(_boolean, "bool", "Whether it runs without being selected."),
    "match": Key(_strings, "texts", "Examples: notes in which it must report something."),
    "no-match": Key(_strings, "texts", "Examples: notes in which it must be silent."),
    "fixed": Key(_strings, "texts", "What the examples of `match` become, one for each."),
}

KEYS: dict[str, Key] = {
    "preset": Key(_string, "preset", "A named set of defaults, which the other keys override."),
    "select": Key(_selectors, "selectors", "The rules and groups that run, instead of those on by default."),
    "extend-select": Key(_selectors, "selectors", "Rules and groups that run as well."),
    "ignore": Key(_selectors, "selectors", "Rules and groups that do not run."),
    "exclude": Key(_globs, "texts", "Notes that are not checked; links may lead to them. Patterns as in .gitignore."),
    "extend-exclude": Key(_globs, "texts", "More such patterns, besides those of a configuration that is extended."),
    "respect-gitignore": Key(_boolean, "bool", "Whether notes that git ignores are left out."),
    "fail-on": Key(_one_of(LEVELS), "level", "The least severity that makes the run fail."),
    "baseline": Key(_file, "text", "The file of accepted problems; an empty text for none."),
    "cache-dir": Key(_file, "text", "Where the cache lives."),
    "flavor": Key(
        _one_of(FLAVORS),
        "flavor",
        "How links are read; detected if not given.",
    ),
    "site-root": Key(_folder, "text", "In commonmark, the folder that a leading / of a link means."),
    "follow-links": Key(
        _boolean,
        "bool",
        "Whether symbolic links that lead out of the vault are followed. For trusted configurations.",
    ),
    "plugins": Key(_strings, "texts", "Installed packages' rules, by their entry points in the group vaultlint.rules."),
    "rule-paths": Key(_files, "texts", "Python files, or folders of them, with rules of your own. They are run."),
    "per-file-ignores": Key(_per_file, "ignores", "Pattern of notes → rules and groups that are silent there."),
    "severity": Key(_severities, "severities", "Rule or group → error, warning or info."),
    "rules": Key(_rules, "options", "Options of rules."),
    "format": Key(_format, "style", "Choices of style for `vaultlint format`; what is not named stays as it is."),
    "overrides": Key(_overrides, "overrides", "What holds for some notes only. Later ones win."),
    "patterns": Key(_patterns, "patterns", "Rules without Python: a regular expression and what to say."),
    "schemas": Key(_schemas, "schemas", "What the properties of some notes have to be."),
}

#: Keys that bring rules along, which other keys may name.
BEFORE_RULES = ("plugins", "rule-paths", "patterns")
