"""Lists of properties whose values are to be sorted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from vaultlint.markdown.property_blocks import movable_values
from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, rule
from vaultlint.rules.upkeep._order import sort_key

_DASH = Pattern(r"[ \t]*-[ \t]+\Z")
_BELOW_ITEM = Pattern(r"[ \t]*(?:[ \t]#[^\r\n]*)?(?=\r?\n|\Z)")
_BETWEEN = Pattern(r"\s*,\s*\Z")


@rule(on=Property, default=False, fix="safe")
def sorted_list_values(
    entries: Sequence[Property],
    note: Note,
    *,
    properties: tuple[str, ...] = ("tags", "aliases"),
    exclude: tuple[str, ...] = (),
    descending: bool = False,
) -> Iterator[Problem]:
    """Values of a list that are not sorted, in the properties that the configuration names."""
    names, excluded = {name.lower() for name in properties}, {name.lower() for name in exclude}
    for entry in entries:
        name = entry.name.lower()
        if len(entry.path) > 1 or not isinstance(entry.value, list) or name in excluded:
            continue
        if name not in names and not ("*" in names and all(_is_word(value) for value in entry.value)):
            continue
        if not all(_is_plain(note.text, item) for item in entry.items):
            continue
        keys = [sort_key(value.strip().removeprefix("#")) for value in entry.value]
        wanted = sorted(range(len(keys)), key=keys.__getitem__, reverse=descending)
        here = next((here for here, number in enumerate(wanted) if keys[here] != keys[number]), None)
        if here is not None:
            one, other = _shown(entry.value[wanted[here]]), _shown(entry.value[here])
            message = f"`{entry.name}` is not sorted: {one} should come before {other}"
            yield Problem(entry.items[wanted[here]], message, _fix(note, entry, wanted))


def _is_word(value: str) -> bool:
    """Whether a value is a name or a text: not a count, a score, a date or a coordinate, whose places matter."""
    return any(letter.isalpha() for letter in value)


def _is_plain(text: str, item: Span) -> bool:
    """Whether an item is one text on one line."""
    written = item.of(text)
    return bool(written) and written[0] not in "[{&*!|>" and "\n" not in written and "\r" not in written


def _shown(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= 60 else text[:59] + "…"


def _fix(note: Note, entry: Property, wanted: Sequence[int]) -> Fix | None:
    """Let the items change places, each with the comment after it; None if anything else would change."""
    text, values = note.text, movable_values(note.text)
    if values is None:
        return None
    is_flow = text.startswith("[", entry.value_start)
    places = entry.items if is_flow else _lines(text, entry)
    if places is None or (is_flow and not _is_flow_list(text, entry)):
        return None
    edits = tuple(
        Edit(place.start, place.end, places[number].of(text))
        for place, number in zip(places, wanted, strict=True)
        if place is not places[number]
    )
    after = text
    for edit in reversed(edits):
        after = after[: edit.start] + edit.text + after[edit.end :]
    if movable_values(after) != tuple(_with_order(each, entry, wanted) for each in values):
        return None
    return Fix(edits, "safe", f"sort `{entry.name}`", frozenset({"property", "link"}))


def _with_order(values: dict[str, Any], entry: Property, wanted: Sequence[int]) -> dict[str, Any]:
    """The values that YAML should read once the items have changed places."""
    name = next((name for name in values if name.lower() == entry.name.lower()), None)
    items = values.get(name) if name is not None else None
    if name is None or not isinstance(items, list) or len(items) != len(wanted):
        return {}
    return {**values, name: [items[number] for number in wanted]}


def _is_flow_list(text: str, entry: Property) -> bool:
    """Whether nothing but commas and spaces is between the items of `[…]`."""
    items = entry.items
    gaps = [text[before.end : after.start] for before, after in pairwise(items)]
    ends = text[entry.value_start + 1 : items[0].start] + text[items[-1].end : entry.value_end - 1]
    return all(_BETWEEN.match(gap) for gap in gaps) and not ends.strip().strip(",")


def _lines(text: str, entry: Property) -> list[Span] | None:
    """The lines of the items, from dash to comment; None unless each follows the one before."""
    found: list[Span] = []
    for item in entry.items:
        start = text.rfind("\n", 0, item.start) + 1
        end = _BELOW_ITEM.match(text, item.end)
        if end is None or not _DASH.match(text[start : item.start]):
            return None
        if found and text[found[-1].end : start] not in ("\n", "\r\n"):
            return None
        found.append(Span(start, end.end()))
    return found
