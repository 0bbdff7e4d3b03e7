from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import FootnoteDefinition, Heading, ListItem, Span, Table
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Fix, Problem, delete, rule
from vaultlint.rules.urls._web import WebLink, related, web_links
from vaultlint.urls.canonical import keys

# What stands for a source again and again: [1], (Smith et al., 2020), "source", "ibid".
_CITATION = Pattern(
    r"[\W\d]*|(?:ibid|ref|source|src|cite|citation|link|here|this|via|pdf|doi|code|paper|demo|docs?|video|website)s?\W*"
    r"|.{0,60}\bet al\b.{0,20}|[\w\s.,&'’-]{2,50}[\s,(]+(?:19|20)\d\d[a-z]?\)?",
    2,
)


@rule(on=Note, fix="unsafe")
def duplicate_link(note: Note) -> Iterator[Problem]:
    """A link that the note has already, with the same text."""
    links = web_links(note)
    if len(links) < 2:
        return
    by_text: dict[str, list[WebLink]] = {}
    for link in links:
        by_text.setdefault(link.text.casefold(), []).append(link)
    for text, same in by_text.items():
        if len(same) < 2 or (text and _CITATION.fullmatch(text)):
            continue
        by_url: dict[str, list[WebLink]] = {}
        for link in same:
            by_url.setdefault(keys(link.url).same, []).append(link)
        for found in by_url.values():
            if len(found) > 1:
                yield from _report([one for one in found if _counts(note, one)], note)


def _counts(note: Note, link: WebLink) -> bool:
    """A heading, a table's row and a footnote have a source of their own each."""
    where = (one for sort in (Heading, Table, FootnoteDefinition) for one in note.spans(sort))
    return not any(one.start <= link.span.start < one.end for one in where)


def _report(found: list[WebLink], note: Note) -> Iterator[Problem]:
    for at, link in enumerate(found[1:], 1):
        first = found[0]
        row = note.rows.place(first.span.start)[0]
        others = [related(note, one.span.start, "the same link") for one in found[:at]]
        yield Problem(link.span, f"the same link as in line {row}", _without_line(note, first, link), related=others)


def _without_line(note: Note, first: WebLink, again: WebLink) -> Fix | None:
    """Two items of one list that read the same: the second line can go."""
    items = [_item_of(note, one) for one in (first, again)]
    one, two = items
    if one is None or two is None or one.list != two.list or one.of(note.text).strip() != two.of(note.text).strip():
        return None
    row = note.rows.place(two.start)[0]
    starts = note.rows.starts
    start, end = starts[row - 1], starts[row] if row < len(starts) else len(note.text)
    if two.of(note.text).strip() != note.text[two.start : end].strip() or note.text[start : two.start].strip():
        return None
    return delete(Span(start, end), "delete the line", safe=False, may_change={"list", "link", "layout", "prose"})


def _item_of(note: Note, link: WebLink) -> ListItem | None:
    found = None
    for item in note.spans(ListItem):
        if item.start > link.span.start:
            break
        if link.span.start < item.own_end:
            found = item
    return found
