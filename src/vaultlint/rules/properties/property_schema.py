"""Properties that are not as the configuration's schemas want them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from vaultlint.markdown.front_matter import BrokenYaml, compose
from vaultlint.markdown.front_matter_fast import scalar_type
from vaultlint.markdown.property_edits import added_property
from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Fix, Problem, insert, rule
from vaultlint.rules.properties._json_schema import json_schema_problems, matches
from vaultlint.settings import PropertySchema
from vaultlint.vault.ignore_patterns import IgnorePatterns

_DATE = Pattern(r"\d{4}-\d\d-\d\d\Z")
_DATETIME = Pattern(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\Z")
_LINK = Pattern(r"!?\[\[[^\[\]\r\n]+\]\]\Z|!?\[[^\]\r\n]*\]\([^()\r\n]+\)\Z")
_NAMES = {
    "text": "text",
    "number": "a number",
    "date": "a date (YYYY-MM-DD)",
    "datetime": "a date and time (YYYY-MM-DDThh:mm:ss)",
    "checkbox": "true or false",
    "list": "a list",
    "link": "a link",
}
_LONGEST_SHOWN = 60


@rule(on=Note, severity="error", fix="unsafe")
def property_schema(note: Note) -> Iterator[Problem]:
    """A property that is missing, or is not as a schema of the configuration wants it."""
    for schema in note.settings.schemas:
        if not _chooses(schema, note) or not _is_readable(note):
            continue
        if schema.document:
            yield from json_schema_problems(schema.document, note)
            continue
        yield from _missing(schema, note)
        known = {name.lower(): shape for name, shape in schema.properties.items()}
        allowed = {name.lower() for name in (*schema.required, *schema.where)} | known.keys()
        for name, entry in note.top_properties.items():
            if name in known:
                yield from _misfits(entry, known[name], note)
            elif not schema.additional and name not in allowed:
                yield Problem(entry, f"property `{_cut(entry.name)}` is not in the schema")


def _chooses(schema: PropertySchema, note: Note) -> bool:
    if schema.paths and not _patterns(schema.paths).match_file(note.path):
        return False
    for name, wanted in schema.where.items():
        entry = note.top_property(name)
        if entry is None or not _equal(wanted, entry):
            return False
    return True


def _is_readable(note: Note) -> bool:
    """Whether the properties can be read; what is broken, invalid-frontmatter reports."""
    matter = note.front_matter
    if matter is None or note.top_properties:
        return True
    try:
        compose(note.text, matter)
    except BrokenYaml:
        return False
    return matter.closed


@lru_cache(maxsize=64)
def _patterns(paths: tuple[str, ...]) -> IgnorePatterns:
    return IgnorePatterns(paths)


def _equal(wanted: Any, entry: Property) -> bool:
    """Whether a property has a value, or holds it in its list."""
    values = entry.value if isinstance(entry.value, list) else [entry.value]
    return _written(wanted) in [value for value in values if value is not None]


def _written(value: Any) -> str:
    """A value of the configuration as YAML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _missing(schema: PropertySchema, note: Note) -> Iterator[Problem]:
    matter = note.front_matter
    for name in schema.required:
        entry = note.top_property(name)
        if entry is not None:
            if entry.tag == "null" or entry.value in ("", []):
                yield Problem(entry, f"required property `{name}` has no value")
            continue
        where = Span(matter.start, matter.start + 3) if matter is not None else None
        shape = next((shape for key, shape in schema.properties.items() if key.lower() == name.lower()), {})
        fix = _insertion(note, name, shape["default"]) if "default" in shape else None
        yield Problem(where, f"required property `{name}` is missing", fix, key=name)


def _insertion(note: Note, name: str, default: Any) -> Fix | None:
    matter = note.front_matter
    if matter is not None and not matter.closed:
        return None
    at, text = added_property(note.text, matter, name, default)
    return insert(at, text, f"add {name}", safe=False, may_change=["property", "link"])


def _misfits(entry: Property, shape: dict[str, Any], note: Note) -> Iterator[Problem]:
    if entry.tag == "null":
        return
    wanted = shape.get("type", "")
    if wanted and not _fits(entry, wanted):
        yield Problem(_place(entry), f"`{entry.name}` must be {_NAMES[wanted]}, but is {_described(entry, note)}")
        return
    values = entry.value if isinstance(entry.value, list) else [entry.value]
    places = entry.items if isinstance(entry.value, list) else [_place(entry)]
    for value, place in zip(values, places, strict=True):
        if value is None:
            continue
        if "values" in shape and value not in (allowed := [_written(one) for one in shape["values"]]):
            listed = ", ".join(allowed[:10]) + (", …" if len(allowed) > 10 else "")
            yield Problem(place, f"`{entry.name}` must be one of {listed}, but is {_cut(value)}")
        elif "pattern" in shape and not matches(shape["pattern"], value, whole=True):
            yield Problem(place, f"`{entry.name}` must match {shape['pattern']}, but is {_cut(value)}")


def _fits(entry: Property, wanted: str) -> bool:
    value = entry.value
    if wanted == "list":
        return entry.tag == "list"
    if wanted == "text":
        return entry.tag not in ("list", "map")
    if wanted == "number":
        return entry.tag in ("int", "float")
    if wanted == "checkbox":
        return entry.tag == "bool"
    if not isinstance(value, str) or entry.tag in ("list", "map"):
        return False
    value = value.strip()
    if wanted == "link":
        return _LINK.match(value) is not None
    # A property of a date may hold a link to a daily note.
    form = _DATE if wanted == "date" else _DATETIME
    return (form.match(value) is not None and is_date(value)) or _LINK.match(value) is not None


def is_date(value: str) -> bool:
    """Whether a text that is written as a date, with or without a time, is one of the calendar."""
    from datetime import date

    try:
        date(int(value[:4]), int(value[5:7]), int(value[8:10]))
    except ValueError:
        return False
    return len(value) == 10 or (int(value[11:13]) < 24 and int(value[14:16]) < 60)


def _place(entry: Property) -> Span:
    return Span(entry.value_start, entry.value_end) if entry.value_end > entry.value_start else entry


def _described(entry: Property, note: Note) -> str:
    if entry.tag in ("list", "map"):
        return "a list" if entry.tag == "list" else "a mapping"
    value = str(entry.value)
    is_quoted_number = entry.tag == "str" and scalar_type(value) != "str"
    return f"the text “{_cut(value)}”" if is_quoted_number else _cut(value)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
