"""Values that are not of the type that the vault gives a property."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Fix, Problem, replace, rule

_DATE = Pattern(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\Z")
_LOOSE_DATE = Pattern(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\Z")
_NUMBER = Pattern(r"[-+]?\d+(?:\.\d+)?\Z")
_LINK = Pattern(r"\[\[[^\[\]\r\n]+\]\]\Z")

_NAMES = {"number": "a number", "checkbox": "true or false", "date": "a date (YYYY-MM-DD)", "text": "a text"}
_NAMES |= {"datetime": "a date and time (YYYY-MM-DDThh:mm:ss)"}


@rule(on=Property, fix="unsafe")
def property_type(properties: Sequence[Property], note: Note) -> Iterator[Problem]:
    """A value that is not of its property's type in this vault, or a date that no calendar has."""
    types = {name.lower(): kind for name, kind in note.settings.property_types.items()}
    for entry in properties:
        if len(entry.path) != 1:
            continue
        value = entry.value
        if isinstance(value, str) and value[:1].isdigit() and _is_impossible(value):
            yield Problem(_value(entry), f"no such date: {value}")
            continue
        if not types:
            continue
        kind = types.get(entry.name.lower(), "")
        if entry.tag == "null" or kind not in _NAMES or _FITS[kind](entry):
            continue
        found = "a list" if entry.tag == "list" else "a mapping" if entry.tag == "map" else _shown(entry, note)
        yield Problem(_value(entry), f"`{entry.name}` should be {_NAMES[kind]}, but is {found}", _fix(entry, kind))


def _value(entry: Property) -> Span:
    return Span(entry.value_start, entry.value_end) if entry.value_end > entry.value_start else entry


def _shown(entry: Property, note: Note) -> str:
    value = note.text[entry.value_start : entry.value_end]
    return "the text " + (value if len(value) <= 40 else value[:39] + "…").replace("\n", " ")


@lru_cache(maxsize=1000)
def _is_impossible(value: str) -> bool:
    """Written as a date, and none."""
    match = _DATE.match(value)
    if match is None:
        return False
    from datetime import datetime

    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        datetime(year, month, day, hour, minute, second)
    except ValueError:
        # The end of a day may be written 24:00 (ISO 8601).
        return not (match[4] == "24" and match[5] == "00" and not _is_impossible(value[:10]))
    return False


def _fix(entry: Property, kind: str) -> Fix | None:
    value = entry.value if isinstance(entry.value, str) else ""
    new = None
    if kind == "number" and _NUMBER.match(value.strip()):
        new = value.strip()
    elif kind == "checkbox" and value.lower() in ("yes", "no", "true", "false", "on", "off"):
        new = "true" if value.lower() in ("yes", "true", "on") else "false"
    elif kind == "date" and (match := _LOOSE_DATE.match(value)):
        new = f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}"
        new = None if _is_impossible(new) else new
    return replace(_value(entry), new, f"write {new}", safe=False, may_change=["property"]) if new is not None else None


def _is_date(entry: Property) -> bool:
    # A date property may hold a link to a daily note.
    return isinstance(entry.value, str) and bool(_DATE.match(entry.value) or _LINK.match(entry.value.strip()))


_FITS: dict[str, Callable[[Property], bool]] = {
    "number": lambda entry: entry.tag in ("int", "float"),
    "checkbox": lambda entry: entry.tag == "bool",
    "date": _is_date,
    "datetime": _is_date,
    "text": lambda entry: entry.tag not in ("list", "map"),
}
