"""Text that was decoded with the wrong codec."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import BlockId, Code, Comment, Html, Link, Math, Property, Span, Tag
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Edit, Fix, Problem, rule
from vaultlint.rules.encoding._quoted import quoted

if TYPE_CHECKING:
    from vaultlint.encoding.finding import Finding, Tier

_WORD_END = Pattern(r"\s|\Z")
_TAG = Pattern(r"<!--[\s\S]*?(?:-->|\Z)|<[!?/A-Za-z][^<>]*>?")
_VERBATIM = Pattern(r"(?is)<(code|pre|script|style|samp|textarea)\b[^<>]*>.*?(?:</\1\s*>|\Z)")
# Attributes that a reader sees.
_SEEN = Pattern(r"""(?i)(?<=\s)(?:alt|title)\s*=\s*("[^"<>]*"|'[^'<>]*')""")

# What may hold repaired text. Code and math are left alone, names of tags and block ids are links' business.
_MAY_CHANGE: frozenset[Change] = frozenset(
    {
        "prose",
        "heading",
        "link-text",
        "callout",
        "property",
        "table",
        "footnote",
        "highlight",
        "task",
        "list",
        "comment",
    }
)
_WITH_LINK: frozenset[Change] = frozenset((*_MAY_CHANGE, "link"))
_WITH_HTML: frozenset[Change] = frozenset((*_MAY_CHANGE, "html"))


@rule(on=Note, severity="error", fix="safe", in_templates=True)
def mojibake(note: Note) -> Iterator[Problem]:
    """Text that was decoded with the wrong codec."""
    text = note.text
    if text.isascii() and ";&" not in text:
        return
    from vaultlint.encoding import find
    from vaultlint.encoding.codecs import encoding_label

    markup = _Markup(note)
    found = [one for one in find(text, protected=markup.protected) if not markup.is_verbatim(one.start)]
    if not found:
        return
    votes = Counter(one.codec for one in found)
    links = [link for link in note.spans(Link) if _is_internal(link, text)]
    for run in _runs(found, links, text):
        where = Span(run.start, run.end)
        message = f"{encoding_label(run.encoding)} read as {run.codec}"
        if votes[run.codec] > 1:
            message += f" ({votes[run.codec]} runs in this note)"
        if run.replacement is None:
            yield Problem(where, f"{message}; the original is lost")
            continue
        edit = Edit(run.start, run.end, run.replacement)
        target = None if run.link is None else _target_after(run.link, edit, text)
        may_change, tier = _MAY_CHANGE if target is None else _WITH_LINK, run.tier
        if markup.is_html(run.start):
            may_change = _WITH_HTML
            tier = "unsafe" if tier == "safe" and markup.is_attribute(run.start) else tier
        fix = Fix((edit,), tier, run.cause, may_change, if_resolves=target, variant=run.codec)
        yield Problem(where, f"{message}: {quoted(where.of(text))} should read {quoted(run.replacement)}", fix)


class _Run(NamedTuple):
    """A finding, or all findings in the target of one link: only together they may lead somewhere."""

    start: int
    end: int
    replacement: str | None
    tier: Tier
    codec: str
    encoding: str
    cause: str
    link: Link | None


def _runs(found: list[Finding], links: list[Link], text: str) -> Iterator[_Run]:
    at = 0
    starts = [link.target_start for link in links]
    while at < len(found):
        one = found[at]
        end = at + 1
        near = bisect_right(starts, one.end - 1) - 1
        link = links[near] if near >= 0 and one.start < links[near].target_end else None
        replacement = one.replacement
        if link is not None and one.tier == "safe":
            while end < len(found) and found[end].start < link.target_end and found[end].tier == "safe":
                replacement = f"{replacement}{text[found[end - 1].end : found[end].start]}{found[end].replacement}"
                end += 1
        yield _Run(one.start, found[end - 1].end, replacement, one.tier, one.codec, one.encoding, one.cause, link)
        at = end


class _Markup:
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
            (link.target_start, link.target_end) for link in note.spans(Link) if not _is_internal(link, note.text)
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


def _is_internal(link: Link, text: str) -> bool:
    """Whether a link leads into the vault, so that a repaired target can be looked up."""
    return link.is_wiki or not _ELSEWHERE.match(text, link.target_start, link.target_end)


_ELSEWHERE = Pattern(r"(?i)[a-z][a-z0-9+.-]*:|//|www\.")


def _target_after(link: Link, edit: Edit, text: str) -> str:
    """The whole target of the link as it reads after the edit."""
    end = max(link.target_end, edit.end)
    return (text[link.target_start : edit.start] + edit.text + text[edit.end : end]).strip()
