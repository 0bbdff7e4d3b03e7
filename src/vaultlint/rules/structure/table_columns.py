from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span, Table
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, Severity, rule
from vaultlint.rules.structure._lines import line_at

# The bar of a wikilink cuts the cell as well, but that is what unescaped-table-pipe reports.
_PIPE = Pattern(r"\[\[[^\[\]\r\n]*\]\]|(?<!\\)\|")
_BAR_IN_LINK = Pattern(r"\[\[[^\[\]\r\n|]*\|")


@rule(on=Note, sign="|")
def table_columns(note: Note) -> Iterator[Problem]:
    """A table row with more or fewer cells than the header, or a line that ran into the table."""
    source, tables = note.source, note.document.tables
    if all(_is_regular(source[start:end]) for start, end in zip(tables.starts, tables.ends, strict=True)):
        return  # nobody has to make rows and cells of them
    for table in note.spans(Table):
        if not _is_regular(table.of(source)):
            yield from _odd_rows(table, note)


def _odd_rows(table: Table, note: Note) -> Iterator[Problem]:
    columns = len(table.rows[0])
    lines = [_line(note, row[0].start) for row in table.rows if row]
    counts = [_count(line.of(note.source)) for line in lines]
    if len(lines) > 2 and min(cells for cells, _ in counts[1:]) > columns:
        # Every row has more: it is the header that lacks them.
        yield Problem(lines[0], f"a header of {columns} above rows of more cells: the last are not shown")
        return
    for line, (cells, piped) in zip(lines[1:], counts[1:], strict=True):
        if not piped:
            yield Problem(line, "this line runs into the table: a blank line is missing above it")
        elif cells > columns:
            yield Problem(line, f"{cells} cells below a header of {columns}: the last are not shown")
        elif cells < columns:
            # One cell alone is a caption of the rows below it.
            noun = "cell" if cells == 1 else "cells"
            severity: Severity = "info" if cells == 1 else "warning"
            yield Problem(line, f"{cells} {noun} below a header of {columns}", severity=severity)


def _is_regular(text: str) -> bool:
    """Whether every line of a table is `| … |` with as many cells as the header: nearly every table's are."""
    text = text.replace("\r\n", "\n") if "\r" in text else text
    if "\\" in text or "\r" in text or ("[[" in text and _BAR_IN_LINK.search(text)):
        return False
    lines = [line.strip(" \t>") for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    bars = lines[0].count("|") if lines else 0
    return all(line.startswith("|") and line.endswith("|") and line.count("|") == bars for line in lines)


def _line(note: Note, at: int) -> Span:
    """The row that holds a cell, without blanks and quote marks around it."""
    line = line_at(note, at)
    text = line.of(note.source)
    return Span(line.start + len(text) - len(text.lstrip(" \t>")), line.start + len(text.rstrip()))


def _count(text: str) -> tuple[int, bool]:
    """How many cells GFM cuts a row into, and whether it has a pipe at all. `\\|` does not cut."""
    pipes = [match.start() for match in _PIPE.finditer(text) if match[0] == "|"]
    if not pipes:
        return 1, False
    return len(pipes) + 1 - (pipes[0] == 0) - (pipes[-1] == len(text) - 1 and len(pipes) > 1), True
