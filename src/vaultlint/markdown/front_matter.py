"""Front matter with positions: PyYAML's nodes, tolerant of templates.

Composed, never loaded to objects: `{{date}}` is a legal mapping key in a template, a date must keep its spelling, and
every report needs a place. YAML 1.2's core schema decides types (`yes` and `no` are strings), as in Obsidian.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from vaultlint.fast_path import fast_path
from vaultlint.markdown.front_matter_fast import plain_properties, scalar_type
from vaultlint.markdown.spans import FrontMatter, Link, Property, Span
from vaultlint.pattern import Pattern

_TEMPLATE = Pattern(r"\{\{[^{}\r\n]*\}\}|<%(?:(?!<%|%>)[^\r\n])*%>")
# No person nests lists this deeply, and the parser of libyaml has no limit but that of the machine's stack.
_DEEPEST = 100
_NESTED_MARKS = Pattern(rf"(?:[-?:][ \t]+){{{_DEEPEST}}}")
_INDENTED = Pattern(rf"(?m)^[ ]{{{_DEEPEST}}}")
# What the parser misses only far after the place where it began; that place is of use.
_LATE = ("end of stream", "',' or ']'", "',' or '}'", "expected ':'")
_ESCAPED = Pattern(r"\\([\"\\/])")
_WHOLE_WIKILINK = Pattern(r"!?\[\[((?:[^\[\]\r\n]|\[[^\[\]\r\n]*\])+)\]\]\Z")
_WHOLE_MARKDOWN_LINK = Pattern(r"!?\[([^\]\r\n]*)\]\((?:<([^<>\r\n]*)>|([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*))\)\Z")


class BrokenYaml(Exception):
    """The front matter is not YAML; `at` is the character of the note where the parser gave up."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@cache
def _loader() -> Any:
    """Libyaml where PyYAML was built with it: five times as fast, same marks."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str, matter: FrontMatter) -> Any:
    """The root node of the front matter or None; marks count from `matter.body_start`. BrokenYaml if it cannot be.

    Template expressions are masked by letters of the same length first: they are not YAML until they are expanded.
    """
    body = text[matter.body_start : matter.body_end]
    masked = _TEMPLATE.sub(lambda found: "x" * len(found[0]), body)
    if (deep := _too_deep(masked)) is not None:
        raise BrokenYaml("it is nested too deeply", matter.body_start + deep)
    import yaml

    try:
        return _composed(masked)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
        marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
        if any(words in problem for words in _LATE):
            marks.reverse()
        mark = marks[0] or marks[1]
        at = matter.body_start + min(mark.index if mark else getattr(error, "position", 0) or 0, len(body))
        raise BrokenYaml(str(problem), at) from None


@lru_cache(maxsize=4)
def _composed(body: str) -> Any:
    """The root node, shared by all rules; read-only."""
    import yaml

    return yaml.compose(body, Loader=_loader())


def tokens_of(body: str) -> set[str]:
    """The kinds of YAML's tokens in front matter that can be composed, such as Anchor, Tag and BlockEntry."""
    import yaml

    return {type(token).__name__.removesuffix("Token") for token in yaml.scan(body, Loader=_loader())}


def _too_deep(body: str) -> int | None:
    """Offset at which YAML is nested too deeply for a parser; None if it is not.

    Brackets in a string count for nothing, so the parser's events are counted. They need no stack. Few bodies have so
    much as the marks for it.
    """
    if marks := _NESTED_MARKS.search(body):
        return int(marks.start())
    if body.count("[") + body.count("{") + body.count("- ") <= _DEEPEST and not _INDENTED.search(body):
        return None
    import yaml

    depth = 0
    try:
        for event in yaml.parse(body, Loader=_loader()):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST and event.start_mark is not None:
                    return event.start_mark.index
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None  # up to here it is not too deep, and no parser goes further
    return None


def find_properties(text: str, matter: FrontMatter) -> Iterator[Property]:
    """Every key of the front matter, nested ones after their parents; none if it is not a YAML mapping."""
    plain = plain_properties(text, matter.body_start, matter.body_end)
    return iter(plain) if plain is not None else _parsed_properties(text, matter)


def _parsed_properties(text: str, matter: FrontMatter) -> Iterator[Property]:
    try:
        root = compose(text, matter)
    except BrokenYaml:
        return
    if root is not None and root.id == "mapping":
        yield from _walk(text, matter.body_start, root, (), set())


def _by_parser(text: str, start: int, end: int) -> list[Property]:
    return list(_parsed_properties(text, FrontMatter(0, end, start, end, True)))


fast_path(slow=_by_parser)(plain_properties)


