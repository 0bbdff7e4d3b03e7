from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from vaultlint.markdown.spans import ListItem, Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, replace, rule
from vaultlint.rules.structure._lines import before, lines_of, spans_at

_GLUED = Pattern(r"\[(?<=[-+*]\[)[ xX]\][ \t]")
_GLUED_MARKER = Pattern(r"[ \t>]*([-+*])(\[[ xX]\])(?=[ \t]+\S)(?![^*\r\n]*\*)")
_BOX = Pattern(
    r"(?P<none>\[\])(?=[ \t]*[^\W_])"  # - [] text, - []text
    r"|(?P<wide>\[(?:[ \t]{2,9}|[ \t]{1,9}[xX][ \t]{0,9}|[xX][ \t]{1,9})\])(?=[ \t]+\S)"  # - [ x] text
    r"|(?P<glued>\[[ xX]\])(?=[^\W_])"  # - [x]text
)
_LOOKS_EMPTY = "\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000"
# Any box that may be wrong; items and paragraphs are asked more strictly.
_ODD_BOX = Pattern(
    rf"\[(?=[\] \txX{_LOOKS_EMPTY}])"
    rf"(?:\](?:[ \t]|[^\W_])|[ \t]{{2,9}}(?:[xX][ \t]{{0,9}})?\]"
    rf"|[ \t][xX][ \t]{{0,9}}\]|[xX][ \t]{{1,9}}\]|[ xX]\][^\W_]"
    rf"|[{_LOOKS_EMPTY}]\]|(?<=[-+*]\[)[ xX]\][ \t])"
)


@rule(on=Note, fix="safe", requires=_ODD_BOX)
def malformed_task(note: Note) -> Iterator[Problem]:
    """A box that makes no task, because a space is missing or there are too many."""
    yield from _boxes(note)
    glued = [match.start() for match in _GLUED.finditer(note.source)]
    for paragraph in spans_at(glued, note.spans(Paragraph)) if glued else ():
        # The text of an item begins after its marker; what looks like a marker there is none.
        inside = bool(before(note, paragraph.start).strip(" \t>"))
        for line in islice(lines_of(note.source, paragraph), int(inside), None):
            match = _GLUED_MARKER.match(note.source, line.start, line.end)
            if match and not note.document.links.covers(match.start(2)):
                where = Span(match.start(1), match.end(2))
                yield _problem(where, f"{match[1]} {match[2]}", "no space between marker and box")


def _boxes(note: Note) -> Iterator[Problem]:
    for item in note.spans(ListItem):
        if item.task is not None:
            if item.task in _LOOKS_EMPTY:
                at = note.source.index("[", item.start)
                yield _problem(Span(at, at + 3), "[ ]", "the box looks empty and counts as done")
            continue
        match = _BOX.match(note.source, item.content, item.own_end)
        if match is None or note.document.links.overlaps(match.start(), match.end()):
            continue
        where = Span(match.start(), match.end())
        if match["glued"]:
            yield _problem(where, match[0] + " ", "no space between box and text")
        else:
            box = "[x]" if "x" in match[0].lower() else "[ ]"
            if note.source[match.end()] not in " \t":
                box += " "
            empty = match["none"] is not None
            yield _problem(where, box, "no space in the box" if empty else "more than one character in the box")


def _problem(where: Span, text: str, message: str) -> Problem:
    fix = replace(where, text, f"write `{text.strip()}`", may_change={"task", "list", "prose", "layout"})
    return Problem(where, message if "counts" in message else f"{message}, so this is not a task", fix)
