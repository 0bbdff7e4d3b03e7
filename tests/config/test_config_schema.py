"""The JSON schema and the reader agree: what one takes the other takes, but for names of rules of one's own."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_config_keys import FULL

from vaultlint import rule_registry
from vaultlint.config.keys import KEYS, LEVELS, OVERRIDE_KEYS, PATTERN_KEYS, Place
from vaultlint.config.load import merge
from vaultlint.config.model import Config
from vaultlint.config.presets import presets
from vaultlint.config.schema import schema, schema_text
from vaultlint.errors import Failure

HERE = Path(__file__).resolve().parent.parent.parent
SCHEMA = schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def valid(table: dict[str, Any]) -> bool:
    return bool(VALIDATOR.is_valid(table))


def read(table: dict[str, Any]) -> bool:
    rule_registry.forget_own()
    try:
        merge(Config(), {key: value for key, value in table.items() if key not in ("extend", "preset")}, PLACE)
    except Failure:
        return False
    return "preset" not in table or table["preset"] in presets()


PLACE = Place("test", Path("/nowhere"))


def test_the_schema_is_one_and_the_file_holds_it() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    written = (HERE / "schema" / "vaultlint.schema.json").read_text("utf-8")
    assert written == schema_text(), "run `python tools/rulebook.py`"


def test_every_key_and_option_is_in_it() -> None:
    assert set(SCHEMA["properties"]) == {*KEYS, "extend"}
    assert set(SCHEMA["properties"]["overrides"]["items"]["properties"]) == set(OVERRIDE_KEYS)
    assert set(SCHEMA["properties"]["patterns"]["items"]["properties"]) == set(PATTERN_KEYS)
    options = SCHEMA["properties"]["rules"]["properties"]
    for rule in rule_registry.load_all(name for name in rule_registry.catalogue() if rule_registry.is_built_in(name)):
        assert set(options[rule.name]["properties"]) == {*rule.options, "code"}


def test_a_full_configuration_is_valid() -> None:
    assert valid(tomllib.loads(FULL))
    assert read(tomllib.loads(FULL))
    for preset in (HERE / "src" / "vaultlint" / "config" / "presets").glob("*.toml"):
        assert valid(tomllib.loads(preset.read_text("utf-8")))


NAMES = st.sampled_from(["broken-link", "links", "ALL", "heading-jump"])
SCALARS = st.booleans() | st.integers(-3, 3) | st.sampled_from(["error", "x", "", *LEVELS]) | NAMES
LISTS = st.lists(NAMES | SCALARS, max_size=2)
TABLES = st.dictionaries(
    NAMES, SCALARS | LISTS | st.dictionaries(st.sampled_from(["first", "code"]), SCALARS), max_size=2
)
VALUES = SCALARS | LISTS | TABLES
INNER = st.dictionaries(st.sampled_from([*OVERRIDE_KEYS, *PATTERN_KEYS]), VALUES, max_size=4)
ANY = st.dictionaries(st.sampled_from(sorted(KEYS)), VALUES | st.lists(INNER, max_size=2), max_size=2)


@settings(max_examples=400)
@given(ANY)
def test_what_the_reader_takes_is_valid(table: dict[str, Any]) -> None:
    if read(table):
        VALIDATOR.validate(table)


@settings(max_examples=400)
@given(ANY.filter(lambda table: not {"plugins", "rule-paths", "patterns"} & set(table)))
def test_what_is_valid_the_reader_takes(table: dict[str, Any]) -> None:
    # Names are not looked at: those of one's own rules cannot be in a schema.
    if valid(table) and "'x'" not in repr(table) and "'error'" not in repr(table):
        assert read(table) or "unknown" in json.dumps(table) or _names_a_level(table)


def _names_a_level(table: dict[str, Any]) -> bool:
    """Whether a severity stands where a rule should: to the schema it may be a rule of one's own."""
    return any(f"'{level}'" in repr(table) for level in LEVELS)


@pytest.mark.parametrize(
    "toml",
    ['select = "links"', "fail-on = 3", 'preset = "none"', "[rules.heading-jump]\nfirst = true", "[[overrides]]"],
)
def test_both_refuse_the_same(toml: str) -> None:
    table = tomllib.loads(toml)
    assert not valid(table)
    assert not read(table)
