"""Spaces around the text of a link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.rule import Edit, Fix, Problem, rule


@rule(on=Link, default=False, fix="safe")
def link_text_space(links: Sequence[Link], note: Note) -> Iterator[Problem]:
    """Spaces between the brackets and the text of a link, which are underlined with it."""
    for link in links:
        if link.kind not in ("markdown", "wikilink"):
            continue
        where = Span(link.text_start, link.text_end)
        text = where.of(note.text)
        inner = text.strip(" \t")
        if inner and inner != text and not inner.endswith("\\"):
            start = where.start + text.index(inner)
            ends = (Edit(where.start, start, ""), Edit(start + len(inner), where.end, ""))
            edits = tuple(edit for edit in ends if edit.end > edit.start)
            yield Problem(where, "spaces around the link text", Fix(edits, "safe", "remove them"))
