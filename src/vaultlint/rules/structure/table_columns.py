from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vaultlint.markdown.spans import Paragraph, Span, Table
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Fix, Problem, insert, replace, rule
from vaultlint.rules.structure._lines import before, line_at, line_end_of, lines_of

_ALL: tuple[Change, ...] = ("table", "prose", "link", "layout", "tag", "code", "math", "embed", "highlight")
# The pipe of a link splits the cell as well, but that is reported by unescaped-table-pipe.
_PIPE = Pattern(r"!?\[\[[^\[\]\r\n]*\]\]|!?\[[^\[\]\r\n]*\]\([^()\s]*\)|(?<!\\)\|")
_PIPE_IN_LINK = Pattern(r"\[\[[^\[\]\r\n|]*\||\[[^\[\]\r\n|]*\|[^\[\]\r\n]*\]\(")
_DELIMITERS = Pattern(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_ROW = Pattern(r"\|.*\S.*\|")
_CALLOUT = Pattern(r"\[![^\[\]\r\n]+\]")
_WORD = Pattern(r"\w")
# A line below another that may be a row or a row of delimiters.
_ROW_BELOW = Pattern(r"[\r\n][ \t>]*+[|:-]")
_LEAST_ROWS = 2


@rule(on=Note, fix="unsafe", requires="|")
def table_columns(note: Note) -> Iterator[Problem]:
    """A table row that loses a cell, a line that runs into a table, or rows that make no table."""
    source, tables = note.source, note.document.tables
    if not all(_is_regular(source[start:end]) for start, end in zip(tables.starts, tables.ends, strict=True)):
        for table in note.spans(Table):
            if not _is_regular(table.of(source)):
                yield from _odd_rows(table, note)
    for paragraph in note.spans(Paragraph):
        start, end = paragraph.start, paragraph.end
        if source.find("|", start, end) >= 0 and _ROW_BELOW.search(source, start, end):
            yield from _no_table(paragraph, note)


def _odd_rows(table: Table, note: Note) -> Iterator[Problem]:
    lines = [_line(note, row[0].start) for row in table.rows if row]
    if _CALLOUT.match(lines[0].of(note.source)) and before(note, lines[0].start).rstrip().endswith(">"):
        return  # the title of a callout, which Obsidian takes out of the text
    counts = [_count(line.of(note.source)) for line in lines]
    # A pipe in a link of the header makes a cell of the header, which is reported there.
    columns = min(len(table.rows[0]), counts[0][0])
    if len(lines) > 2 and min(cells for cells, _ in counts[1:]) > columns:
        if any(_loses(line.of(note.source), columns) for line in lines[1:]):
            message = f"a header of {_cells(columns)} above longer rows: their extra cells are not shown"
            yield Problem(lines[0], message)
        return
    joined = False  # whether the line before ran into the table
    short = False  # whether a row that lacks cells was reported
    for line, (cells, piped) in zip(lines[1:], counts[1:], strict=True):
        if piped or columns == 1:
            joined = False
            if cells > columns and _loses(line.of(note.source), columns):
                yield Problem(line, f"{_cells(cells)} below a header of {columns}: the extra cells are not shown")
            elif cells < columns and not short:
                short = True
                yield Problem(line, f"{_cells(cells)} below a header of {columns}", severity="info")
        elif not joined:
            joined = True
            yield Problem(line, "this line runs into the table, which needs a blank line after it")


def _cells(number: int) -> str:
    return f"{number} cell" if number == 1 else f"{number} cells"


def _loses(row: str, columns: int) -> bool:
    """Whether a cell beyond the header's number holds anything."""
    pipes = [match.start() for match in _PIPE.finditer(row) if match[0] == "|"]
    if pipes and pipes[0] == 0:
        del pipes[0]
    return len(pipes) >= columns and bool(row[pipes[columns - 1] :].strip(" \t|"))


def _no_table(paragraph: Paragraph, note: Note) -> Iterator[Problem]:
    """A header above a row of delimiters that is text nevertheless; rows without such a row."""
    lines = [_trimmed(note, line) for line in lines_of(note.source, paragraph)]
    if _CALLOUT.match(lines[0].of(note.source)) and before(note, lines[0].start).rstrip().endswith(">"):
        del lines[0]  # the title of a callout, which Obsidian takes out of the text
    texts = [line.of(note.source) for line in lines]
    for number, (header, delimiters) in enumerate(pairwise(texts)):
        if "|" not in header or "|" not in delimiters or not _DELIMITERS.fullmatch(delimiters):
            continue
        columns, dashes = _count(header)[0], _count(delimiters)[0]
        if not _WORD.search(header) or (columns == 1 and r"\|" in header):
            return  # the layout of a page: empty cells, a table in a cell
        if columns == dashes:
            if number or _opens_item(note, lines[0]):
                yield Problem(lines[number], "not a table: it needs a blank line before its header")
        elif not _PIPE_IN_LINK.search(header):
            message = f"not a table: a header of {_cells(columns)} above a delimiter row of {dashes}"
            yield Problem(lines[number], message, _same_length(lines[number + 1], delimiters, columns))
        return
    if len(texts) >= _LEAST_ROWS and all(_ROW.fullmatch(text) for text in texts):
        columns = _count(texts[0])[0]
        if columns > 1 and all(_count(text)[0] == columns for text in texts):
            if (table := _table_above(note, lines[0].start)) is not None and _columns(note, table) == columns:
                message = "a blank line cuts these rows off from the table above"
                yield Problem(lines[0], message, _join(note, table, lines))
                return
            fix = insert(
                lines[0].end, _below(note, lines[0], columns), "add a delimiter row", safe=False, may_change=_ALL
            )
            yield Problem(lines[0], "not a table: no delimiter row `| --- |` below its header", fix)


def _table_above(note: Note, start: int) -> Table | None:
    """The table with nothing but blank lines between it and a place."""
    tables = note.spans(Table)
    at = bisect_right(tables, start, key=lambda one: one.start) - 1
    if at < 0 or note.source[tables[at].end : start].strip(" \t\r\n>"):
        return None
    return tables[at]


def _columns(note: Note, table: Table) -> int:
    return _count(_line(note, table.rows[0][0].start).of(note.source))[0] if table.rows and table.rows[0] else 0


def _join(note: Note, table: Table, rows: Sequence[Span]) -> Fix | None:
    """Delete the blank lines between a table and rows; None in a quote or an item, which have markers on them."""
    head = table.of(note.source).rstrip()
    if note.source[table.start + len(head) : rows[0].start].strip("\r\n") or before(note, table.start):
        return None
    # Table and rows are both written anew, since both become part of another table.
    text = f"{head}{line_end_of(note)}{note.source[rows[0].start : rows[-1].end]}"
    return replace(Span(table.start, rows[-1].end), text, "remove the blank line", safe=False, may_change=_ALL)


def _trimmed(note: Note, line: Span) -> Span:
    text = line.of(note.source)
    return Span(line.start + len(text) - len(text.lstrip(" \t>")), line.start + len(text.rstrip()))


def _opens_item(note: Note, line: Span) -> bool:
    """Whether a marker is before the text of a line."""
    return bool(before(note, line.start).strip(" \t>"))


def _same_length(where: Span, row: str, columns: int) -> Fix:
    cells = row.strip().removeprefix("|").removesuffix("|").split("|")
    cells = [*cells[:columns], *cells[-1:] * (columns - len(cells))]
    left, right = "|" * row.startswith("|"), "|" * row.endswith("|")
    return replace(where, f"{left}{'|'.join(cells)}{right}", "match the header", safe=False, may_change=_ALL)


def _below(note: Note, line: Span, columns: int) -> str:
    return f"{line_end_of(note)}{before(note, line.start)}|{' --- |' * columns}"


def _is_regular(text: str) -> bool:
    """Whether every line of a table is `| … |` with as many cells as the header: nearly every table's are."""
    text = text.replace("\r\n", "\n") if "\r" in text else text
    if "\\" in text or "\r" in text or ("[" in text and _PIPE_IN_LINK.search(text)):
        return False
    lines = [line.strip(" \t>") for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    bars = lines[0].count("|") if lines else 0
    return all(line.startswith("|") and line.endswith("|") and line.count("|") == bars for line in lines)


def _line(note: Note, at: int) -> Span:
    """The row that holds a cell, without spaces and quote marks around it."""
    line = line_at(note, at)
    text = line.of(note.source)
    return Span(line.start + len(text) - len(text.lstrip(" \t>")), line.start + len(text.rstrip()))


def _count(text: str) -> tuple[int, bool]:
    r"""Number of cells that GFM splits a row into, and whether it has any pipe. `\|` does not split."""
    pipes = [match.start() for match in _PIPE.finditer(text) if match[0] == "|"]
    if not pipes:
        return 1, False
    return max(1, len(pipes) + 1 - (pipes[0] == 0) - (pipes[-1] == len(text) - 1)), True
