"""U+FFFD: the sign that text was lost."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.rules.encoding._shown import is_quoted

_RUN = Pattern("\ufffd(?:[ \u00a0]?\ufffd)*")
_ABOUT = Pattern(r"(?i)U\+FFFD|replacement character|&#(?:65533|xfffd);|\\u\{?fffd")
_BRACKETS = ("(\ufffd)", "<\ufffd>")


@rule(on=Note, in_templates=True, requires="\ufffd")
def replacement_character(note: Note) -> Iterator[Problem]:
    """A replacement character (U+FFFD): what stood there was lost when the text was decoded."""
    text = note.text
    for match in _RUN.finditer(text):
        start, end = match.span()
        if not _is_shown(note, start, end):
            lost = match[0].count("\ufffd")
            what = "a character was" if lost == 1 else f"{lost} characters were"
            yield Problem(
                Span(start, end), f"{what} lost here and replaced by U+FFFD; the original must come from a backup"
            )


def _is_shown(note: Note, start: int, end: int) -> bool:
    """Whether the text is about the character: quoted by itself, or named on its line."""
    if end - start == 1 and (is_quoted(note.text, start, end) or note.text[start - 1 : end + 1] in _BRACKETS):
        return True
    return _ABOUT.search(note.line(note.rows.place(start)[0])) is not None
