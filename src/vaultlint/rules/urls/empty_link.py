from __future__ import annotations

from collections.abc import Iterator

from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.rules.urls._web import outward, written

_NOTHING = Pattern(r"(?:\s|&nbsp;|\\?\u200b)*")


@rule(on=Note, severity="error")
def empty_link(note: Note) -> Iterator[Problem]:
    """A link without a target leads nowhere, and one without a text cannot be seen."""
    text = note.text
    for link in outward(note):
        if link.kind not in ("markdown", "image") or (link.target[:1].strip() and text[link.text_start].isalnum()):
            continue  # as most links, it shows a letter and leads somewhere
        # `[]{…}` and `[](){…}` are anchors of other flavors, made to be invisible.
        if text[link.end : link.end + 1] == "{":
            continue
        if not link.target.strip():
            what = "an image" if link.kind == "image" else "a link"
            yield Problem(link, f"{what} without a target")
        elif link.kind == "markdown" and _NOTHING.fullmatch(text, link.text_start, link.text_end):
            if written(note, link).startswith("#^"):
                continue
            yield Problem(link, "link without text: invisible when rendered")
