from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, Related, rule

_MARKER = Pattern(r"(?:\A\ufeff?|(?<=[\r\n]))(?:(<{7})(?:[ \t][^\r\n]*)?|(={7})|(>{7})(?:[ \t][^\r\n]*)?)(?=\r|\n|\Z)")
_COMMIT = Pattern(r">{7}[ \t]+(?:[0-9a-f]{7,40}\b|HEAD\b|origin/|Stashed changes|Updated upstream)")


@rule(on=Note, severity="error", in_code=True, in_templates=True, requires=("<<<<<<<", ">>>>>>>"))
def merge_conflict(note: Note) -> Iterator[Problem]:
    """Conflict markers left over from a merge."""
    text = note.text
    opened: Span | None = None
    middle: Span | None = None
    for match in _MARKER.finditer(text):
        ours, between, theirs = match.span(1), match.span(2), match.span(3)
        if ours[0] >= 0:
            if opened:
                yield Problem(opened, "unresolved merge conflict")
            opened, middle = Span(ours[0], match.end()), None
        elif between[0] >= 0:
            middle = Span(*between) if opened else None
        elif opened and middle:
            row, column = note.rows.place(theirs[0])
            yield Problem(opened, "unresolved merge conflict", related=[Related("the conflict ends here", row, column)])
            opened = middle = None
        elif _COMMIT.match(text, theirs[0]):
            yield Problem(Span(theirs[0], match.end()), "unresolved merge conflict")
    if opened:
        yield Problem(opened, "unresolved merge conflict")
