from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, replace, rule
from vaultlint.rules.urls._detached import TARGET, is_set_off, is_target

_TOUCHING = Pattern(r"\)\[")  # a string of two characters takes twice as long
_REVERSED = Pattern(rf"(?<![\]\\\w])(!?)\(([^()\[\]\r\n]{{1,300}})\)\[({TARGET})\](?![\[(:])")


@rule(on=Note, severity="error", fix="safe", requires=_TOUCHING)
def reversed_link(note: Note) -> Iterator[Problem]:
    """Brackets and parentheses of a link are exchanged: `(text)[url]`."""
    for match in _REVERSED.finditer(note.source):
        mark, text, target = match[1], match[2], match[3]
        if not text.strip() or not is_target(target) or not is_set_off(note, *match.span()):
            continue
        repaired = f"{mark}[{text}]({target})"
        fix = replace(Span(*match.span()), repaired, "exchange them", may_change=("link", "prose", "embed", "tag"))
        yield Problem(Span(*match.span()), "a link is written [text](target), not (text)[target]", fix)
