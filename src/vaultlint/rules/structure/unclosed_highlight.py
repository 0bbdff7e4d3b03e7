from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.rules.structure._lines import line_at

# As a highlight begins: behind a blank or an opening sign, before a letter. `a == b`, `==>` and `x==y` do not.
_OPENING = Pattern(r"(?:\A|(?<=[\s(\[{\"'“‘«*_>]))==(?=[^\W_]|[*_\[(“‘«\"']+[^\W_])")
_SIGNS = Pattern(r"={2,}")
# A line with one of these speaks of code, where `==` compares.
_CODE = Pattern(r"[!<>]=|&&|\|\|| = |[;{][ \t]*\Z|\b(?:if|elif|while|assert|return)\b")


@rule(on=Paragraph, in_templates=True)
def unclosed_highlight(paragraphs: Sequence[Paragraph], note: Note) -> Iterator[Problem]:
    """A highlight `==` that is never closed."""
    source = note.source
    if "==" not in source:
        return
    for paragraph in paragraphs:
        signs = [
            match
            for match in _SIGNS.finditer(source, paragraph.start, paragraph.end)
            if not note.opaque.covers(match.start()) and not note.document.links.covers(match.start())
        ]
        # One sign alone in its paragraph: with more of them nobody can say which one lacks its partner.
        if len(signs) != 1:
            continue
        match = signs[0]
        if _OPENING.match(source, match.start(), paragraph.end) and not _CODE.search(
            line_at(note, match.start()).of(note.text).rstrip()
        ):
            yield Problem(Span(match.start(), match.end()), "the highlight is never closed")
