from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Link
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.rules.urls._web import written

_NOTHING = Pattern(r"(?:\s|&nbsp;|\\?\u200b)*")


@rule(on=Link, severity="error")
def empty_link(links: Sequence[Link], note: Note) -> Iterator[Problem]:
    """A link without a target leads nowhere, and one without a text cannot be seen."""
    for link in links:
        if link.kind not in ("markdown", "image"):
            continue
        # `[]{…}` and `[](){…}` are anchors of other flavours, made to be invisible.
        if note.text[link.end : link.end + 1] == "{":
            continue
        if not link.target.strip():
            what = "an image" if link.kind == "image" else "a link"
            yield Problem(link, f"{what} without a target")
        elif link.kind == "markdown" and _NOTHING.fullmatch(note.text, link.text_start, link.text_end):
            if written(note, link).startswith("#^"):
                continue
            yield Problem(link, "a link without a text: nobody can see it")
