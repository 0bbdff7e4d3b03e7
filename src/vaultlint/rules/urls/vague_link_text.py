from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.link_text.words import shown
from vaultlint.markdown.spans import Link, ReferenceUse
from vaultlint.note import Note
from vaultlint.rule import Problem, rule

_VAGUE = (
    "click here", "click this link", "find out more", "here", "learn more", "link", "more", "more info", "page",
    "read more", "see here", "see this", "source", "this", "this article", "this link", "this page", "this post",
    "url", "website",
)  # fmt: skip


@rule(on=Note, default=False)
def vague_link_text(note: Note, *, texts: Sequence[str] = _VAGUE) -> Iterator[Problem]:
    """A link's text must say where it leads: not "here", "this", "link"."""
    vague = {one.casefold() for one in texts}
    links: list[Link | ReferenceUse] = [one for one in note.spans(Link) if one.kind in ("markdown", "wikilink")]
    links += [use for use in note.spans(ReferenceUse) if not use.image]
    for link in sorted(links, key=lambda one: one.start):
        text = shown(note.text[link.text_start : link.text_end])
        if text.casefold().rstrip(".:!?…") in vague:
            yield Problem(link, f"“{text}” does not describe the target of the link")
