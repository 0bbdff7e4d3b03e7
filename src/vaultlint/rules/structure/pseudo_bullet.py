from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, replace, rule
from vaultlint.rules.structure._lines import lines_of

_BULLET = Pattern(r"(?:(?<=[\r\n])[ \t>]*)?([•‣▪◦●○·∙⁃➢➤►])[ \t]*(?=\S)")
# A dash or an arrow at the start of a line is a bullet only in company: dialogue and conclusions begin so too.
_IN_COMPANY = Pattern(r"(?:(?<=[\r\n])[ \t>]*)?(–|->|→|⇒|=>)[ \t]+(?=\S)")


@rule(on=Paragraph, default=False, fix="unsafe")
def pseudo_bullet(paragraphs: Sequence[Paragraph], note: Note) -> Iterator[Problem]:
    """A line that begins with a sign drawn as a bullet: no list to Markdown."""
    for paragraph in paragraphs:
        lines = [line for line in lines_of(note.source, paragraph) if not note.opaque.covers(line.start)]
        found = [match for line in lines if (match := _BULLET.match(note.source, line.start, line.end))]
        company = [match for line in lines if (match := _IN_COMPANY.match(note.source, line.start, line.end))]
        for match in [*found, *(company if len(company) > 1 else [])]:
            where = Span(match.start(1), match.end())
            fix = replace(where, "- ", "make it a list item", safe=False, may_change={"list", "prose", "layout"})
            yield Problem(Span(*match.span(1)), f"`{match[1]}` is not a list marker in Markdown", fix)
