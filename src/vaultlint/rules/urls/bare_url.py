from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Link
from vaultlint.note import Note
from vaultlint.rule import Problem, replace, rule


@rule(on=Link, default=False, fix="safe")
def bare_url(links: Sequence[Link], note: Note) -> Iterator[Problem]:
    """A URL that stands in the text without marks: Obsidian links it, CommonMark does not."""
    for link in links:
        if link.kind == "autolink" and note.text[link.start] != "<":
            fix = replace(link, f"<{link.of(note.text)}>", "put it in angle brackets", may_change={"link"})
            yield Problem(link, "a bare URL", fix)
