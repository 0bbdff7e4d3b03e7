from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Link, Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, replace, rule

_URL = Pattern(r"(?:https?|ftps?)://\S+\Z|mailto:\S+\Z|www\.\S+\.\S+\Z", re.IGNORECASE)
_URL_BEHIND = Pattern(r"\((?:https?://|www\.)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)")
_CITATION = Pattern(r"[\^†]?\d{1,4}[†\w]?\Z|\d{1,4}(?:[,–-] ?\d{1,4})+\Z")
# After the `[[` of all that is reported, save what one bracket opens, is an address, nothing, or text up to one
# bracket, a line end, or `]](`.
# Nearly every `[[` has none of it.
_NOT_PLAIN = Pattern(r"\[\[(?!(?=[^\W_])(?!(?i:https?:|ftps?:|mailto:|www\.))[^\[\]\r\n]++\]\](?!\())")
_UNUSUAL = Pattern(
    r"\[\[(?:(?i:\s*+(?:https?:|ftps?:|mailto:|www\.))|[ \t]*+(?:\|[ \t]*+)?\]\]"
    r"|(?:[^\[\]\r\n]++|\[[^\[\]\r\n]*+\])++(?:\](?!\](?!\())|[\r\n]))"
)
_EMPTY = Pattern(r"!?\[\[[ \t]*(?:\|[ \t]*)?\]\]")
_HALF_CLOSED = Pattern(r"(?<![\[\\])!?\[\[([^\[\]\r\n]{1,200}+)\](?![\]\[(:])")
_HALF_OPEN = Pattern(r"\[(?<![\[\\\w\])!]\[)([^\[\]\r\n]{1,200}+)\]\](?![\]\[(:])")
_BROKEN_LINE = Pattern(r"!?\[\[([^\[\]\r\n]{1,150})(\r\n?|\n)[ \t]{0,40}((?!>|[-*+][ \t]|#)[^\[\]\r\n]{1,150})\]\]")
# Two brackets that open inside two that are open, a Markdown link in two brackets; a link as a link's destination.
_IN_BRACKETS = Pattern(r"\[\[[^\[\]\r\n]*+\[")
_IN_DESTINATION = Pattern(r"\]\([ \t]*+<?\[\[")
_TOKEN = Pattern(r"\[\[|\]\]|[\r\n]")
_AS_DESTINATION = Pattern(r"(!?)\[([^\[\]\r\n]*+)\]\([ \t]*+<?\[\[([^\[\]|\r\n]++)(?:\|[^\[\]\r\n]*+)?\]\]>?[ \t]*+\)")
_AROUND_MARKDOWN = Pattern(r"!?\[\[(!?\[[^\[\]\r\n]*+\]\([^()\[\]\r\n]++\))\]\]")
_INNER = Pattern(r"!?\[\[([^\[\]|\r\n]*+)(?:\|([^\[\]\r\n]*+))?\]\]")
# Two brackets whose partners are missing, beside a word: `x[["a"]]` and `[[1, 2],` are arrays, `[[ -f x` is a test.
_UNCLOSED = Pattern(r"(?<![\w\[\])\\])!?\[\[(?=[^\W_])[^\[\]\r\n`]*+(?=\[\[|[\r\n]|\Z)")
_UNOPENED = Pattern(r"(?<!\\)(?<=[\w)?!.…’])\]\](?![\](\[:>])")
_WORD = Pattern(r"[^\W\d_]{2}")
_WORD_BEFORE = Pattern(r"[^\W\d_]{2}[^\[\]\r\n]{0,60}\Z")
# How far before `]]` an escaped bracket is looked for.
_LONGEST_TEXT = 2000
# A bracket, or what ends a block of text: a blank line, and the start of a list item, a heading or a line of a table.
_BRACKET = Pattern(r"\\.|\[|\]|(?:\r\n?|\n)[ \t>]*(?=\r|\n|\||#{1,6}[ \t]|(?:[-*+]|\d{1,9}[.)])[ \t])")


@rule(on=Note, severity="error", fix="unsafe")
def malformed_wikilink(note: Note) -> Iterator[Problem]:
    """A wikilink that Obsidian cannot read as one, or not as it was meant."""
    source = note.source
    plain = not _NOT_PLAIN.search(source)
    if _IN_DESTINATION.search(source) or (not plain and _IN_BRACKETS.search(source)):
        yield from _nested(note)
    if source.count("[[") != source.count("]]"):
        yield from _lone_pairs(note)
    if (plain or not _UNUSUAL.search(source)) and not _HALF_OPEN.search(source):
        return
    yield from _links(note)
    if source.count("[[") == source.count("]]") == sum(link.is_wiki for link in note.spans(Link)):
        return  # every pair of brackets belongs to a link
    yield from _empty(note)
    yield from _halves(note)
    yield from _broken_lines(note)


