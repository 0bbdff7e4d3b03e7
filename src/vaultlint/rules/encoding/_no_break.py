"""No-break spaces where Markdown, YAML or a link needs a plain one; in a text they are taste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import FrontMatter, Link, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Edit, Problem, replace

_BLANKS = "[\u00a0\u2007\u202f]+"
_LINE_START = r"(?:^|(?<=[\r\n]))"
_RUN = Pattern(_BLANKS)
_HEADING = Pattern(_LINE_START + r"[ ]{0,3}#{1,6}(" + _BLANKS + r")(?=[^\s#])")
# A number after it is negative.
_ITEM = Pattern(_LINE_START + r"(?:[ \t]*>)*[ \t]*-(" + _BLANKS + r")(?=[^\s\d])")
# A numbered line, with a plain space or a no-break one.
_NUMBERED = Pattern(_LINE_START + r"(?:[ \t]*>)*[ \t]*(\d{1,4})[.)](?:(" + _BLANKS + r")|[ \t]+)(?=\S)")
_AFTER_NUMBER = tuple(mark + space for mark in ".)" for space in "\u00a0\u2007\u202f")
_KEY = Pattern(_LINE_START + r"(?:[^\W\d][\w -]{0,60}:|[ ]*-)(" + _BLANKS + ")")
# What is in front of the space in these three. A string is found faster than an expression.
_MARKED = tuple(mark + space for mark in "#-:" for space in "\u00a0\u2007\u202f")
_WEB = Pattern(r"(?i)[a-z][a-z0-9+.-]*:|//|www\.")
_MAY: tuple[Change, ...] = ("prose", "link", "heading", "tag", "property", "list", "layout", "block-id")


def no_break_blanks(note: Note) -> Iterator[Problem]:
    if any(mark in note.text for mark in _MARKED):
        yield from _after_markers(note)
    if any(mark in note.text for mark in _AFTER_NUMBER):
        yield from _after_numbers(note)
    for link in note.spans(Link):
        if link.kind == "property":
            continue
        on_web = not link.is_wiki and _WEB.match(link.target) is not None
        for match in _RUN.finditer(note.text, link.target_start, link.target_end):
            # Obsidian takes the other two for spaces when it looks for a note.
            if on_web or "\u2007" in match[0]:
                replacement = " " if link.is_wiki else "%20"
                yield _problem(note, Span(*match.span()), replacement, "in the target of a link")


def _after_markers(note: Note) -> Iterator[Problem]:
    for match in _HEADING.finditer(note.source):
        yield _problem(note, Span(*match.span(1)), " ", "after the `#`, so this is not a heading")
    for match in _ITEM.finditer(note.source):
        yield _problem(note, Span(*match.span(1)), " ", "after the `-`, so this is not a list item")
    yield from _in_properties(note)


def _after_numbers(note: Note) -> Iterator[Problem]:
    """Yield those after the number of a list item; a number without its neighbors may be a date."""
    lines = list(_NUMBERED.finditer(note.source))
    rows = [note.rows.place(match.start(1))[0] for match in lines]
    for at, match in enumerate(lines):
        if match[2] is None:
            continue
        number = int(match[1])
        beside = ((at - 1, number - 1), (at + 1, number + 1))
        if any(
            0 <= other < len(lines) and abs(rows[other] - rows[at]) <= _NEAR and int(lines[other][1]) == wanted
            for other, wanted in beside
        ):
            yield _problem(note, Span(*match.span(2)), " ", "after the number, so this is not a list item")


#: Rows between two items of a list, blank lines and a second line included.
_NEAR = 3


def _in_properties(note: Note) -> Iterator[Problem]:
    """After the name of a property, or the `-` of a list."""
    matter = note.front_matter
    if matter is None or not matter.closed:
        return
    text, edits, names = note.text, list[Edit](), list[Span]()
    for match in _KEY.finditer(text, matter.body_start, matter.body_end):
        where, mark = Span(*match.span(1)), text[match.start(1) - 1]
        if mark == ":":
            ends = text[where.end : where.end + 1] in ("\r", "\n")
            edits.append(Edit(where.start, where.end, "" if ends else " "))
            names.append(where)
        elif _follows_list(text, matter.body_start, match.start()):
            yield _problem(note, where, " ", "after the `-`, so YAML sees no list item")
    if edits:
        # One of them hides all properties, so each is fixed together with the others, and all properties are new.
        body, message = Span(matter.body_start, matter.body_end), "write plain spaces after the names"
        fix = replace(body, _applied(text, edits, matter), message, safe=False, may_change=_MAY)
        for where in names:
            what = f"{_name(note, where)} after the `:`, so YAML sees no property"
            yield Problem(where, what, fix if where is names[0] else None)


def _applied(text: str, edits: Sequence[Edit], matter: FrontMatter) -> str:
    parts, at = [], matter.body_start
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at : matter.body_end]])


def _follows_list(text: str, begin: int, start: int) -> bool:
    """Whether the line above is the name of a list or an item; in a text of several lines a `-` is only a sign."""
    end = start - 1 - text.startswith("\r\n", start - 2)
    above = text[max(begin, text.rfind("\n", begin, max(begin, end)) + 1) : end].strip()
    return above.endswith(":") or above.startswith("-")


def _problem(note: Note, where: Span, replacement: str, what: str) -> Problem:
    message = f"write {replacement}" if replacement.strip() else "write a space" if replacement else "remove it"
    fix = replace(where, replacement, message, safe=False, may_change=_MAY)
    return Problem(where, f"{_name(note, where)} {what}", fix)


def _name(note: Note, where: Span) -> str:
    return f"no-break space U+{ord(note.text[where.start]):04X}"
