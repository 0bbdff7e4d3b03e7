"""Schemas that `init` proposes as comments: properties that nearly all notes of a folder have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from vaultlint.config.dump import toml
from vaultlint.markdown.spans import Property
from vaultlint.note import Note
from vaultlint.pattern import Pattern

#: The share of a folder's notes that have a property which is then proposed as required.
SHARE = 0.95
_FEWEST_NOTES = 5
_MOST_FOLDERS = 8
_DATE = Pattern(r"\d{4}-\d\d-\d\d\Z")
_DATETIME = Pattern(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def propose_schemas(notes: Iterable[Note]) -> list[str]:
    """Lines of comments with a `[[schemas]]` table for each folder whose notes agree, largest first; maybe none."""
    folders: dict[str, list[dict[str, str]]] = defaultdict(list)
    for note in notes:
        folder = note.path.rpartition("/")[0]
        if note.kind == "note":
            folders[folder].append({entry.name: _type(entry) for entry in note.top_properties.values()})
    found = {folder: shared for folder, seen in folders.items() if (shared := _shared(seen))}
    lines: list[str] = []
    for folder in sorted(found, key=lambda name: (-len(folders[name]), name))[:_MOST_FOLDERS]:
        lines += _table(folder, len(folders[folder]), found[folder])
    return lines


def _type(entry: Property) -> str:
    """The type of a value by the names of `[[schemas]]`; "" if it has none of its own."""
    if entry.tag in ("null", "map"):
        return ""
    if entry.tag in ("int", "float"):
        return "number"
    if entry.tag in ("list", "bool"):
        return "checkbox" if entry.tag == "bool" else "list"
    value = entry.value if isinstance(entry.value, str) else ""
    return "date" if _DATE.match(value) else "datetime" if _DATETIME.match(value) else "text"


def _shared(seen: list[dict[str, str]]) -> dict[str, str]:
    """Properties that at least `SHARE` of the notes have, with their type where all values are of one."""
    if len(seen) < _FEWEST_NOTES:
        return {}
    counts = Counter(name for properties in seen for name in properties)
    shared = {}
    for name, count in sorted(counts.items()):
        if count >= SHARE * len(seen):
            types = {properties[name] for properties in seen if properties.get(name)}
            shared[name] = types.pop() if len(types) == 1 else ""
    return shared


def _table(folder: str, count: int, shared: dict[str, str]) -> Iterator[str]:
    yield f"# {count:,} notes of {folder or 'the root'} share these:"
    yield "# [[schemas]]"
    yield f"# paths = {toml([f'/{folder}/*.md' if folder else '/*.md'])}"
    yield f"# required = {toml(list(shared))}"
    typed = {name: {"type": kind} for name, kind in shared.items() if kind and kind != "text"}
    if typed:
        yield f"# properties = {toml(typed)}"
