"""Edits of front matter that keep the rest of the YAML: remove a list item, add a property."""

from __future__ import annotations

from collections.abc import Iterable

from vaultlint.markdown.spans import FrontMatter, Property, Span
from vaultlint.pattern import Pattern

_BLANK = " \t"
_MARK = Pattern(r"[ \t]*-[ \t]+\Z")
_REST = Pattern(r"[ \t]*(?:\r\n|\r|\n|\Z)")
_NEEDS_QUOTES = Pattern(r"[\s\-?:,\[\]{}#&*!|>'\"%@`]|.*(?::\s|\s#|:\Z|\s\Z)|\Z")


def removed_item(text: str, entry: Property, number: int) -> tuple[int, int] | None:
    """The range, as `(start, end)`, to delete so that item `number` of a list is gone; None if it is not plain.

    Plain is an item alone on its line, or between the commas of a flow list on one line, without a comment.
    """
    item = entry.items[number]
    if text[entry.value_start : entry.value_start + 1] == "[":
        return _flow_item(text, entry, number, item)
    line = max(text.rfind("\n", 0, item.start), text.rfind("\r", 0, item.start)) + 1
    rest = _REST.match(text, item.end)
    if _MARK.match(text[line : item.start]) is None or rest is None or "\n" in text[item.start : item.end]:
        return None
    if len(entry.items) == 1:
        return None
    return line, rest.end()


def _flow_item(text: str, entry: Property, number: int, item: Span) -> tuple[int, int] | None:
    if len(entry.items) == 1:
        return None
    first, last = (number - 1, number) if number else (number, number + 1)
    between = text[entry.items[first].end : entry.items[last].start]
    if between.strip(_BLANK) != ",":
        return None
    return (entry.items[first].end, item.end) if number else (item.start, entry.items[last].start)


def line_end_of(text: str) -> str:
    """The line end of a text: that of its first line."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def added_property(text: str, matter: FrontMatter | None, name: str, value: object) -> tuple[int, str]:
    """Offset and text for inserting a property: at the end of the front matter, or as new front matter."""
    end = line_end_of(text)
    line = f"{yaml_scalar(name)}: {yaml_value(value)}{end}"
    if matter is None:
        at = 1 if text.startswith("\ufeff") else 0
        return at, f"---{end}{line}---{end}"
    body = text[matter.body_start : matter.body_end]
    return matter.body_end, line if not body or body.endswith(("\n", "\r")) else end + line.removesuffix(end)


def yaml_value(value: object) -> str:
    """A scalar or a list of scalars in YAML's flow style."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(yaml_value(item) for item in value) + "]"
    return yaml_scalar(value) if isinstance(value, str) else str(value)


def yaml_scalar(text: str) -> str:
    """A string as YAML reads it back: plain where that is the same string, else in double quotes."""
    from vaultlint.markdown.front_matter_fast import scalar_type

    if _NEEDS_QUOTES.match(text) or scalar_type(text) != "str" or not text.isprintable() or _has_flow_mark(text):
        import json

        return json.dumps(text, ensure_ascii=False)
    return text


def _has_flow_mark(text: str) -> bool:
    return any(mark in text for mark in ",[]{}")
