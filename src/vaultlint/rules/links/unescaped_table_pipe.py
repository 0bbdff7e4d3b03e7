from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Span, Table
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, insert, rule

_WITH_BAR = Pattern(r"\[\[[^\[\]|\r\n]++(?<!\\)(\|)[^\[\]\r\n]*\]\]")
_DELIMITER_ROW = Pattern(r"[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?(?=\r|\n|\Z)")
# Every row of dashes has one of these.
_BAR_BEFORE_DASH, _DASH_BEFORE_BAR = Pattern(r"\|[ ]*-"), Pattern(r"-[ ]*\|")
_OPEN_ROW = tuple(" \t>|:-")


@rule(on=Note, severity="error", fix="safe", sign="|")
def unescaped_table_pipe(note: Note) -> Iterator[Problem]:
    r"""In a table the bar of a wikilink is written `\|`."""
    source = note.source
    if not (_BAR_BEFORE_DASH.search(source) or _DASH_BEFORE_BAR.search(source)):
        return
    tables: Regions | None = None
    for link in _WITH_BAR.finditer(source):
        tables = tables or _tables(note)
        start, end = link.span()
        start -= source.startswith("!", start - 1, start)
        if not tables.covers(start) and not _heads_table(source, start, end, tables):
            continue
        if not note.opaque.cuts(link.start(1), end):
            fix = insert(link.start(1), "\\", r"write `\|`", may_change={"table", "link"})
            yield Problem(Span(start, end), r"unescaped `|` splits the table cell and the link: write `\|`", fix)


def _tables(note: Note) -> Regions:
    if "$$" not in note.source:
        return note.document.tables
    return Regions((one.start, one.end) for one in note.spans(Table))  # without those that math hides


def _heads_table(source: str, start: int, end: int, tables: Regions) -> bool:
    """Whether the line would head a table if a bar did not make it too long for the row of dashes below."""
    below = source.find("\n", end) + 1
    if not below or source[below : below + 1] not in _OPEN_ROW:
        return False
    row = _DELIMITER_ROW.match(source, below)
    if row is None or tables.covers(below):
        return False
    bare = row[0].replace(" ", "")
    return ("-|" in bare or "|-" in bare) and "\r" not in source[end : below - 1].removesuffix("\r")
