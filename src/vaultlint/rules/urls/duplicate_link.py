from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from vaultlint.markdown.spans import FootnoteDefinition, ListItem, Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Fix, Problem, delete, rule
from vaultlint.rules.urls._web import WEB_REQUIRES, WebLink, related, web_links
from vaultlint.urls.canonical import keys

# Texts that cite a source repeatedly: [1], Smith et al. (2020), "source".
_CITATION = Pattern(
    r"[\W\d]*|(?:ibid|ref|reference|source|src|cite|citation|link|here|this|via|pdf|doi|paper|arxiv|github)s?\W*"
    r"|.{0,60}\bet al\b.{0,20}|[\w\s.,&'’-]{2,50}[\s,(](?:19|20)\d\d[a-z]?\)?",
    2,
)
_AFTER = Pattern(r"(?:\^[A-Za-z0-9-]++|#\w++|[^\w#^])*+")
_WORD = Pattern(r"\w+")
_LABEL = Pattern(
    r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]|\[.\][ \t])*+\W*+(?:[^\W\d_][\w-]*+(?: [\w-]++){0,2}+[*_]*+[:：]\W*+)?+"
)
_MOST_NAMED = 5


@rule(on=Note, fix="unsafe", requires=WEB_REQUIRES)
def duplicate_link(note: Note) -> Iterator[Problem]:
    """An entry of a list that is there already, with the same text and URL."""
    links = web_links(note)
    if len(links) < 2:
        return
    texts = [link.text.casefold() for link in links if link.text]
    if len(set(texts)) == len(texts):
        return
    by_text: dict[str, list[WebLink]] = {}
    for link in links:
        if link.text:
            by_text.setdefault(link.text.casefold(), []).append(link)
    lines = _LinkLines(note, links)
    for text, same in by_text.items():
        if len(same) < 2 or _CITATION.fullmatch(text):
            continue
        by_url: dict[str, list[WebLink]] = {}
        for link in same:
            by_url.setdefault(keys(link.url).same, []).append(link)
        for found in by_url.values():
            if len(found) > 1:
                yield from _repeats(note, found, lines)


def _repeats(note: Note, found: Sequence[WebLink], lines: _LinkLines) -> Iterator[Problem]:
    """The entries that repeat one before them; mentions in prose, in two lists or in two sections do not."""
    seen: dict[tuple[str, ...], list[WebLink]] = {}
    for link in found:
        entry = _entry(note, link, lines)
        if entry is None:
            continue
        before = seen.setdefault(entry, [])
        if before:
            others = [related(note, earlier.span.start, "the same entry") for earlier in before[:_MOST_NAMED]]
            fix = _without_line(note, before[0], link)
            yield Problem(link.span, "this entry repeats an earlier one", fix, related=others)
        before.append(link)


def _entry(note: Note, link: WebLink, lines: _LinkLines) -> tuple[str, ...] | None:
    """What identifies an entry: its list, or the lines of links around it, and its other words.

    None for a link that opens no item and does not fill its line.
    """
    item = _item_of(note, link)
    text = note.text
    if item is not None:
        if not _LABEL.fullmatch(text, item.start, link.span.start):
            return None
        words = _WORD.findall(text, link.span.end, item.end)
        return ("item", str(item.list), *_WORD.findall(text, item.content, link.span.start), "", *words)
    line = _line(note, link)
    if not _fills_line(note, link, line) or not _blocks(note, link):
        return None
    first = lines.first_of_group(note.rows.place(link.span.start)[0])
    return None if first is None else ("line", str(first))


def _fills_line(note: Note, link: WebLink, line: Span) -> bool:
    before = _LABEL.fullmatch(note.text, line.start, link.span.start)
    return before is not None and _AFTER.fullmatch(note.text, link.span.end, line.end) is not None


def _blocks(note: Note, link: WebLink) -> Sequence[Paragraph]:
    """The paragraph that holds a link; none in headings, tables and footnotes."""
    blocks = note.spans(Paragraph)
    at = bisect_right(blocks, link.span.start, key=lambda one: one.start) - 1
    notes = note.spans(FootnoteDefinition)
    inside = any(one.start <= link.span.start < one.end for one in notes)
    return blocks[at : at + 1] if at >= 0 and link.span.start < blocks[at].end and not inside else []


class _LinkLines:
    """The lines of a note that a link fills, in groups with nothing but blank lines between them."""

    def __init__(self, note: Note, links: Sequence[WebLink]) -> None:
        self._note = note
        self._links = links

    def first_of_group(self, row: int) -> int | None:
        """The first row of the group of a row; None if it is the only one."""
        first = self._firsts[row]
        return first if self._sizes[first] > 1 else None

    @cached_property
    def _firsts(self) -> dict[int, int]:
        note = self._note
        filled = {
            note.rows.place(link.span.start)[0] for link in self._links if _fills_line(note, link, _line(note, link))
        }
        firsts: dict[int, int] = {}
        for row in sorted(filled):
            firsts[row] = firsts.get(_above(note, row), row)
        return firsts

    @cached_property
    def _sizes(self) -> Counter[int]:
        return Counter(self._firsts.values())


def _above(note: Note, row: int) -> int:
    """The next row above that is not blank; 0 if there is none."""
    row -= 1
    while row > 0 and not note.line(row).strip(" \t>"):
        row -= 1
    return row


def _line(note: Note, link: WebLink) -> Span:
    """The line in which a link starts, without its line end."""
    row = note.rows.place(link.span.start)[0]
    start = note.rows.starts[row - 1]
    return Span(start, start + len(note.line(row)))


def _without_line(note: Note, first: WebLink, again: WebLink) -> Fix | None:
    """Two items of one list that read the same: the second line can go."""
    one, two = _item_of(note, first), _item_of(note, again)
    if one is None or two is None or one.list != two.list or one.of(note.text).split() != two.of(note.text).split():
        return None
    row = note.rows.place(two.start)[0]
    starts = note.rows.starts
    start, end = starts[row - 1], starts[row] if row < len(starts) else len(note.text)
    if two.of(note.text).strip() != note.text[two.start : end].strip() or note.text[start : two.start].strip():
        return None
    return delete(Span(start, end), "delete the line", safe=False, may_change=("list", "link", "layout", "prose"))


def _item_of(note: Note, link: WebLink) -> ListItem | None:
    """The list item whose own text holds a link."""
    items = note.spans(ListItem)
    at = bisect_right(items, link.span.start, key=lambda one: one.start) - 1
    return items[at] if at >= 0 and link.span.start < items[at].own_end else None
