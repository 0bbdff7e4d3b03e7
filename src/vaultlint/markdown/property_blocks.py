"""The top-level properties as blocks of lines that can change places, and what YAML reads in them.

Nothing here guesses: where a line may belong to either of two properties, or where what YAML reads depends on the
place, there are no blocks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from vaultlint.markdown.front_matter import BrokenYaml, compose, tokens_of
from vaultlint.markdown.spans import FrontMatter
from vaultlint.markdown.text import front_matter
from vaultlint.pattern import Pattern

# Line ends to some readers of YAML and text to others.
_UNUSUAL = Pattern("[\\x0b\\x0c\\x85\u2028\u2029]|\\r(?!\\n)")
_DEPENDS_ON_PLACE = frozenset({"Anchor", "Alias", "Tag", "DocumentStart", "DocumentEnd", "Directive"})


class PropertyBlock(NamedTuple):
    """A property with all its lines, the comment right above it and the blank lines below it included."""

    name: str
    start: int
    end: int


def movable_root(text: str, matter: FrontMatter) -> Any:
    """Return the mapping of front matter whose parts can change places, as PyYAML composes it; else None.

    Anchors, aliases, tags, merge keys, markers of documents, templates, line ends that are not those of the text, and a
    mapping in braces are not moved.
    """
    body = text[matter.body_start : matter.body_end]
    if not matter.closed or "{{" in body or "<%" in body or _UNUSUAL.search(text, matter.body_start, matter.end):
        return None
    try:
        root = compose(text, matter)
        if root is None or root.id != "mapping" or root.flow_style or not _DEPENDS_ON_PLACE.isdisjoint(tokens_of(body)):
            return None
    except BrokenYaml:
        return None
    keys = [key for key, _ in root.value]
    if any(key.id != "scalar" or key.start_mark.column or key.value == "<<" for key in keys):
        return None
    return root if len({key.value.lower() for key in keys}) == len(keys) else None


def property_blocks(text: str, matter: FrontMatter) -> list[PropertyBlock] | None:
    """Return the blocks in their order; None if they cannot change places, or if it is unclear what a comment is about.

    The last block ends before the line that closes the front matter. Blank lines above the first belong to none.
    """
    root = movable_root(text, matter)
    if root is None:
        return None
    base, end, entries = matter.body_start, _last_line_end(text, matter), root.value
    keys = [base + key.start_mark.index for key, _ in entries]
    starts = []
    above = base  # the line after the value before
    for at, (_, value) in zip(keys, entries, strict=True):
        comment = _comment_above(text, above, at)
        if comment is None:
            return None
        starts.append(comment)
        above = _line_after(text, base + _end_of(value))
    if _comment_above(text, above, end) != end:
        return None
    ends = [*starts[1:], end]
    names = [str(key.value) for key, _ in entries]
    return [PropertyBlock(*block) for block in zip(names, starts, ends, strict=True)]


def _comment_above(text: str, start: int, at: int) -> int | None:
    """Start of the comment right above a line; the line itself if there is none, None if it is unclear.

    A comment that is indented belongs to the value above it. One at the start of a line and above a blank line may
    belong to anything.
    """
    comment = None
    while start < at:
        end = text.index("\n", start) + 1
        if text[start] == "#":
            comment = start if comment is None else comment
        elif comment is not None or text[start:end].strip()[:1] not in ("", "#"):
            return None
        start = end
    return at if comment is None else comment


def _line_after(text: str, at: int) -> int:
    """Start of the line after a value, given the value's end; that of a block of text is after its line end."""
    if text[at - 1] == "\n":
        return at
    end = text.find("\n", at)
    return end + 1 if end >= 0 else len(text)


def _end_of(node: Any) -> int:
    """End of a value; the parser's own mark of a collection in block style is at what follows it."""
    if node.id == "scalar" or node.flow_style:
        return int(node.end_mark.index)
    parts = node.value if node.id == "sequence" else [part for pair in node.value for part in pair]
    return max([int(node.start_mark.index), *map(_end_of, parts)])


def _last_line_end(text: str, matter: FrontMatter) -> int:
    """Start of the line that closes the front matter."""
    return text.rindex("\n", 0, matter.end) + 1


def movable_values(text: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return what YAML reads in front matter whose parts can change places: type and text of every scalar, by name.

    Read twice, without the last line end and with it, for readers of front matter differ in that: a block of text at
    the end may have one line end more.
    """
    matter = front_matter(text)
    root = movable_root(text, matter) if matter is not None else None
    if matter is None or root is None:
        return None
    complete = replace(matter, body_end=_last_line_end(text, matter))
    return _values_of(root), _values_of(compose(text, complete))


def _values_of(root: Any) -> dict[str, Any]:
    return {str(key.value): _value_of(value) for key, value in root.value}


def _value_of(node: Any) -> Any:
    if node.id == "scalar":
        return node.tag, node.value
    if node.id == "sequence":
        return [_value_of(item) for item in node.value]
    return [(_value_of(key), _value_of(value)) for key, value in node.value]
