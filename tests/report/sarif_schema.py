"""The SARIF 2.1.0 schema of OASIS."""

from __future__ import annotations

from functools import cache

from jsonschema import Draft7Validator

from shipped_schemas import shipped_schema

_URL = "https://json.schemastore.org/sarif-2.1.0.json"


@cache
def validator() -> Draft7Validator:
    """Checks a log; also that URIs are URIs as far as `jsonschema` can tell."""
    schema = shipped_schema(_URL)
    assert schema["$id"].endswith("oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
