from __future__ import annotations

import re
from collections.abc import Iterator

from vaultlint.markdown.spans import Heading, Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, delete, rule

# Words that no sentence repeats on purpose. "That that", "had had", "is is" and "in in" are English.
_WORDS = (
    "the an of to and for with from at as or but if be was were this these those it its their our your can will would"
    " should could not into than then when which we they"
)
_REPEATED = Pattern(
    rf"(?<![\w'’-])({_WORDS.replace(' ', '|')})([ \t]+(?:(?:\r\n?|\n)[ \t]*)?|(?:\r\n?|\n)[ \t]*)(\1)(?![\w'’-])",
    re.IGNORECASE,
)


@rule(on=Note, default=False, fix="unsafe")
def repeated_word(note: Note) -> Iterator[Problem]:
    """The same word twice in a row, among those that no English sentence repeats."""
    for span in sorted((*note.spans(Paragraph), *note.spans(Heading)), key=lambda paragraph: paragraph.start):
        for match in _REPEATED.finditer(note.source, span.start, span.end):
            if note.opaque.overlaps(*match.span()) or note.document.links.cuts(*match.span()):
                continue
            second = Span(match.start(3), match.end(3))
            gap = match[2]
            same_line = "\n" not in gap and "\r" not in gap
            # Of a word at the start of the next line the space after it goes, so that the line end stays.
            out = Span(match.start(2), match.end(3)) if same_line else Span(second.start, _behind(note, second.end))
            yield Problem(second, f"'{match[3]}' twice in a row", delete(out, safe=False, may_change={"prose"}))


def _behind(note: Note, at: int) -> int:
    while note.source[at : at + 1] in (" ", "\t"):
        at += 1
    return at
