from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import FootnoteDefinition, Span
from vaultlint.note import Note
from vaultlint.rule import Problem, Related, rule


@rule(on=FootnoteDefinition)
def duplicate_footnote(definitions: Sequence[FootnoteDefinition], note: Note) -> Iterator[Problem]:
    """A second definition of the same footnote: only one of them is shown."""
    first: dict[str, FootnoteDefinition] = {}
    for definition in definitions:
        earlier = first.setdefault(definition.label.lower(), definition)
        if earlier is not definition:
            related = Related("defined here first", *note.rows.place(earlier.start))
            end = definition.start + len(definition.label) + len("[^]:")
            yield Problem(
                Span(definition.start, end), f"footnote [^{definition.label}] is defined twice", related=[related]
            )
