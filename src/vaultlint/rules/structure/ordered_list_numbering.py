from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from vaultlint.markdown.spans import ListItem, Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, replace, rule
from vaultlint.rules.structure._lines import before, line_end_of, lines_of

_NUMBERED = Pattern(r"[ \t>]*([0-9]{1,3})[.)][ \t]+\S")


@rule(on=Note, fix="unsafe")
def ordered_list_numbering(note: Note) -> Iterator[Problem]:
    """Numbers of a list out of sequence, or a numbered list that is none because a paragraph runs into it."""
    lists: dict[int, list[ListItem]] = {}
    for item in note.spans(ListItem):
        if item.number is not None:
            lists.setdefault(item.list, []).append(item)
    for items in lists.values():
        yield from _sequence(items, note)
    for paragraph in note.spans(Paragraph):
        yield from _glued(paragraph, note)


def _sequence(items: Sequence[ListItem], note: Note) -> Iterator[Problem]:
    """One report a list, at the first number that is not what a reader is shown."""
    numbers = [item.number or 0 for item in items]
    if len(set(numbers)) == 1:
        return  # all the same: the writer leaves the counting to the reader's program
    for (earlier, item), shown in zip(pairwise(items), range(numbers[0] + 1, numbers[0] + len(items)), strict=True):
        if item.number != shown:
            message = f"number {item.number} follows {earlier.number}; it is shown as {shown}"
            yield Problem(item.marker_span, message, _renumber(items, numbers[0], note))
            return


def _renumber(items: Sequence[ListItem], first: int, note: Note) -> Fix | None:
    edits = []
    for number, item in enumerate(items, first):
        digits = len(item.marker) - 1
        if item.number == number:
            continue
        if len(str(number)) != digits and "\n" in note.source[item.start : item.end].replace("\r", "\n"):
            return None  # a wider marker would put what is indented below the item out of it
        edits.append(Edit(item.start, item.start + digits, str(number)))
    return Fix(tuple(edits), "unsafe", "number the items in order", frozenset({"list"}))


def _glued(paragraph: Paragraph, note: Note) -> Iterator[Problem]:
    """`2. …` and `3. …` within a paragraph: only a list that begins with 1 can interrupt it (CommonMark 5.3)."""
    lines = list(lines_of(note.source, paragraph))
    previous: tuple[Span, int] | None = None
    for line in lines[1:]:
        match = _NUMBERED.match(note.source, line.start, line.end)
        if match is None:
            previous = None
        elif previous and int(match[1]) == previous[1] + 1:
            where, number = previous
            yield Problem(
                where, f"a list that begins with {number} needs a blank line above it", _part(where, paragraph, note)
            )
            return
        else:
            previous = (Span(match.start(1), match.end(1) + 1), int(match[1]))


def _part(where: Span, paragraph: Paragraph, note: Note) -> Fix | None:
    """A blank line above the first number. The edit covers all lines that become items, for it is they that change."""
    line_start = where.start - len(before(note, where.start))
    if note.source[line_start : where.start].strip():
        return None  # in a quote the blank line would need its mark
    lines = Span(line_start, paragraph.end)
    text = line_end_of(note) + lines.of(note.text)
    return replace(lines, text, "put a blank line above it", safe=False, may_change={"list", "prose", "layout"})
