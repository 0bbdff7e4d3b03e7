"""Text that was decoded with the wrong codec."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.rule import Change, Edit, Fix, Problem, rule
from vaultlint.rules.encoding._mojibake_of import is_internal, mojibake_of
from vaultlint.rules.encoding._quoted import quoted

if TYPE_CHECKING:
    from vaultlint.encoding.finding import Finding, Tier

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
    mojibake = mojibake_of(note)
    found, markup, text = mojibake.findings, mojibake.markup, note.text
    if not found:
        return
    from vaultlint.encoding.codecs import encoding_label

    votes = Counter(one.codec for one in found)
    links = [link for link in note.spans(Link) if is_internal(link, text)]
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


def _target_after(link: Link, edit: Edit, text: str) -> str:
    """The whole target of the link as it reads after the edit."""
    end = max(link.target_end, edit.end)
    return (text[link.target_start : edit.start] + edit.text + text[edit.end : end]).strip()
