"""The front matter as Python values, for programs that need values instead of spans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vaultlint.markdown.front_matter import BrokenYaml, compose
from vaultlint.markdown.front_matter_fast import scalar_type
from vaultlint.markdown.spans import FrontMatter

_DEEPEST = 50


def property_values(text: str, matter: FrontMatter | None) -> dict[str, Any]:
    """Return the properties of a note by name; none if there is no front matter, or if it is not a YAML mapping."""
    if matter is None or not matter.closed:
        return {}
    try:
        root = compose(text, matter)
    except BrokenYaml:
        return {}
    values = to_python(root, text[matter.body_start : matter.body_end]) if root is not None else {}
    return values if isinstance(values, dict) else {}


def to_python(root: Any, source: str = "") -> Any:
    """Return a YAML node as JSON has it: dates stay text, as in YAML 1.2.

    source: the YAML that the node's marks count in, for expressions of templates, which are masked in the node.
    What an alias repeats is made once, for aliases of aliases would multiply.
    """
    return _Reader(source).value(root)


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._known: dict[int, Any] = {}  # id of a mapping or list -> its value

    def value(self, node: Any, depth: int = 0) -> Any:
        if depth > _DEEPEST:
            return None
        if node.id == "scalar":
            raw = self._template(node)
            return raw if raw is not None else node.value if node.style else _scalar(node.value)
        known = self._known
        if id(node) not in known:
            known[id(node)] = None  # a node that holds itself
            if node.id == "mapping":
                known[id(node)] = self._mapping(node, depth)
            else:
                known[id(node)] = [self.value(item, depth + 1) for item in node.value]
        return known[id(node)]

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:
        """Of several entries with one key the first counts, as for rules (`duplicate-property` reports the others)."""
        found: dict[str, Any] = {}
        for key, value in node.value:
            found.setdefault(self._key(key), self.value(value, depth + 1))
        return found

    def _key(self, node: Any) -> str:
        return self._template(node) or str(node.value)

    def _template(self, node: Any) -> str | None:
        raw = self._source[node.start_mark.index : node.end_mark.index]
        return raw.strip("\"'") if "{{" in raw or "<%" in raw else None


_READ: dict[str, Callable[[str], Any]] = {
    "null": lambda text: None,
    "bool": lambda text: text.lower() == "true",
    "int": lambda text: int(text, 0 if text[:2] in ("0x", "0o") else 10),
    "float": lambda text: float(text.replace(".inf", "inf").replace(".nan", "nan")),
}


def _scalar(text: str) -> Any:
    read = _READ.get(scalar_type(text))
    if read is None or len(text) > 400:
        return text
    try:
        return read(text)
    except ValueError:
        return text
