from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.rule import Problem, delete, rule


@rule(on=Link, default=False, fix="safe")
def redundant_alias(links: Sequence[Link], note: Note) -> Iterator[Problem]:
    """An alias that says what the target says."""
    for link in links:
        if link.kind != "wikilink" or link.text_start >= link.text_end:
            continue
        alias = note.text[link.text_start : link.text_end].strip()
        if alias == link.target and "#" not in alias and "/" not in alias:
            bar = Span(link.target_end, link.text_end)
            yield Problem(link, f"the alias repeats the target `{alias}`", delete(bar, "remove the alias"))
