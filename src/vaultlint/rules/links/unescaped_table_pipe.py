from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Span, Table
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, replace, rule
from vaultlint.rules.structure._lines import line_at

# A wikilink, a Markdown link with a pipe in its text, and one with a pipe in its title; the group is the first pipe.
_WITH_PIPE = Pattern(
    r"\[\[[^\[\]|\r\n]++(?<!\\)(\|)[^\[\]\r\n]*\]\]"
    r"|!?\[[^\[\]|\r\n]*+(?<!\\)(\|)[^\[\]\r\n]*\]\([^()\s]+(?:[ \t]+\"[^\"\r\n]*\")?\)"
    r"|!?\[[^\[\]\r\n]*+\]\([^()\s|]+[ \t]+\"[^\"|\r\n]*+(?<!\\)(\|)[^\"\r\n]*\"\)"
)
_UNESCAPED = Pattern(r"(?<!\\)\|")
_DELIMITER_ROW = Pattern(r"[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?(?=\r|\n|\Z)")
# Every row of dashes has one of these.
_BAR_BEFORE_DASH, _DASH_BEFORE_BAR = Pattern(r"\|[ ]*-"), Pattern(r"-[ ]*\|")
_BLANK_LINE = Pattern(r"\n[ \t>]*\r?\n")
_OPEN_ROW = tuple(" \t>|:-")


@rule(on=Note, severity="error", fix="safe", requires="|")
def unescaped_table_pipe(note: Note) -> Iterator[Problem]:
    r"""In a table the pipe of a link is written `\|`."""
    source = note.source
    if not (_BAR_BEFORE_DASH.search(source) or _DASH_BEFORE_BAR.search(source)):
        return
    tables: Regions | None = None
    headers: dict[int, list[int]] = {}
    found = []
    for link in _WITH_PIPE.finditer(source):
        tables = tables or _tables(note)
        start, end = link.span()
        start -= source.startswith("!", start - 1, start)
        pipes = [pipe.start() for pipe in _UNESCAPED.finditer(source, link.start(link.lastindex or 0), end)]
        if not tables.covers(start) and not _heads_table(source, start, end, tables):
            continue
        line = line_at(note, start)
        # Prose that runs into the table is not a row of it.
        if note.opaque.cuts(pipes[0], end) or "|" not in _WITH_PIPE.sub("", line.of(source)):
            continue
        found.append((Span(start, end), pipes, line))
        headers.setdefault(line.start, []).extend(pipes)
    doubtful_end = 0
    for where, pipes, line in found:
        fix = _fix(note, where, line, pipes, headers[line.start])
        if fix.applicability != "safe":
            blank = _BLANK_LINE.search(source, line.end)
            doubtful_end = blank.start() if blank else len(source)
        elif where.start < doubtful_end:
            # Under a header that is cut as well, a row alone would come under other columns than before.
            fix = fix._replace(applicability="unsafe")
        if _would_be_verbatim(source, where, line):
            # The proof lets no fix make code or math.
            fix = fix._replace(applicability="display")
        yield Problem(where, r"unescaped `|` splits the table cell and the link: write `\|`", fix)


def _fix(note: Note, where: Span, line: Span, pipes: list[int], in_line: list[int]) -> Fix:
    r"""Write `\|`. Where the delimiter row below has a cell for each pipe, the header is repaired with it."""
    # What the pipe cuts off may be a link of its own, so the whole is edited.
    text = note.source[where.start : where.end]
    for pipe in reversed(pipes):
        text = f"{text[: pipe - where.start]}\\{text[pipe - where.start :]}"
    escape = replace(where, text, r"write `\|`", may_change={"table", "link", "embed"})
    row = _DELIMITER_ROW.match(note.source, line.end)
    if row is None:
        return escape
    header = _WITH_PIPE.sub("link", line.of(note.source)).strip(" \t\r\n>").replace("\\|", "")
    text = row[0].strip(" \t>")
    wanted, there = _cells(header), _cells(text)
    if wanted == there:
        return escape
    cells = text.removeprefix("|").removesuffix("|").split("|")
    if there != wanted + len(in_line):
        return escape._replace(applicability="display")
    start_of_header = line.start + len(line.of(note.source)) - len(line.of(note.source).lstrip(" \t>"))
    for at in reversed(in_line):
        # Of the two columns that the pipe makes the first one keeps its alignment.
        del cells[_cells(note.source[start_of_header : at + 1].replace("\\|", "") + " ") - 1]
    kept = "|" * text.startswith("|") + "|".join(cells) + "|" * text.endswith("|")
    start = row.start() + row[0].index(text)
    edits = (*(Edit(at, at, "\\") for at in in_line), Edit(start, start + len(text), kept))
    message = "escape the pipes, and shorten the delimiter row"
    return Fix(edits, "unsafe", message, frozenset({"table", "link", "embed", "prose", "layout"}))


def _would_be_verbatim(source: str, link: Span, line: Span) -> bool:
    """Whether a link whose cell is whole would be in inline code or math."""
    before = source[line.start : link.start].rpartition("|")[2]
    after = source[link.end : line.end].partition("|")[0]
    return any(before.count(mark) % 2 and mark in after for mark in "`$")


def _cells(row: str) -> int:
    return row.removeprefix("|").removesuffix("|").count("|") + 1


def _tables(note: Note) -> Regions:
    if "$$" not in note.source:
        return note.document.tables
    return Regions((table.start, table.end) for table in note.spans(Table))  # without those that math hides


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
