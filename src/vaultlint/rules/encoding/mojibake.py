"""Text that was decoded with the wrong codec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from vaultlint.markdown.spans import BlockId, Comment, Html, Link, Property, Span, Tag
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Edit, Fix, Problem, rule
from vaultlint.rules.encoding._quoted import quoted

_WORD_END = Pattern(r"\s|\Z")

# What may hold repaired text. Code, math and HTML are left alone, names of tags and block ids are links' business.
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


@rule(on=Note, severity="error", fix="safe", in_templates=True)
def mojibake(note: Note) -> Iterator[Problem]:
    """Text that was decoded with the wrong codec."""
    text = note.text
    if text.isascii() and ";&" not in text:
        return
    from vaultlint.encoding import find
    from vaultlint.encoding.codecs import encoding_label

    found = find(text, protected=partial(_protected, note))
    if not found:
        return
    votes = Counter(one.codec for one in found)
    targets = [link for link in note.spans(Link) if link.is_wiki]
    for one in found:
        where = Span(one.start, one.end)
        message = f"{encoding_label(one.encoding)} read as {one.codec}"
        if votes[one.codec] > 1:
            message += f" ({votes[one.codec]} runs in this note)"
        if one.replacement is None:
            yield Problem(where, f"{message}; the original is lost")
            continue
        edit = Edit(one.start, one.end, one.replacement)
        target = _target_after(targets, edit, text)
        may_change = _MAY_CHANGE if target is None else _WITH_LINK
        fix = Fix((edit,), one.tier, one.cause, may_change, if_resolves=target, variant=one.codec)
        yield Problem(where, f"{message}: {quoted(where.of(text))} should read {quoted(one.replacement)}", fix)


def _protected(note: Note) -> list[tuple[int, int]]:
    """Where a fix may not write: code, destinations, attributes, tags, block ids, keys of properties."""
    ranges = [*zip(note.opaque.starts, note.opaque.ends, strict=True)]
    ranges += [(link.target_start, link.target_end) for link in note.spans(Link) if not link.is_wiki]
    for kind in (BlockId, Property, Html):
        ranges += [(one.start, one.end) for one in note.spans(kind)]
    # Mojibake may hold punctuation at which a tag ends: the whole word was the tag.
    ranges += [(one.start, _WORD_END.search(note.text, one.end).start()) for one in note.spans(Tag)]
    ranges += [(one.start, one.end) for one in note.spans(Comment) if "vaultlint-" in one.of(note.text)]
    return sorted(ranges)


def _target_after(links: list[Link], edit: Edit, text: str) -> str | None:
    """The whole target of the wikilink that the edit would change, as it would then read; None if it changes none."""
    for link in links:
        if edit.start < link.target_end and link.target_start < edit.end:
            end = max(link.target_end, edit.end)
            return (text[link.target_start : edit.start] + edit.text + text[edit.end : end]).strip()
    return None
