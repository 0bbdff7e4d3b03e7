"""The JSON schema of `vaultlint.toml`, for editors that complete and check TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vaultlint import rule_registry
from vaultlint.config.keys import (
    FLAVORS,
    KEYS,
    LEVELS,
    OVERRIDE_KEYS,
    PATTERN_KEYS,
    SCHEMA_KEYS,
    SHAPE_KEYS,
    TIERS,
    TYPES,
    WHERE,
    Key,
)
from vaultlint.config.model import Config
from vaultlint.config.presets import presets
from vaultlint.diagnostic import SEVERITIES
from vaultlint.rule_selection import ENGINE_FACTS, known

_TEXTS = {"type": "array", "items": {"type": "string"}}
_SCALAR = {"type": ["string", "number", "boolean"]}
_NEEDED = {"schemas": [], "overrides": ["paths"], "patterns": ["name", "regex", "message"]}


def schema() -> dict[str, Any]:
    """A schema of draft 7, which TOML language servers read."""
    properties = {name: _property(key, getattr(Config(), name.replace("-", "_"))) for name, key in KEYS.items()}
    extend = {"type": "string", "description": "Another configuration, which this one extends."}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "vaultlint",
        "description": "The configuration of vaultlint: vaultlint.toml, or tool.vaultlint in pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": {"extend": extend, **properties},
        "definitions": {"selector": _selector()},
    }


def schema_text() -> str:
    """The schema as a file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _selector() -> dict[str, Any]:
    names = {name: group for name, group in known().items() if rule_registry.own_rule(name) is None}
    words = ["ALL", *sorted({*names.values(), "own"}), *sorted(names)]
    # A rule of one's own has any name; the reader knows which there are.
    return {"anyOf": [{"enum": words}, {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}]}


def _property(key: Key, default: Any = None) -> dict[str, Any]:
    found = {"description": key.about, **_type(key.kind)}
    if isinstance(default, (bool, str)):
        found["default"] = default
    return found


def _type(kind: str) -> dict[str, Any]:
    selectors = {"type": "array", "items": {"$ref": "#/definitions/selector"}}
    levels = {"enum": list(SEVERITIES)}
    names = {"$ref": "#/definitions/selector"}
    types: dict[str, dict[str, Any]] = {
        "text": {"type": "string"},
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        "bool": {"type": "boolean"},
        "texts": _TEXTS,
        "selectors": selectors,
        "preset": {"enum": presets()},
        "level": {"enum": list(LEVELS)},
        "severity": levels,
        "tier": {"enum": list(TIERS)},
        "where": {"enum": list(WHERE)},
        "type": {"enum": list(TYPES)},
        "values": {"type": "array", "items": _SCALAR},
        "any": {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]},
        "where-table": {"type": "object", "additionalProperties": _SCALAR},
        "flavor": {"enum": list(FLAVORS)},
        "ignores": {"type": "object", "additionalProperties": selectors},
        "severities": {"type": "object", "propertyNames": names, "additionalProperties": levels},
    }
    if kind == "options":
        return _options()
    if kind == "style":
        from vaultlint.config.format_style import choices

        styles = {name: {"enum": list(values)} for name, values in choices().items()}
        return {"type": "object", "additionalProperties": False, "properties": styles}
    if kind == "overrides":
        return _tables("overrides", OVERRIDE_KEYS, {})
    if kind == "schemas":
        return _tables("schemas", SCHEMA_KEYS, {})
    if kind == "shapes":
        shape = {"type": "object", "additionalProperties": False,
                 "properties": {key: _property(one) for key, one in SHAPE_KEYS.items()}}  # fmt: skip
        return {"type": "object", "additionalProperties": shape}
    if kind == "patterns":
        return _tables("patterns", PATTERN_KEYS, {"fix": "safe", "where": "text", "severity": "warning"})
    return types[kind]


def _tables(name: str, keys: Mapping[str, Key], defaults: Mapping[str, str]) -> dict[str, Any]:
    table = {
        "type": "object",
        "additionalProperties": False,
        "required": _NEEDED[name],
        "properties": {key: _property(one, defaults.get(key)) for key, one in keys.items()},
    }
    return {"type": "array", "items": table}


def _options() -> dict[str, Any]:
    """The options of every rule; rules of one's own may have any."""
    rules: dict[str, Any] = {}
    groups = set()  # options are a rule's, never a group's
    for rule in rule_registry.load_all(
        name for name in sorted(rule_registry.catalogue()) if rule_registry.is_built_in(name)
    ):
        groups.add(rule.group)
        options = {name: _option(value) for name, value in sorted(rule.options.items())}
        code = {"type": "boolean", "default": False, "description": "Also look into code; what is found is only shown."}
        properties = {"code": code, **options}
        rules[rule.name] = {"type": "object", "description": rule.summary, "additionalProperties": False,
                            "properties": properties}  # fmt: skip
    for name, (_, _, summary) in sorted(ENGINE_FACTS.items()):
        rules[name] = {"type": "object", "description": summary, "additionalProperties": False}
    return {
        "type": "object",
        "properties": rules,
        "propertyNames": {"not": {"enum": [*sorted(groups), "ALL"]}},
        "additionalProperties": {"type": "object"},
    }


def _option(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"type": "boolean", "default": value}
    if isinstance(value, int):
        return {"type": "integer", "default": value}
    if isinstance(value, float):
        return {"type": "number", "default": value}
    if isinstance(value, str):
        return {"type": "string", "default": value}
    return {**_TEXTS, "default": sorted(value) if isinstance(value, frozenset) else list(value)}
