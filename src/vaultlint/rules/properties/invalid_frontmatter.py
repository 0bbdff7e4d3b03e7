"""Front matter that Obsidian cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.front_matter import BrokenYaml, compose
from vaultlint.markdown.front_matter_fast import plain_properties
from vaultlint.markdown.spans import FrontMatter, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, delete, insert, rule
from vaultlint.rules.structure._lines import line_end_of

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
    ("comment or line break", "text after `|` or `>`; put the value in quotes"),
    ("<document start>", "text after a line `...`"),
    ("nested too deeply", "nested too deeply"),
)
_LINE = Pattern(r"[^\r\n]*")


# Properties that do not begin in line 1, with what is above them.
_KEY_LINE = r"[^\W\d_][\w -]{0,40}:(?:[ \t][^\r\n]*)?"
_BODY = rf"(?:(?>{_KEY_LINE}|[ \t][^\r\n]*|-[ \t][^\r\n]*|)(?:\r\n?|\n)){{1,80}}?---[ \t]*(?=[\r\n]|\Z)"
_LATE = Pattern(
    rf"\ufeff?(?P<above>(?:[ \t]*(?:\r\n?|\n))*(?:#[ ][^\r\n]*(?:\r\n?|\n)(?:[ \t]*(?:\r\n?|\n))*)?[ \t]*)"
    rf"(?P<open>---)[ \t]*(?:\r\n?|\n)(?P<body>{_BODY})"
)
_UNOPENED = Pattern(rf"\ufeff?(?P<above>)(?P<body>(?P<open>{_KEY_LINE})(?:\r\n?|\n)(?:{_BODY})?)")
_KEYS = Pattern(r"(?m)^([^\W\d_][\w -]{0,40}):(?:[ \t]|$)")
_OBSIDIAN_KEYS = frozenset({"tags", "tag", "aliases", "alias", "cssclasses", "cssclass"})
_USUAL_KEYS = _OBSIDIAN_KEYS | {
    *("author", "authors", "categories", "category", "created", "creation date", "date", "description", "draft", "id"),
    *("lang", "language", "layout", "modified", "permalink", "publish", "slug", "source", "status", "title", "type"),
    *("up", "updated", "url"),
}


@rule(on=Note, severity="error", fix="unsafe")
def invalid_frontmatter(note: Note) -> Iterator[Problem]:
    """Properties that are not YAML, are never closed, or do not begin in line 1."""
    if note.front_matter is None:
        yield from _misplaced(note)
        return
    for matter in (note.front_matter,):
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


def _misplaced(note: Note) -> Iterator[Problem]:
    """Properties below a blank line or heading, or without the line that opens them: they are shown as text."""
    text = note.text
    head = text[:200].lstrip("\ufeff \t\r\n")
    if not head.startswith(("---", "# ")) and ":" not in head.partition("\n")[0]:
        return
    late = _LATE.match(text)
    match = late or _UNOPENED.match(text)
    if match is None:
        return
    keys = [key.lower() for key in _KEYS.findall(match["body"].replace("\r", "\n"))]
    usual = [key for key in keys if key in _USUAL_KEYS]
    if not usual or (len(usual) < 2 and _OBSIDIAN_KEYS.isdisjoint(usual)):
        return
    where = Span(*match.span("open"))
    if late is None:
        if "\n---" not in match["body"].replace("\r", "\n"):
            return
        opening = insert(where.start, "---" + line_end_of(note), "add a line `---`", safe=False, may_change={"all"})
        yield Problem(where, "the properties lack the line `---` above them, so Obsidian shows them as text", opening)
        return
    blank = not match["above"].strip()
    span = Span(*match.span("above"))
    fix = delete(span, "remove what is above it", safe=False, may_change={"all"}) if blank else None
    yield Problem(where, "properties must begin in line 1; here Obsidian shows them as text", fix)


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
    return next((words for phrase, words in _MEANINGS if phrase in message), message)


def _is_json(body: str) -> bool:
    """JSON is legal there (Obsidian help, "Properties"), and may be indented with tabs, which YAML forbids."""
    if not body.lstrip().startswith("{"):
        return False
    import json

    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
