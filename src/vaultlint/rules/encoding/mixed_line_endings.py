"""Lines that end in different ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Edit, Fix, Problem, rule

_LINE_END = Pattern(r"\r+\n?|\n")
_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR", "\r\r\n": "CR CR LF"}
_TWICE = "\r\r\n"
_BYTES: tuple[Change, ...] = ("code", "math", "html", "layout")
# Where every line end was doubled, blank lines part the rows of tables, lists and paragraphs that belong together.
_BLOCKS: tuple[Change, ...] = (*_BYTES, "prose", "list", "table", "heading", "callout", "footnote", "property")


@rule(on=Note, fix="safe", in_code=True, in_templates=True, requires="\r")
def mixed_line_endings(note: Note) -> Iterator[Problem]:
    """Lines of one note that end in different ways."""
    ends = list(_line_ends(note.text))
    counts = Counter(end for _, end in ends)
    twice = counts[_TWICE] > 0
    if len(counts) < 2 and not twice:
        return
    # What was converted twice was CRLF. A lone CR is no way to end lines: what reads it is thirty years old.
    usual = "\r\n" if counts["\r\n"] + counts[_TWICE] > counts["\n"] else "\n"
    others = [(Span(at, at + len(end)), end) for at, end in ends if end != usual]
    edits = tuple(Edit(where.start, where.end, usual) for where, _ in others)
    # Blank lines that are seen now go with CR CR LF, so that is for the writer to decide.
    may_change = frozenset(_BLOCKS if twice else _BYTES)
    fix = Fix(edits, "unsafe" if twice else "safe", f"end all lines with {_NAMES[usual]}", may_change)
    first = others[0][0]
    if len(counts) == 1:
        yield Problem(first, "lines end with CR CR LF: line endings were converted twice", fix, key="line ends")
        return
    tally = ", ".join(f"{counts[end]} with {_NAMES[end]}" for end in sorted(counts, key=lambda end: -counts[end]))
    yield Problem(first, f"mixed line endings: {tally}", fix, key="line ends")


def _line_ends(text: str) -> Iterator[tuple[int, str]]:
    """Position and kind of each line ending. CR CR LF is one, written by a program that converted twice."""
    for match in _LINE_END.finditer(text):
        at, end = match.span()
        last = next((one for one in (_TWICE, "\r\n") if match[0].endswith(one)), "")
        for lone in range(at, end - len(last) if last else end):
            yield lone, text[lone]
        if last:
            yield end - len(last), last
