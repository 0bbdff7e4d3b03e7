from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import ListItem, Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Problem, insert, rule
from vaultlint.rules.structure._lines import lined_offset

_GLUED = Pattern(r"\n[ \t>]*-(?=[^\W\d_]|\*\*[^\W\d_*]|\[\[|\[[^\]\r\n]{2,}\]\()")
_TEXT = Pattern(r"[^\r\n]*")
_TWO_WORDS = Pattern(r"\*{0,2}[^\W_]\S*[ \t]+\S*[^\W_]|\[")
_WORD = Pattern(r"\S*[^\W\d_]")
# Four characters of a script that is written without spaces.
_UNSPACED = Pattern(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{4}")
# Options of commands with what they mean, and code.
_OPTION = Pattern(
    r"[A-Za-z](?:[\w-]*(?:[=<|,/]|[ \t]+[\[<{=(—–:-])|\b[ \t:])|[a-z][a-z-]*:|.*(?:\S[ ]{2,}\S|\t|[{}=;|]|->)|.*-\Z"
)
# Dialogue is often written with hyphens; what its speaker does follows after another one.
_SPEECH = Pattern(r"[!?¿¡…！？]|\s[-–—](?=\w)")
_ENDING = Pattern(
    r"(?:able|al|ance|ar|ary|ation|bar|chen|ción|dad|ed|en|ence|ent|er|ery|ess|est|eur|euse|ful|heit|hood|ible|ic|ies"
    r"|ing|ion|ir|ish|ism|ist|ity|ive|keit|lein|less|let|lich|ling|logy|los|ly|ment|mente|ness|oir|or|ory|ous|schaft"
    r"|ship|sion|th|tion|ty|ung|ure|ward|wards|wise)\b"
)
_MAY_CHANGE: tuple[Change, ...] = ("list", "prose", "layout", "tag", "block-id")


@rule(on=Note, fix="unsafe", requires=_GLUED)
def missing_list_space(note: Note) -> Iterator[Problem]:
    """Lines that begin with `-` and a word: without a space after the marker they are not list items."""
    offset = lined_offset(note)
    places = [match.end() + offset for match in _GLUED.finditer(note.lined)]
    paragraphs = Regions.of(note.spans(Paragraph))
    places = [at for at in places if paragraphs.covers(at - 1) and not note.opaque.covers(at)]
    ends = {note.rows.place(at)[0]: at for at in places}
    items = {note.rows.place(item.start)[0] for item in note.spans(ListItem) if item.marker == "-"} if ends else set()
    for rows, beside_items in _groups(note, ends, items):
        if not _are_items([_TEXT.match(note.source, ends[row])[0].rstrip() for row in rows], beside_items):
            continue
        for row in rows:
            fix = insert(ends[row], " ", "put a space after the marker", safe=False, may_change=_MAY_CHANGE)
            yield Problem(Span(ends[row] - 1, ends[row]), "no space after `-`, so this is not a list item", fix)


def _groups(note: Note, rows: Iterable[int], items: set[int]) -> Iterator[tuple[list[int], bool]]:
    """Rows that follow each other, but for blank lines and items; and whether real items are among or beside them."""
    group: list[int] = []
    beside = False
    for row in rows:
        between = range(group[-1] + 1, row) if group else range(0)
        if group and not all(each in items or _is_blank(note, each) for each in between):
            yield group, beside or _next_text(note, group[-1], 1) in items
            group, between = [], range(0)
        if not group:
            beside = _next_text(note, row, -1) in items
        beside = beside or not items.isdisjoint(between)
        group.append(row)
    if group:
        yield group, beside or _next_text(note, group[-1], 1) in items


def _is_blank(note: Note, row: int) -> bool:
    return not note.line(row).strip(" \t>")


def _next_text(note: Note, row: int, step: int) -> int:
    """The next row with text above (-1) or below (1), over at most one blank line."""
    row += step
    if 0 < row <= len(note.rows.starts) and _is_blank(note, row):
        row += step
    return row


def _are_items(texts: Sequence[str], beside_items: bool) -> bool:
    """Whether the texts after hyphens were meant as items of a list."""
    if len(texts) < 2 and not beside_items:
        return False
    capital = beside_items or any(not text[0].isascii() or not text[0].islower() for text in texts)
    for text in texts:
        if _OPTION.match(text) or _SPEECH.search(text) or (text[0].islower() and _ENDING.match(text)):
            return False
        enough = _TWO_WORDS.match(text) if capital else sum(map(bool, map(_WORD.match, text.split()))) > 2
        if not enough and not _UNSPACED.match(text):
            return False
    return True
