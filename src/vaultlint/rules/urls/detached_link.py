from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, replace, rule
from vaultlint.rules.urls._detached import TARGET, is_set_off, is_target

_PARTED = Pattern(r"\][ \t]\(")  # a string of two characters takes twice as long
_DETACHED = Pattern(rf"(?<![\]\\\w])(!?\[((?:[^\[\]\r\n\\]|\\.){{1,300}})\])[ \t]{{1,8}}\(({TARGET})\)")
# A task's mark, a footnote, a citation, an inline field.
_NO_TEXT = Pattern(r"[ xX/!?<>*\-]|\^.*|!.*|[\d\s,–-]+|[^:]*::.*")


@rule(on=Note, severity="error", fix="safe", requires=_PARTED)
def detached_link(note: Note) -> Iterator[Problem]:
    """A space between the text of a link and its URL: `[text] (url)`."""
    for match in _DETACHED.finditer(note.source):
        if _NO_TEXT.fullmatch(match[2]) or not is_target(match[3]) or not is_set_off(note, *match.span()):
            continue
        repaired = f"{match[1]}({match[3]})"
        fix = replace(Span(*match.span()), repaired, "remove the space", may_change=("link", "prose", "embed", "tag"))
        yield Problem(Span(*match.span()), "space between `]` and `(`, so this is not a link", fix)
