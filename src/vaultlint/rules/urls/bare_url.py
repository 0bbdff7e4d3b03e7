from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Link
from vaultlint.note import Note
from vaultlint.rule import Problem, replace, rule
from vaultlint.rules.urls._web import url_of


@rule(on=Link, default=False, fix="safe")
def bare_url(links: Sequence[Link], note: Note) -> Iterator[Problem]:
    """A URL that is in the text without marks: Obsidian links it, CommonMark does not."""
    for link in links:
        if link.kind == "autolink" and note.text[link.start] != "<":
            if note.text.endswith(("](", "](<"), 0, link.start):
                continue  # the destination of a link that a space broke: marks around its first part would not fix it
            url, whole = url_of(link), link.target
            # Text that the URL swallowed stays outside; that it is text is very likely, not sure.
            repaired = f"<{url}>{whole[len(url) :]}"
            fix = replace(link, repaired, "put it in angle brackets", safe=url == whole, may_change=("link", "prose"))
            yield Problem(link, "a bare URL", fix)
