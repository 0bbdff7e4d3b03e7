"""The mojibake of a note outside verbatim HTML, and the ranges in which no fix may write."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import BlockId, Code, Comment, Html, Link, Math, Property, Span, Tag
from vaultlint.note import Note
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from vaultlint.encoding.finding import Finding

_WORD_END = Pattern(r"\s|\Z")
_TAG = Pattern(r"<!--[\s\S]*?(?:-->|\Z)|<[!?/A-Za-z][^<>]*>?")
_VERBATIM = Pattern(r"(?is)<(code|pre|script|style|samp|textarea)\b[^<>]*>.*?(?:</\1\s*>|\Z)")
# Attributes that a reader sees.
_SEEN = Pattern(r"""(?i)(?<=\s)(?:alt|title)\s*=\s*("[^"<>]*"|'[^'<>]*')""")


class MojibakeOf:
    """The mojibake of a note, in order."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.markup = Markup(note)
        self.findings: list[Finding] = []
        text = note.text
        if text.isascii() and ";&" not in text:
            return
        from vaultlint.encoding import find

        found = find(text, protected=self.markup.protected)
        self.findings = [one for one in found if not self.markup.is_verbatim(one.start)]


_last: MojibakeOf | None = None


def mojibake_of(note: Note) -> MojibakeOf:
    """The mojibake of a note; that of the last one is kept, since two rules ask for it."""
    global _last
    found = _last
    if found is None or found.note is not note:
        found = _last = MojibakeOf(note)
    return found


class Markup:
    """Ranges of a note that a fix must not change, and HTML; computed on first use."""

    def __init__(self, note: Note) -> None:
        self._note = note

    @cached_property
    def _html(self) -> Regions:
        return Regions((html.start, html.end) for html in self._note.spans(Html))

    @cached_property
    def _tags(self) -> list[Span]:
        text = self._note.text
        return [
            Span(*match.span())
            for html in self._note.spans(Html)
            for match in _TAG.finditer(text, html.start, html.end)
        ]

    @cached_property
    def _attributes(self) -> Regions:
        """The values of attributes that a reader sees."""
        text = self._note.text
        return Regions(match.span(1) for tag in self._tags for match in _SEEN.finditer(text, tag.start, tag.end))

    @cached_property
    def _code(self) -> Regions:
        """HTML elements whose text is code."""
        if not self._html:
            return Regions(())
        matches = [match for match in _VERBATIM.finditer(self._note.text) if self._html.covers(match.start())]
        return Regions(match.span() for match in matches)

    def is_html(self, at: int) -> bool:
        return self._html.covers(at)

    def is_attribute(self, at: int) -> bool:
        return self._attributes.covers(at)

    def is_verbatim(self, at: int) -> bool:
        return self._code.covers(at)

    def protected(self) -> list[tuple[int, int]]:
        """Ranges that a fix must not change: code, URLs, HTML tags, tags, block ids, names of properties."""
        note = self._note
        ranges = [(one.start, one.end) for kind in (Code, Math) for one in note.spans(kind)]
        ranges += [
            (link.target_start, link.target_end) for link in note.spans(Link) if not is_internal(link, note.text)
        ]
        for kind in (BlockId, Property):
            ranges += [(one.start, one.end) for one in note.spans(kind)]
        for tag in self._tags:
            values = [match.span(1) for match in _SEEN.finditer(note.text, tag.start, tag.end)]
            edges = [tag.start, *(edge for value in values for edge in value), tag.end]
            ranges += zip(edges[::2], edges[1::2], strict=True)
        # Mojibake may hold punctuation at which a tag ends: the whole word was the tag.
        ranges += [(one.start, _WORD_END.search(note.text, one.end).start()) for one in note.spans(Tag)]
        ranges += [
            (comment.start, comment.end) for comment in note.spans(Comment) if "vaultlint-" in comment.of(note.text)
        ]
        return sorted(ranges)


def is_internal(link: Link, text: str) -> bool:
    """Whether a link leads into the vault, so that a repaired target can be looked up."""
    return link.is_wiki or not _ELSEWHERE.match(text, link.target_start, link.target_end)


_ELSEWHERE = Pattern(r"(?i)[a-z][a-z0-9+.-]*:|//|www\.")
