from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import FootnoteDefinition, Span
from vaultlint.note import Note
from vaultlint.rule import Problem, Related, rule


@rule(on=FootnoteDefinition)
def duplicate_footnote(definitions: Sequence[FootnoteDefinition], note: Note) -> Iterator[Problem]:
    """A second definition of the same footnote: only one of them is shown."""
    first: dict[str, FootnoteDefinition] = {}
    for one in definitions:
        earlier = first.setdefault(one.label.lower(), one)
        if earlier is not one:
            related = Related("defined here first", *note.rows.place(earlier.start))
            end = one.start + len(one.label) + len("[^]:")
            yield Problem(Span(one.start, end), f"footnote [^{one.label}] is defined twice", related=[related])
