from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Heading, Span
from vaultlint.note import Note
from vaultlint.resolution.anchors import normalized_heading
from vaultlint.rule import Problem, Related, rule


@rule(on=Heading, default=False)
def duplicate_heading(headings: Sequence[Heading], note: Note, *, siblings_only: bool = False) -> Iterator[Problem]:
    """A heading that is in the note twice: links to it lead to the first."""
    first: dict[tuple[str, ...], Heading] = {}
    path: list[tuple[int, str]] = []
    for heading in headings:
        text = normalized_heading(note.text[heading.text_start : heading.text_end])
        if not heading.top or not text:
            continue
        while path and path[-1][0] >= heading.level:
            path.pop()
        key = (*(name for _, name in path), text) if siblings_only else (text,)
        path.append((heading.level, text))
        earlier = first.setdefault(key, heading)
        if earlier is not heading:
            related = Related("the first heading of this text", *note.rows.place(earlier.start))
            yield Problem(
                Span(heading.text_start, heading.text_end), "the note has this heading twice", related=[related]
            )
