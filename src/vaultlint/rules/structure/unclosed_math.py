from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

# `$$` that begins a line and is followed by nothing, or by TeX.
_OPENING = Pattern(
    r"(?:\A|(?<=[\r\n]))[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(\$\$)(?=[ \t]*(?:\r|\n|\Z)|[^\r\n$]*[\\=^_{])"
)


@rule(on=Note, in_templates=True, sign="$")
def unclosed_math(note: Note) -> Iterator[Problem]:
    """A block of math `$$` that is never closed."""
    if "$$" not in note.source:
        return
    for match in _OPENING.finditer(note.source):
        at = match.start(1)
        if not note.opaque.covers(at):
            yield Problem(Span(at, at + 2), "the math block is never closed")
