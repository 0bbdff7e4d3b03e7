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
    starts = {definition.start for definition in definitions}
    used = {match[1].lower() for match in _MENTION.finditer(note.text) if match.start() not in starts}
    for definition in definitions:
        if definition.label.lower() not in used:
            end = definition.start + len(definition.label) + len("[^]:")
            yield Problem(Span(definition.start, end), f"nothing refers to footnote [^{definition.label}]")
