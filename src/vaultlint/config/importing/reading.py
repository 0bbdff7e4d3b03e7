"""JSON with comments, YAML and TOML, as other linters' files are written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vaultlint.errors import Failure


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
