"""Lines that end in different ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, rule

_LINE_END = Pattern(r"\r\n?|\n")
_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


@rule(on=Note, fix="safe", in_code=True, in_templates=True)
def mixed_line_endings(note: Note) -> Iterator[Problem]:
    """Lines of one note that end in different ways."""
    if "\r" not in note.text:
        return
    ends = list(_LINE_END.finditer(note.text))
    counts = Counter(end[0] for end in ends)
    if len(counts) < 2:
        return
    usual = max(counts, key=lambda end: (counts[end], -len(end), end == "\n"))
    others = [end for end in ends if end[0] != usual]
    edits = tuple(Edit(end.start(), end.end(), usual) for end in others)
    fix = Fix(edits, "safe", f"end all lines with {_NAMES[usual]}", frozenset({"code", "math", "html", "layout"}))
    tally = ", ".join(f"{counts[end]} with {_NAMES[end]}" for end in sorted(counts, key=lambda end: -counts[end]))
    first = Span(others[0].start(), others[0].end())
    yield Problem(first, f"lines end in different ways: {tally}", fix, key="line ends")
