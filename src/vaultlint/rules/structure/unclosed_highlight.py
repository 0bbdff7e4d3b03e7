from __future__ import annotations

from collections.abc import Iterator

from vaultlint.fast_path import gate
from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Highlight, Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.rules.structure._lines import line_at, spans_at

# As a highlight begins: after a space or an opening sign, before a letter. `a == b`, `==>` and `x==y` do not.
_OPENING = Pattern(r"(?:\A|(?<=[\s(\[{\"'“‘«*_>]))==(?=[^\W_]|[*_\[(“‘«\"']+[^\W_])")
_SIGNS = Pattern(r"==+")
# A line with one of these is about code, where `==` compares.
_CODE = Pattern(r"[!<>]=|&&|\|\|| = |[;{][ \t]*\Z|\b(?:if|elif|while|assert|return)\b")


# A highlight within a line, in which nothing else begins or ends: wherever it is, both of its markers belong to it,
# or to the same code or link. Only a bare URL may reach into it, unless a space is before it.
_INSIDE = r"(?=\S)[^\r\n=\[\]()|`$<>%\\/]++(?<=\S)==(?!=)"
_PLAIN = Pattern(r"==(?<!===)" + _INSIDE)
_PLAIN_AFTER_SPACE = Pattern(r"==(?<=[\s|>]==)" + _INSIDE)


@rule(on=Note, in_templates=True, requires="=")
def unclosed_highlight(note: Note) -> Iterator[Problem]:
    """A highlight `==` that is never closed."""
    if _may_be_unclosed(note):
        yield from _unclosed(note)


def _unclosed(note: Note) -> Iterator[Problem]:
    source = note.source
    closed = Regions((highlight.start, highlight.end) for highlight in note.spans(Highlight))
    places = [match.start() for match in _SIGNS.finditer(source)]
    for paragraph in spans_at(places, note.spans(Paragraph)):
        markers = [
            match
            for match in _SIGNS.finditer(source, paragraph.start, paragraph.end)
            if not (closed.covers(at := match.start()) or note.opaque.covers(at) or note.document.links.covers(at))
        ]
        # With more than one marker left over it is unclear which of them lacks its partner.
        if len(markers) != 1:
            continue
        match = markers[0]
        if _OPENING.match(source, match.start(), paragraph.end) and not _CODE.search(
            line_at(note, match.start()).of(note.text).rstrip()
        ):
            yield Problem(Span(match.start(), match.end()), "the highlight is never closed")


@gate(slow=_unclosed)
def _may_be_unclosed(note: Note) -> bool:
    plain = _PLAIN_AFTER_SPACE if "://" in note.source else _PLAIN
    return 2 * len(plain.findall(note.source)) < note.source.count("==")
