"""The front matter against a JSON Schema, by the library jsonschema; nothing is fetched for a `$ref`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from vaultlint.markdown.front_matter import BrokenYaml, compose
from vaultlint.markdown.property_values import to_python
from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.rule import Problem

_MOST_PROBLEMS = 50
_LONGEST_MATCHED = 1000


def json_schema_problems(document: str, note: Note) -> Iterator[Problem]:
    """Problems of the note's properties by the schema, each at the property's place."""
    matter = note.front_matter
    root, base = None, 0
    if matter is not None and matter.closed:
        base = matter.body_start
        try:
            root = compose(note.text, matter)
        except BrokenYaml:
            return
    value = to_python(root) if root is not None else {}
    if not isinstance(value, dict):
        return
    opening = Span(matter.start, matter.start + 3) if matter is not None else None
    from referencing.exceptions import Unresolvable

    try:
        errors = list(_validator(document).iter_errors(value))
    except Unresolvable as unresolved:
        yield Problem(
            opening, f"the schema refers to {' '.join(str(unresolved.ref).split())[:100]}, which is not in its file"
        )
        return
    for number, error in enumerate(sorted(errors, key=lambda one: [str(step) for step in one.absolute_path])):
        if number == _MOST_PROBLEMS:
            return
        where = _place(root, list(error.absolute_path), base) if error.absolute_path else opening
        path = ".".join(str(step) for step in error.absolute_path)
        message = " ".join(str(error.message).split())
        message = message if len(message) <= 200 else message[:199] + "…"
        yield Problem(where, f"`{path}`: {message}" if path else message, key=f"{path} {error.validator}")


def _place(root: Any, path: Sequence[str | int], base: int) -> Span:
    """Span of the value at a path of keys and indexes; its key if it is a mapping or spans lines."""
    node, key = root, None
    for step in path:
        if node.id == "mapping":
            found = next(((name, value) for name, value in node.value if str(name.value) == step), None)
            if found is None:
                break
            key, node = found
        elif node.id == "sequence" and isinstance(step, int) and step < len(node.value):
            key, node = None, node.value[step]
    shown = node if key is None or (node.id == "scalar" and node.end_mark.index > node.start_mark.index) else key
    return Span(base + shown.start_mark.index, base + shown.end_mark.index)


@lru_cache(maxsize=16)
def _validator(document: str) -> Any:
    from jsonschema.validators import extend, validator_for
    from jsonschema_specifications import REGISTRY

    schema = json.loads(document)
    checked = extend(validator_for(schema), {"pattern": _pattern})
    # With a registry of its own nothing asks the web for a schema that `$ref` names.
    return checked(schema, registry=REGISTRY)


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, str) and not matches(pattern, instance, whole=False):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def matches(pattern: str, value: str, *, whole: bool) -> bool:
    """Whether an expression of a configuration, which may be slow on purpose, matches within a second."""
    import regex

    compiled = regex.compile(pattern)
    try:
        found = (compiled.fullmatch if whole else compiled.search)(value[:_LONGEST_MATCHED], timeout=1)
    except TimeoutError:
        return False
    return found is not None