def _nested(note: Note) -> Iterator[Problem]:
    """Links in the brackets of other links; only the innermost works, and the other brackets show."""
    source, opaque = note.source, note.opaque
    for match in _AS_DESTINATION.finditer(source):
        if not opaque.overlaps(*match.span()):
            text = match[2].strip()
            link = f"{match[1]}[[{match[3]}|{text}]]" if text else f"{match[1]}[[{match[3]}]]"
            fix = replace(Span(*match.span()), link, "write a wikilink", safe=False, may_change={"link"})
            yield Problem(Span(*match.span()), "a wikilink cannot be the target of a Markdown link", fix)
    for match in _AROUND_MARKDOWN.finditer(source):
        if not opaque.overlaps(*match.span()):
            fix = replace(Span(*match.span()), match[1], "remove the outer brackets", safe=False, may_change={"link"})
            yield Problem(Span(*match.span()), "a Markdown link inside double brackets", fix)
    for start, end in _outer_brackets(source):
        where = Span(start, end)
        if not opaque.overlaps(start, end):
            yield Problem(where, "a wikilink inside a wikilink: only the inner one works", _flattened(source, where))


def _outer_brackets(source: str) -> Iterator[tuple[int, int]]:
    """Range of `[[ … [[ … ]] … ]]` in one line, with text before or after the inner link."""
    opened: list[int] = []
    inner = 0
    for match in _TOKEN.finditer(source):
        token = match[0]
        if token == "[[":
            opened.append(match.start())
        elif token == "]]" and opened:
            start = opened.pop()
            inner += 1
            if not opened:
                if inner > 1 and source[start + 2 : start + 3] != "[":
                    yield start, match.end()
                inner = 0
        elif token in "\r\n":
            opened.clear()
            inner = 0


def _flattened(source: str, where: Span) -> Fix | None:
    """The link with the text of the links in it, as tables of contents mean it: `[[#[[H]]|[[H]]]]` → `[[#H|H]]`."""
    content = source[where.start + 2 : where.end - 2]
    target = _INNER.sub(lambda link: " ".join(part for part in (link[1], link[2]) if part), _before_pipe(content))
    shown = _INNER.sub(lambda link: link[2] or link[1], content[len(_before_pipe(content)) :])
    text = f"[[{target}{shown}]]"
    if "[" in text[2:-2] or "]" in text[2:-2]:
        return None
    return replace(where, text, "remove the inner brackets", safe=False, may_change={"link"})


def _before_pipe(content: str) -> str:
    """The content up to the first `|` outside of inner links."""
    masked = _INNER.sub(lambda link: "x" * len(link[0]), content)
    return content[: masked.find("|")] if "|" in masked else content


def _links(note: Note) -> Iterator[Problem]:
    """Links that are well formed and yet wrong: an address inside, an address after."""
    for link in note.spans(Link):
        if not link.is_wiki:
            continue
        if _URL.match(link.target):
            yield Problem(link, "a URL is not a note: write a Markdown link", _as_url(note, link), defer="unless-file")
        elif link.kind == "wikilink" and (trailing := _URL_BEHIND.match(note.source, link.end)):
            where = Span(link.start, trailing.end())
            message = f"Obsidian reads this as a link to the note `{link.target}`: escape the inner brackets"
            yield Problem(where, message, _as_citation(note, link, trailing.end()))


def _as_url(note: Note, link: Link) -> Fix | None:
    url = link.target if ":" in link.target else "https://" + link.target
    text = note.text[link.text_start : link.text_end].strip()
    if "(" in url or ")" in url or "|" in text or "<" in url or ">" in url:
        return None
    if link.kind == "embed":
        return replace(link, f"![{text}]({url})", "write a Markdown image", safe=False, may_change={"link"})
    if not text and not url.startswith("mailto:"):
        return replace(link, f"<{url}>", "write an autolink", may_change={"link"})
    return replace(link, f"[{text or url}]({url})", "write a Markdown link", may_change={"link"})


