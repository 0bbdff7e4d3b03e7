"""A value that occurs twice in one list property."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.property_edits import removed_item
from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.rule import Problem, delete, rule

#: Properties whose values Obsidian compares without case.
_CASELESS = frozenset({"tags", "tag", "aliases", "alias", "cssclasses", "cssclass"})


@rule(on=Property, fix="safe")
def duplicate_list_value(properties: Sequence[Property], note: Note) -> Iterator[Problem]:
    """A tag, alias or other value that occurs twice in one list."""
    for entry in properties:
        if entry.tag != "list" or len(entry.path) != 1 or not isinstance(entry.value, list):
            continue
        name = entry.name.lower()
        if name not in _CASELESS and not _is_list_of_names(note, name):
            continue
        seen: dict[str, str] = {}
        for number, (value, item) in enumerate(zip(entry.value, entry.items, strict=True)):
            key = value.strip()
            if name in ("tags", "tag"):
                key = key.removeprefix("#").lower()
            if not key or note.text[item.start : item.start + 1] in "[{&*":
                continue
            if key in seen:
                span = removed_item(note.text, entry, number)
                exact = value.strip().removeprefix("#") == seen[key].removeprefix("#")
                fix = delete(Span(*span), f"remove {key}", safe=exact, may_change=["property"]) if span else None
                yield Problem(item, f"`{entry.name}` already has the value {_cut(key)}", fix)
            else:
                seen[key] = value.strip()


def _is_list_of_names(note: Note, name: str) -> bool:
    """Whether the values are names, of which a second one says nothing: not counts, scores or coordinates."""
    entry = note.top_property(name)
    if entry is None or not isinstance(entry.value, list):
        return False
    return all(any(letter.isalpha() for letter in value) for value in entry.value if value.strip())


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
