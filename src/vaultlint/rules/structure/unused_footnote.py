from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import FootnoteDefinition, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

_MENTION = Pattern(r"\[\^([^\[\]\r\n]+)\]")


@rule(on=FootnoteDefinition)
def unused_footnote(definitions: Sequence[FootnoteDefinition], note: Note) -> Iterator[Problem]:
    """A footnote that nothing refers to: Obsidian does not show it."""
    starts = {one.start for one in definitions}
    used = {match[1].lower() for match in _MENTION.finditer(note.text) if match.start() not in starts}
    for one in definitions:
        if one.label.lower() not in used:
            end = one.start + len(one.label) + len("[^]:")
            yield Problem(Span(one.start, end), f"nothing refers to footnote [^{one.label}]")
