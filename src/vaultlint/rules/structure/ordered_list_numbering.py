from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from vaultlint.markdown.spans import ListItem, Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, insert, rule
from vaultlint.rules.structure._lines import before, line_end_of, lines_of, spans_at, text_start, with_line_feeds

# The second item of a numbered list begins a line, and so does the second number of a list glued to a paragraph.
_NUMBERED_LINE = Pattern(r"\n *+[ \t>]*+[0-9]{1,9}[.)]")
# An item as most are written: its text is no other block, and ends no line above it.
_PLAIN_ITEM = Pattern(r"([0-9]{1,9})\. (?:[^\W\d_]|\*\*|\[(?!\^)|[\"'“‘«「《(])[^\n]*+\n?+")
_FIRST_LINE = Pattern(r"[ \t>]*+[0-9]")
_BELOW_ITEM = Pattern(r"(?:(?:\t| {4})[^\n]*+\n)*+")
_ENDS_LIST = Pattern(r"\n\n[^\s\d]")
_NO_BREAK = Pattern(r"[\r\n][ \t>]*[0-9]{1,9}[.)][\u00a0\u2007\u202f]")
_TOUCHING = Pattern(r"[\r\n][ \t>]*(?P<marker>(?P<number>[0-9]{1,9})[.)])(?=[^\s\d.)])")
_CODE_INDENT = 4
_NUMBERED = Pattern(r"[ \t>]*(?P<marker>([0-9]{1,3})[.)])[ \t]+\S")


@rule(on=Note, fix="unsafe", requires=_NUMBERED_LINE)
def ordered_list_numbering(note: Note) -> Iterator[Problem]:
    """Numbers of a list out of sequence, or a numbered list that is none because a paragraph runs into it."""
    numbered = [match.span() for match in _NUMBERED_LINE.finditer(with_line_feeds(note.source), text_start(note))]
    if numbered and not _are_plain(note.source, [start + 1 for start, _ in numbered]):
        yield from _odd_numbers(note, [end for _, end in numbered])


def _are_plain(source: str, lines: Sequence[int]) -> bool:
    """Whether the numbered lines are lists in order for certain, so that no item has to be made.

    Each begins its line, and counts one more than the line right above it, but for what is below an item; or it is
    number 1 after a blank line, and the list above is over: text that is not indented is between the two.
    """
    if "\r" in source or "$$" in source or _FIRST_LINE.match(source):
        return False  # math hides items, and no line end is before the first line
    last = below = 0
    for at in lines:
        item = _PLAIN_ITEM.match(source, at)
        if item is None:
            return False
        number = int(item[1])
        follows = last and number == last + 1 and (at == below or _BELOW_ITEM.match(source, below).end() == at)
        begins = number == 1 and source.startswith("\n\n", at - 2)
        if not follows and not (begins and (not last or _ENDS_LIST.search(source, below - 1, at))):
            return False
        last, below = number, item.end()
    return True


def _odd_numbers(note: Note, numbered: Sequence[int]) -> Iterator[Problem]:
    lists: dict[int, list[ListItem]] = {}
    for item in note.spans(ListItem):
        if item.number is not None:
            lists.setdefault(item.list, []).append(item)
    for items in lists.values():
        yield from _sequence(items, note)
    markers = {item.start + len(item.marker) for items in lists.values() for item in items}
    glued = [place for place in numbered if place not in markers]
    for paragraph in spans_at(glued, note.spans(Paragraph)) if glued else ():
        yield from _glued(paragraph, note)


def _sequence(items: Sequence[ListItem], note: Note) -> Iterator[Problem]:
    """One report a list, at the first number that is not what a reader is shown."""
    numbers = [item.number or 0 for item in items]
    if numbers == [*range(numbers[0], numbers[0] + len(numbers))] or len(set(numbers)) == 1:
        return  # in order; or all the same: the writer leaves the counting to the reader's program
    for (earlier, item), shown in zip(pairwise(items), range(numbers[0] + 1, numbers[0] + len(items)), strict=True):
        if item.number != shown:
            if _NO_BREAK.search(note.source, earlier.start, item.start) or _is_nested_by_tab(note, earlier, item):
                return  # the missing number is there, and a no-break space keeps it from being an item
            if (glued := _without_space(note, earlier, item, shown)) is not None:
                yield glued
                return
            message = f"number {item.number} follows {earlier.number}; it is shown as {shown}"
            begins_anew = item.number == 1 < (earlier.number or 0) or item.number == (earlier.number or 0) - 1
            yield Problem(item.marker_span, message, None if begins_anew else _renumber(items, numbers[0], note))
            return


def _is_nested_by_tab(note: Note, earlier: ListItem, item: ListItem) -> bool:
    """Whether a tab in a quote means a level more, although it counts too few columns after `> `."""
    above = before(note, earlier.start).rpartition(">")[2]
    own = before(note, item.start).rpartition(">")[2]
    return "\t" in own and len(own.expandtabs(4)) > len(above.expandtabs(4))


def _without_space(note: Note, earlier: ListItem, item: ListItem, number: int) -> Problem | None:
    """`2.Text` between items 1 and 3: the missing number is there, and lacks its space."""
    for match in _TOUCHING.finditer(note.source, earlier.start, item.start):
        if int(match["number"]) == number and item.number == number + 1:
            where = Span(*match.span("marker"))
            fix = insert(where.end, " ", "put a space after it", safe=False, may_change=("list", "prose", "layout"))
            return Problem(where, f"no space after `{match['marker']}`, so this is not a list item", fix)
    return None


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
    lines = islice(lines_of(note.source, paragraph), 1, None)
    matches = [_NUMBERED.match(note.source, line.start, line.end) for line in lines]
    for at, (one, following) in enumerate(pairwise(matches)):
        if one and following and int(following[2]) == int(one[2]) + 1 and not (at and matches[at - 1]):
            where = Span(*one.span("marker"))
            indent = len(one[0][: where.start - one.start()].replace(">", "").expandtabs(4))
            if indent >= _CODE_INDENT:
                message = f"`{one['marker']}` is indented by {indent} columns, so it continues the text above"
                yield Problem(where, message)
                return
            message = f"a list that begins with {one[2]} needs a blank line above it"
            yield Problem(where, message, _part([match for match in matches[at:] if match], note))
            return


def _part(numbers: Sequence[re.Match[str]], note: Note) -> Fix | None:
    """A blank line above the first number. The other numbers stay, and are named because they change too."""
    first = numbers[0]
    if first.group(0)[: first.start("marker") - first.start()].strip():
        return None  # in a quote the blank line would need its mark
    head = note.source[first.start() : first.end("marker")]
    edits = [Edit(first.start(), first.end("marker"), line_end_of(note) + head)]
    edits += [Edit(*number.span("marker"), number["marker"]) for number in numbers[1:]]
    return Fix(tuple(edits), "unsafe", "put a blank line above it", frozenset({"list", "prose", "layout"}))
