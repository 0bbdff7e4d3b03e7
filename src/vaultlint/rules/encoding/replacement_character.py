"""U+FFFD: the sign that text was lost."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

_RUN = Pattern("\ufffd(?:[ \u00a0]?\ufffd)*")
_ABOUT = Pattern(r"(?i)U\+FFFD|replacement character|&#(?:65533|xfffd);|\\u\{?fffd")
_QUOTES = {
    '"': '"',
    "'": "'",
    "“": "”",
    "‘": "’",
    "„": "“",
    "«": "»",
    "»": "«",
    "(": ")",
    "「": "」",
    "『": "』",
    "<": ">",
}


@rule(on=Note, in_templates=True)
def replacement_character(note: Note) -> Iterator[Problem]:
    """A replacement character (U+FFFD): what stood there was lost when the text was decoded."""
    text = note.text
    if "\ufffd" not in text:
        return
    for match in _RUN.finditer(text):
        start, end = match.span()
        if not _is_shown(note, start, end):
            lost = match[0].count("\ufffd")
            what = "a character was" if lost == 1 else f"{lost} characters were"
            yield Problem(
                Span(start, end), f"{what} lost here and replaced by U+FFFD; the original must come from a backup"
            )


def _is_shown(note: Note, start: int, end: int) -> bool:
    """Whether the text speaks of the character: quoted by itself, or named on its line."""
    before, after = note.text[start - 1 : start], note.text[end : end + 1]
    if end - start == 1 and before in _QUOTES and after == _QUOTES[before]:
        return True
    return _ABOUT.search(note.line(note.rows.place(start)[0])) is not None