def _walk(text: str, base: int, mapping: Any, path: tuple[str, ...], seen: set[int]) -> Iterator[Property]:
    if id(mapping) in seen or len(path) > 50:  # an alias: its place is that of its anchor, and it may hold itself
        return
    seen.add(id(mapping))
    for key, value in mapping.value:
        start, end = base + key.start_mark.index, base + key.end_mark.index
        name = text[start:end].strip("\"'") if key.id == "scalar" else text[start:end]
        here = (*path, name)
        value_start, value_end = base + value.start_mark.index, base + value.end_mark.index
        plain: str | list[str] | None = None
        items: list[Span] = []
        if value.id == "scalar":
            # A scalar in quotes, or a block of text, is a string.
            tag, plain = "str" if value.style else scalar_type(value.value), value.value
            if "{{" in (raw := text[value_start:value_end]) or "<%" in raw:
                tag, plain = "str", _with_lf(raw).strip("\"'")
        elif value.id == "sequence":
            tag = "list"
            items = [Span(base + item.start_mark.index, base + item.end_mark.index) for item in value.value]
            plain = [
                item.value if item.id == "scalar" else _with_lf(text[span.start : span.end])
                for item, span in zip(value.value, items, strict=True)
            ]
            value_end = max([value_start, *(item.end for item in items)]) if value.flow_style is False else value_end
        else:
            tag = "map"
        yield Property(start, end, here, plain, value_start, value_end, tag, items)
        if value.id == "mapping":
            yield from _walk(text, base, value, here, seen)
        elif value.id == "sequence":
            for item in value.value:
                if item.id == "mapping":
                    yield from _walk(text, base, item, here, seen)


def _with_lf(raw: str) -> str:
    """YAML as written, with the line endings that its values have."""
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def links_of(text: str, properties: list[Property]) -> Iterator[Link]:
    """Values that are, as a whole, one quoted wikilink or one Markdown link, and list items of that form."""
    for entry in properties:
        if entry.tag == "str" and isinstance(entry.value, str):
            yield from _value_link(text, entry.value_start, entry.value_end, entry.value)
        elif entry.tag == "list" and isinstance(entry.value, list):
            for item, value in zip(entry.items, entry.value, strict=True):
                yield from _value_link(text, item.start, item.end, value)


def _value_link(text: str, start: int, end: int, value: str) -> Iterator[Link]:
    """The link that a scalar is; one that YAML folds, or a block of text, is found by its brackets."""
    written = text[start:end]
    folded = written[:1] in "|>" or (written[:1] in "'\"" and "\n" in written.strip())
    if not folded:
        yield from _link(text, start, end)
    elif (at := text.find(value.strip(), start, end)) >= 0:
        yield from _link(text, at, at + len(value.strip()), quoted=True)
    elif _WHOLE_WIKILINK.match(" ".join(value.split())):
        yield from _folded_wikilink(text, start, end, written[:1])


def _folded_wikilink(text: str, start: int, end: int, quote: str) -> Iterator[Link]:
    at, stop = text.find("[[", start, end), text.rfind("]]", start, end)
    if not 0 <= at < stop:
        return
    bar = text.find("|", at + 3, stop)
    target_end = stop if bar < 0 else bar
    target = " ".join(_unquoted(text[at + 2 : target_end], quote).split())
    opening = at - 1 if text[at - 1 : at] == "!" else at
    yield Link(opening, stop + 2, "property", target, at + 2, target_end, stop if bar < 0 else bar + 1, stop)


def _link(text: str, start: int, end: int, *, quoted: bool = False) -> Iterator[Link]:
    raw = text[start:end].rstrip()
    quote = raw[:1]
    if quote in ("'", '"') and raw.endswith(quote) and len(raw) > 1:
        start, raw = start + 1, raw[1:-1]
    elif raw.startswith("[[") and not quoted:
        return  # a YAML list in a list
    stripped = raw.strip()
    start += len(raw) - len(raw.lstrip())
    if match := _WHOLE_WIKILINK.match(stripped):
        bar = match[1].find("|", 1)
        target = match[1] if bar < 0 else match[1][:bar]
        at = start + match.start(1)
        at_end, stop = at + len(target), start + match.end(1)
        yield Link(
            start,
            start + len(stripped),
            "property",
            _unquoted(target, quote).strip(),
            at,
            at_end,
            stop if bar < 0 else at + bar + 1,
            stop,
        )
    elif match := _WHOLE_MARKDOWN_LINK.match(stripped):
        part = 2 if match[2] is not None else 3
        if match[part]:
            yield Link(
                start,
                start + len(stripped),
                "property",
                _unquoted(match[part], quote),
                start + match.start(part),
                start + match.end(part),
                start + match.start(1),
                start + match.end(1),
            )


def _unquoted(written: str, quote: str) -> str:
    """A part of a quoted scalar without the escapes that its quotes ask for."""
    if quote == "'":
        return written.replace("''", "'")
    return str(_ESCAPED.sub(r"\1", written)) if quote == '"' and "\\" in written else written
