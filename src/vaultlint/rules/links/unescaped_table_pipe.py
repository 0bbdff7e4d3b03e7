from __future__ import annotations

import re
from collections.abc import Iterator

from vaultlint.markdown.regions import Regions
from vaultlint.markdown.spans import Span, Table
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, insert, rule

_WITH_BAR = Pattern(r"!?\[\[[^\[\]|\r\n]*[^\[\]|\\\r\n](\|)[^\[\]\r\n]*\]\]")
_DELIMITER_ROW = Pattern(
    r"^[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?(?=\r|\n|\Z)", re.MULTILINE
)


@rule(on=Note, severity="error", fix="safe")
def unescaped_table_pipe(note: Note) -> Iterator[Problem]:
    r"""In a table the bar of a wikilink is written `\|`."""
    source = note.source
    if "|" not in source or "[[" not in source:
        return
    tables = _tables(note)
    if not tables:
        return
    for link in _WITH_BAR.finditer(source):
        if tables.covers(link.start()) and not note.opaque.cuts(link.start(1), link.end()):
            fix = insert(link.start(1), "\\", r"write `\|`", may_change={"table", "link"})
            yield Problem(Span(*link.span()), r"the bar cuts the cell, and the link, in two: write `\|`", fix)


def _tables(note: Note) -> Regions:
    """The tables, and rows that would head one if a bar did not make them too long for the row of dashes below."""
    ranges = [(one.start, one.end) for one in note.spans(Table)]
    known = Regions(ranges)
    for row in _DELIMITER_ROW.finditer(note.source):
        if "-|" in row[0].replace(" ", "") or "|-" in row[0].replace(" ", ""):
            end = row.start()
            start = _line_before(note.source, end)
            if not known.covers(row.start()) and "|" in note.source[start:end]:
                ranges.append((start, end))
    return Regions(ranges)


def _line_before(source: str, at: int) -> int:
    """Where the line above the one that starts at `at` starts."""
    end = at - 2 if source[max(0, at - 2) : at] == "\r\n" else at - 1
    return max(source.rfind("\n", 0, max(end, 0)), source.rfind("\r", 0, max(end, 0))) + 1
