"""Read and check a JSON Schema file that `[[schemas]]` names."""

from __future__ import annotations

import json
from pathlib import Path

from vaultlint.errors import Failure, needs_extra
from vaultlint.regular_file import read_regular

_LARGEST = 1_000_000


def read_json_schema(path: Path, config: str) -> str:
    """The text of the schema; `config` is the name of the configuration, for messages.

    Raises:
        Failure: it cannot be read, is not a JSON Schema, or the package `jsonschema` is missing.

    """
    try:
        text = read_regular(path, _LARGEST).decode("utf-8")
        schema = json.loads(text)
    except OSError as error:
        raise Failure(f"{config}: schema {path} cannot be read: {error.strerror or error}.") from None
    except (RecursionError, ValueError) as error:
        raise Failure(f"{config}: schema {path} is not JSON: {error}.") from None
    with needs_extra("schemas", f"{config}: schema {path}"):
        from jsonschema import SchemaError
        from jsonschema.validators import validator_for
    try:
        validator_for(schema).check_schema(schema)
    except SchemaError as error:
        raise Failure(f"{config}: schema {path} is not a JSON Schema: {error.message[:200]}.") from None
    return text
