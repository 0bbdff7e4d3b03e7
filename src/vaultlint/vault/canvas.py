"""Facts of a canvas (JSON Canvas 1.0): file nodes and links in text nodes, with their places in the file."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from vaultlint.facts import Facts, LinkFact, TagFact
from vaultlint.markdown.text import Rows
from vaultlint.pattern import Pattern

_BLANK = Pattern(r"[ \t\r\n]*")
_SCALAR = Pattern(r"[^,\]}\s]+")
_ESCAPE = Pattern(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_DECODER = json.JSONDecoder()
_FIELDS = {"text": "text", "file": "file", "link": "url", "group": None}


class JsonString(NamedTuple):
    """A string of the file: its value, and where its characters are (`start:end` lies between the quotes)."""

    value: str
    start: int
    end: int


def canvas_facts(path: str, text: str) -> Facts:
    """Facts of a canvas; an empty file is an empty one. ValueError, with the reason, if Obsidian cannot open it."""
    facts = Facts(path, "canvas")
    if not text.strip("\ufeff \t\r\n"):
        return facts
    nodes = _nodes(text)
    rows = Rows(text)
    for node in nodes:
        kind = node["type"].value
        if kind == "file":
            facts.links.append(_file_node(node["file"], node.get("subpath"), rows, text))
        elif kind == "group" and isinstance(node.get("background"), JsonString):
            facts.links.append(_file_node(node["background"], None, rows, text))
        elif kind == "link":
            facts.links.append(_link(rows, text, "autolink", node["url"].value, "", node["url"].start, node["url"].end))
        elif kind == "text":
            _text_node(facts, node["text"], rows, text)
    facts.links.sort(key=lambda link: link.start)
    facts.digest = "canvas" if nodes else ""
    return facts


def subpath_spans(text: str) -> dict[int, tuple[int, int]]:
    """Offsets `(start, end)` of a file node's subpath, by the start of its path.

    Raises:
        ValueError: Obsidian cannot open the canvas.

    """
    nodes = (node for node in _nodes(text) if node["type"].value == "file" and "subpath" in node)
    return {node["file"].start: (node["subpath"].start, node["subpath"].end) for node in nodes}


def _nodes(text: str) -> list[dict[str, Any]]:
    """The nodes, each a mapping whose strings know their place."""
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
        found, _ = _value(text, 1 if text.startswith("\ufeff") else 0)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"not valid JSON: {error}") from None
    if not isinstance(whole, dict):
        raise ValueError("not a JSON object")
    for key in ("nodes", "edges"):
        if not isinstance(whole.get(key, []), list):
            raise ValueError(f"`{key}` is no list")
    nodes: list[dict[str, Any]] = found.get("nodes", [])
    known = set()
    for number, node in enumerate(nodes, 1):
        known.add(_check_node(node, number))
    for edge in found.get("edges", []):
        for end in ("fromNode", "toNode"):
            if not isinstance(edge, dict) or not isinstance(edge.get(end), JsonString):
                raise ValueError(f"an edge has no `{end}`")
            if edge[end].value not in known:
                raise ValueError(f"an edge refers to the missing node {edge[end].value!r}")
    return nodes


def _check_node(node: object, number: int) -> str:
    if not isinstance(node, dict):
        raise ValueError(f"node {number} is no object")
    for key in ("id", "type"):
        if not isinstance(node.get(key), JsonString):
            raise ValueError(f"node {number} has no `{key}`")
    needed = _FIELDS.get(node["type"].value)
    if needed and not isinstance(node.get(needed), JsonString):
        raise ValueError(f"node {number} is a {node['type'].value} node without `{needed}`")
    if "subpath" in node and not isinstance(node["subpath"], JsonString):
        raise ValueError(f"the `subpath` of node {number} is no string")
    name: str = node["id"].value
    return name


def _value(text: str, at: int) -> tuple[Any, int]:
    """The JSON value at `at` and where it ends; the text is known to be JSON. Scalars but strings become None."""
    at = _blank(text, at)
    opening = text[at]
    if opening == '"':
        value, end = _DECODER.raw_decode(text, at)
        return JsonString(value, at + 1, end - 1), end
    if opening not in "{[":
        return None, _SCALAR.match(text, at).end()
    found: Any = {} if opening == "{" else []
    at = _blank(text, at + 1)
    while text[at] not in "}]":
        key = ""
        if opening == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _blank(text, at) + 1
        value, at = _value(text, at)
        if opening == "{":
            found[key] = value
        else:
            found.append(value)
        at = _blank(text, at)
        if text[at] == ",":
            at = _blank(text, at + 1)
    return found, at + 1


def _blank(text: str, at: int) -> int:
    end: int = _BLANK.match(text, at).end()
    return end


def _file_node(file: JsonString, subpath: JsonString | None, rows: Rows, text: str) -> LinkFact:
    """`target` is the path, `text` the subpath: a path may itself hold a `#`."""
    below = subpath.value if subpath else ""
    return _link(rows, text, "canvas", file.value, below, file.start, file.end, file.value + below)


def _link(
    rows: Rows, text: str, kind: str, target: str, below: str, start: int, end: int, raw: str | None = None
) -> LinkFact:
    place, finish = rows.place(start), rows.place(end)
    raw = text[start:end] if raw is None else raw
    return LinkFact(kind, raw, target, below, start, end, *place, *finish, start, end, "canvas", True)


def _text_node(facts: Facts, string: JsonString, rows: Rows, text: str) -> None:
    """The links and tags of a text node, each offset mapped back through the string's escapes."""
    from vaultlint.note import Note
    from vaultlint.vault.collect_facts import collect_facts

    if not string.value:
        return
    inner = collect_facts(Note("node.md", string.value))
    place = _Places(text, string)
    for link in inner.links:
        start, end = place.of(link.start), place.of(link.end)
        facts.links.append(
            link._replace(
                start=start,
                end=end,
                row=rows.place(start)[0],
                column=rows.place(start)[1],
                end_row=rows.place(end)[0],
                end_column=rows.place(end)[1],
                target_start=place.of(link.target_start),
                target_end=place.of(link.target_end),
                place="canvas",
            )
        )
    for tag in inner.tags:
        start, end = place.of(tag.start), place.of(tag.end)
        facts.tags.append(TagFact(tag.name, start, end, *rows.place(start)))


class _Places:
    """Characters of a string's value → characters of the file: every escape before shifts what follows."""

    def __init__(self, text: str, string: JsonString) -> None:
        self._starts, self._shifts = [0], [string.start]
        for inner, outer in self._escapes(text, string):
            self._starts.append(inner)
            self._shifts.append(outer - inner)

    @staticmethod
    def _escapes(text: str, string: JsonString) -> Iterator[tuple[int, int]]:
        surplus = 0
        for match in _ESCAPE.finditer(text, string.start, string.end):
            surplus += len(match[0]) - 1
            yield match.end() - string.start - surplus, match.end()

    def of(self, offset: int) -> int:
        return offset + self._shifts[bisect_right(self._starts, offset) - 1]
