"""Tabs inside a line."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, replace, rule

# Tabs that indent a line, or stand after the marker of an item or a quote, say how deep it is: Obsidian's own way.
_INDENT = Pattern(r"(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t])*")
_BLANKS = Pattern(r"[ \t]+")


@rule(on=Note, default=False, fix="unsafe")
def hard_tab(note: Note) -> Iterator[Problem]:
    """A tab between words; tabs that indent are left alone."""
    if "\t" not in note.text:
        return
    starts = note.rows.starts
    hidden = note.document.comments
    first_row = note.rows.place(note.front_matter.end)[0] + 1 if note.front_matter else 1
    for row in range(first_row, len(starts) + 1):
        line = note.line(row)
        if "\t" not in line:
            continue
        for match in _BLANKS.finditer(line, _INDENT.match(line).end()):
            if "\t" not in match[0] or match.end() == len(line):
                continue
            where = Span(starts[row - 1] + match.start(), starts[row - 1] + match.end())
            if not note.opaque.covers(where.start) and not hidden.covers(where.start):
                yield Problem(where, "a tab between words", replace(where, " ", "write a space", safe=False), key=line)
