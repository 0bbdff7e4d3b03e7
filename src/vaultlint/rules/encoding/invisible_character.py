"""Characters that nobody sees, and that searches, links and programs do see."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Fix, Problem, replace, rule
from vaultlint.rules.encoding._needed import Line, is_needed

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_RUN = Pattern(
    f"[{_CONTROL}\x80-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]+"
)
# Behind these a no-break blank is no blank to Markdown: the heading is none.
_HEADING = Pattern(r"(?:^|(?<=[\r\n]))[ ]{0,3}#{1,6}([\u00a0\u2007\u202f]+)(?=[^\s#])")
_NO_BREAK = Pattern("[\u00a0\u2007\u202f]+")
_PARTING = "\x0b\x0c\x85\u2028\u2029"
_MAY: tuple[Change, ...] = ("prose", "link", "link-text", "heading", "tag", "property", "html", "comment", "layout")


@rule(on=Note, fix="unsafe", in_templates=True)
def invisible_character(note: Note) -> Iterator[Problem]:
    """A character that is not seen and does harm: it splits words for a search, and breaks links and tags."""
    text = note.text
    found = _RUN.finditer(text)
    if text.isascii():
        found = _CONTROLS.finditer(text)
    row, line = 0, None
    for match in found:
        if (here := note.rows.place(match.start())[0]) != row or line is None:
            row, line = here, Line(note.line(here))
        yield from _in_run(text, match.start(), match.end(), line)
    if "\u00a0" in text or "\u2007" in text or "\u202f" in text:
        yield from _no_break_blanks(note)


_CONTROLS = Pattern(f"[{_CONTROL}]+")


def _in_run(text: str, start: int, end: int, line: Line) -> Iterator[Problem]:
    at = start + (start == 0 and text[0] == "\ufeff")  # the first is byte-order-mark's
    while at < end:
        if is_needed(text, at, line):
            at += 1
            continue
        stop = at + 1
        while stop < end and not is_needed(text, stop, line):
            stop += 1
        yield Problem(Span(at, stop), _message(text[at:stop]), _fix(text, at, stop), key=_key(text, at, stop))
        at = stop


def _message(run: str) -> str:
    import unicodedata

    first = run[0]
    name = unicodedata.name(first, "") or _CONTROL_NAMES.get(first, "control character")
    count = (
        f", {len(run)} times"
        if len(run) > 1 and set(run) == {first}
        else f" and {len(run) - 1} more"
        if len(run) > 1
        else ""
    )
    return f"invisible character U+{ord(first):04X} ({name.lower()}){count}"


_CONTROL_NAMES = {"\x00": "null", "\x08": "backspace", "\x0b": "line tabulation", "\x0c": "form feed", "\x1b": "escape"}


def _key(text: str, at: int, stop: int) -> str:
    return f"{text[max(0, at - 12) : at]}{text[at:stop]!a}{text[stop : stop + 12]}"


def _fix(text: str, at: int, stop: int) -> Fix:
    """What parted two words becomes a blank; all else is taken out."""
    run = Span(at, stop)
    parts = any(one in _PARTING for one in text[at:stop])
    beside = at > 0 and stop < len(text) and not text[at - 1].isspace() and not text[stop].isspace()
    if parts and beside:
        return replace(run, " ", "write a blank", safe=False, may_change=_MAY)
    return replace(run, "", "remove it", safe=False, may_change=_MAY)


def _no_break_blanks(note: Note) -> Iterator[Problem]:
    """No-break blanks are taste in a text; behind `#` and in the target of a link they break what is written."""
    for match in _HEADING.finditer(note.source):
        yield _no_break(note, Span(*match.span(1)), " ", "behind the `#`: no heading to Markdown")
    for link in note.spans(Link):
        # macOS writes U+202F into the names of its screenshots, and a link must match the name.
        if link.is_wiki and link.target.rpartition(".")[2].lower() in ("png", "jpg", "jpeg", "mov", "heic"):
            continue
        blank = "%20" if link.kind in ("markdown", "image", "reference") else " "
        for match in _NO_BREAK.finditer(note.text, link.target_start, link.target_end):
            yield _no_break(note, Span(*match.span()), blank, "in the target of a link")


def _no_break(note: Note, where: Span, blank: str, what: str) -> Problem:
    fix = replace(where, blank, f"write {blank}" if blank.strip() else "write a blank", safe=False, may_change=_MAY)
    return Problem(where, f"no-break blank U+{ord(note.text[where.start]):04X} {what}", fix)
