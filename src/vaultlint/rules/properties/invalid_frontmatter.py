"""Front matter that Obsidian cannot read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.front_matter import BrokenYaml, compose
from vaultlint.markdown.front_matter_fast import plain_properties
from vaultlint.markdown.spans import FrontMatter, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

#: Words of libyaml and PyYAML → words for a person. The first that occurs in the parser's message is taken.
_MEANINGS = (
    ("mapping values are not allowed", "a second `:` in one value; put the value in quotes"),
    ("could not find expected ':'", "a line without `name: value`"),
    ("unexpected end of stream", "a quote that is never closed"),
    ("',' or ']'", "a list `[…]` that is not closed, or lacks a comma"),
    ("',' or '}'", "a `{…}` that is not closed, or lacks a comma; put a value with braces in quotes"),
    ("block sequence entries are not allowed", "a list item on the line of its property; put it on a line of its own"),
    ("'-' indicator", "a property in the middle of a list"),
    ("alphabetic or numeric character", "a value that starts with `*` or `&`; put it in quotes"),
    ("undefined alias", "a value that starts with `*`; put it in quotes"),
    ("hexdecimal number", r"a `\` in double quotes; use single quotes"),
    ("escape", r"a `\` in double quotes; use single quotes"),
    ("second occurrence", "a value that starts with `&`; put it in quotes"),
    ("comment or line break", "text behind `|` or `>`; put the value in quotes"),
    ("<document start>", "text behind a line `...`"),
    ("nested too deeply", "nested too deeply"),
)
_LINE = Pattern(r"[^\r\n]*")


@rule(on=FrontMatter, severity="error")
def invalid_frontmatter(matters: Sequence[FrontMatter], note: Note) -> Iterator[Problem]:
    """Properties that are no YAML, or are never closed."""
    for matter in matters:
        if not matter.closed:
            where = Span(matter.start, matter.start + 3)
            yield Problem(where, "the properties are never closed: a line `---` is missing below them")
            continue
        if plain_properties(note.text, matter.body_start, matter.body_end) is not None:
            continue
        try:
            root = compose(note.text, matter)
        except BrokenYaml as error:
            if not _is_json(note.text[matter.body_start : matter.body_end]):
                where = _line(note, matter, error.at)
                yield Problem(where, f"Obsidian cannot read the properties: {_meaning(str(error), where, note)}")
            continue
        if root is not None and root.id != "mapping":
            where = _line(note, matter, matter.body_start + root.start_mark.index)
            yield Problem(where, "Obsidian cannot read the properties: a line without `name: value`")


def _line(note: Note, matter: FrontMatter, at: int) -> Span:
    """The text of the line in which the parser gave up; the last line with text if that is the closing one."""
    text = note.text
    while at > matter.body_start and (at >= matter.body_end or text[at] in "\r\n") and text[at - 1] in " \t\r\n":
        at -= 1
    at = min(at, max(matter.body_start, matter.body_end - 1))
    row = note.rows.place(at)[0]
    start = note.rows.starts[row - 1]
    end = _LINE.match(text, start).end()
    line = text[start:end]
    return Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()) if line.strip() else end)


def _meaning(message: str, where: Span, note: Note) -> str:
    line = where.of(note.text)
    if "cannot start any token" in message:
        value = line.partition(": ")[2].lstrip() or line.lstrip("- \t")
        if value[:1] and value[0] in "@`%|>!&*":
            return f"a value that starts with `{value[0]}`; put it in quotes"
        return "tab at the start of a line; indent with spaces"
    if "[[" in line:
        return 'a link that is not in quotes; write "[[…]]"'
    if "did not find expected key" in message:
        closed = line.partition(": ")[2][:1]
        return "text after the closing quote" if closed in ("'", '"') else "a line that is indented differently"
    return next((words for sign, words in _MEANINGS if sign in message), message)


def _is_json(body: str) -> bool:
    """JSON is legal there (Obsidian help, "Properties"), and may be indented with tabs, which YAML forbids."""
    if not body.lstrip().startswith("{"):
        return False
    import json

    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