def _as_citation(note: Note, link: Link, end: int) -> Fix | None:
    """One edit over link and address, for the address is a link of its own until then."""
    if link.text_start < link.text_end or "\\" in link.of(note.text):
        return None
    text = f"[\\[{note.text[link.start + 2 : link.end - 2]}\\]]{note.text[link.end : end]}"
    safe = _CITATION.match(link.target) is not None
    return replace(Span(link.start, end), text, "escape the inner brackets", safe=safe, may_change={"link"})


def _empty(note: Note) -> Iterator[Problem]:
    for match in _EMPTY.finditer(note.source):
        before = note.source[match.start() - 1 : match.start()]
        if before not in ("\\", "[", "=") and not before.isalnum() and not note.opaque.cuts(*match.span()):
            yield Problem(Span(*match.span()), "a link without a target")


def _halves(note: Note) -> Iterator[Problem]:
    closed, opened = list(_HALF_CLOSED.finditer(note.source)), list(_HALF_OPEN.finditer(note.source))
    if not closed and not opened:
        return
    links = Regions((link.start, link.end) for link in note.spans(Link))
    lone = _lone_brackets(note)
    for match in closed:
        if match.start(1) - 2 in lone and _is_set_off(note, match, links):
            fix = Fix(
                (Edit(match.end(), match.end(), "]"),), "unsafe", "close the link", frozenset({"link", "heading"})
            )
            yield Problem(Span(*match.span()), "the link is closed by one bracket", fix)
    for match in opened:
        if match.end() - 1 in lone and _is_set_off(note, match, links):
            fix = Fix(
                (Edit(match.start(), match.start(), "["),), "unsafe", "open the link", frozenset({"link", "heading"})
            )
            yield Problem(Span(*match.span()), "the link is opened by one bracket", fix)


def _lone_pairs(note: Note) -> Iterator[Problem]:
    """`[[` that is never closed, and `]]` that was never opened."""
    source = note.source
    found = [*_UNCLOSED.finditer(source), *_UNOPENED.finditer(source)]
    if not found:
        return
    lone = _lone_brackets(note)
    for match in sorted(found, key=lambda one: one.start()):
        closing = match[0] == "]]"
        start = match.start() if closing else source.index("[[", match.start())
        if not {start, start + 1} <= lone:
            continue
        if not closing and _WORD.search(match[0]):
            yield Problem(Span(*match.span()), "`[[` is never closed")
        elif closing and _is_text_before(source, start):
            yield Problem(Span(*match.span()), "`]]` without `[[` before it")


def _is_text_before(source: str, end: int) -> bool:
    """Whether a word is before a place, and no escaped bracket in its line, which may be the partner."""
    start = max(source.rfind("\n", 0, end), end - _LONGEST_TEXT)
    return (
        _WORD_BEFORE.search(source, max(start, end - 80, 0), end) is not None
        and source.find("\\[", max(start, 0), end) < 0
    )


def _lone_brackets(note: Note) -> set[int]:
    """Brackets without a partner in their block of text: `[[see] below]` and `[a [b]]` have none."""
    lone: set[int] = set()
    opened: list[int] = []
    for match in _BRACKET.finditer(note.source):
        at, token = match.start(), match[0]
        if token == "[" or token == "]":
            if note.opaque.covers(at):
                continue
            if token == "[":
                opened.append(at)
            elif opened:
                opened.pop()
            else:
                lone.add(at)
        elif token[0] != "\\":
            lone.update(opened)
            opened.clear()
    return lone.union(opened)


def _is_set_off(note: Note, match: re.Match[str], links: Regions) -> bool:
    """Outside code and other links, with a word in it: `[[1]` and `[x]]` may be anything."""
    start, end = match.span()
    return (
        _WORD.search(match[1]) is not None and not note.opaque.overlaps(start, end) and not links.overlaps(start, end)
    )


def _broken_lines(note: Note) -> Iterator[Problem]:
    found = list(_BROKEN_LINE.finditer(note.source))
    if not found:
        return
    paragraphs = note.spans(Paragraph)
    starts = [paragraph.start for paragraph in paragraphs]
    for match in found:
        start, end = match.span()
        block = paragraphs[at - 1] if (at := bisect_right(starts, start)) else None
        if block is not None and end <= block.end and _WORD.search(match[1]) and not note.opaque.overlaps(start, end):
            edit = Edit(match.end(1), match.start(3), " ")
            fix = Fix((edit,), "unsafe", "join the lines", frozenset({"link", "layout"}))
            yield Problem(Span(start, end), "a wikilink cannot contain a line break", fix)
