from __future__ import annotations

import re
from collections.abc import Iterator

from vaultlint.fast_path import gate
from vaultlint.markdown.spans import Quote, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Edit, Fix, Problem, insert, replace, rule
from vaultlint.rules.structure._lines import line_at

#: The types that Obsidian draws, aliases included (Obsidian help, "Callouts"), and GitHub's alerts.
KNOWN = frozenset(
    {"note", "abstract", "summary", "tldr", "info", "todo", "tip", "hint", "important", "success", "check", "done"}
    | {"question", "help", "faq", "warning", "caution", "attention", "failure", "fail", "missing", "danger", "error"}
    | {"bug", "example", "quote", "cite"}
)
_BLANKS = Pattern(r">[ \t]*(?P<all>\[(?P<inner>[ \t]*![ \t]*(?P<type>[A-Za-z][\w-]*(?:\|[\w-]+)*)[ \t]*)\])")
_OPEN = Pattern(r">[ \t]*(?P<all>\[!(?P<type>[A-Za-z]\w*(?:-\w+)*))(?=[+-]?[ \t\r\n]|[+-]?\Z)(?![^\r\n]*\])")
# All that is reported has one of these; what opens a quote after a blank line, whole and without spaces, is as it
# should be, and nearly every callout is: no quote is looked at then.
_ANY = Pattern(r"\[[ \t]*+![ \t]*+[A-Za-z]")
_ORDINARY = Pattern(r"\n\r?\n>[ \t]?\[![A-Za-z][\w|-]*+\]")
_INSIDE = Pattern(r"[ \t]*(?:>[ \t]*)+(?P<all>\[!(?P<type>[A-Za-z]+)\])[+-]?(?=[ \t]|\r|\n|\Z)")


# A callout without text that goes on in an empty line; text below it follows at once.
_EMPTY = Pattern(
    r"(?P<mark>>(?<![^\r\n]>)[ \t]?)\[![A-Za-z][\w|-]*+\][^\r\n]*+"
    r"(?:(?:\r\n?|\n)>[ \t]*)++(?:\r\n?|\n)"
    r"(?P<text>[^\s>|#<`~$%\\-][^\r\n]*+|[-*+][ \t][^\r\n]*+)"
)
_LEFT_MAY_CHANGE: frozenset[Change] = frozenset(
    {"callout", "prose", "list", "task", "layout", "heading", "link", "tag", "block-id", "table", "code", "math"}
)
_TEXT = Pattern(r"[ \t]*[^\s][^\r\n]*")


@rule(on=Note, fix="safe", requires="!")
def malformed_callout(note: Note) -> Iterator[Problem]:
    """A callout that is shown as a plain quote or without its text."""
    for match in _EMPTY.finditer(note.source):
        if not note.opaque.covers(match.start("mark")):
            yield _left(note, match)
    if _has_odd_callout(note):
        yield from _in_quotes(note)


def _in_quotes(note: Note) -> Iterator[Problem]:
    quotes = note.spans(Quote)
    starts = {quote.start for quote in quotes}
    for quote in quotes:
        if match := _BLANKS.match(note.source, quote.start):
            if match["inner"] != f"!{match['type']}":
                where = Span(match.start("all"), match.end("all"))
                text = f"[!{match['type']}]"
                yield Problem(where, "space in the type of the callout", _rewrite(where, text))
        elif match := _OPEN.match(note.source, quote.start):
            fix = None
            if match["type"].lower() in KNOWN:
                fix = insert(match.end("all"), "]", "close the bracket", may_change={"callout", "prose"})
            yield Problem(Span(match.start("all"), match.end("all")), "the callout's bracket is not closed", fix)
        first = match.end() if match else quote.start
        if quote.depth == 1 and note.source.find("[!", first, quote.end) >= 0:
            yield from _inside(note, quote, starts)


@gate(slow=_in_quotes)
def _has_odd_callout(note: Note) -> bool:
    found = _ANY.findall(note.source)
    return bool(found) and len(found) > len(_ORDINARY.findall(note.source))


def _left(note: Note, match: re.Match[str]) -> Problem:
    """The text below an empty callout lost its `>`, up to the next blank line."""
    where = line_at(note, match.start("mark"))
    where = Span(where.start, where.start + len(where.of(note.source).rstrip()))
    edits = []
    at = match.start("text")
    while at < len(note.source) and _TEXT.match(note.source, at):
        edits.append(Edit(at, at, "> "))
        at = line_at(note, at).end
    fix = Fix(tuple(edits), "unsafe", "put `>` before the text", _LEFT_MAY_CHANGE)
    return Problem(where, "the callout is empty: the text below it needs `>` to be part of it", fix)


def _rewrite(where: Span, text: str) -> Fix:
    return replace(where, text, f"write `{text}`", may_change={"callout", "prose"})


def _inside(note: Note, quote: Quote, starts: set[int]) -> Iterator[Problem]:
    """`[!type]` in a later line of a quote is text of that quote, or of the callout above."""
    row = note.rows.place(quote.start)[0]
    starts_of_rows = note.rows.starts
    while row < len(starts_of_rows) and (start := starts_of_rows[row]) < quote.end:
        row += 1
        match = _INSIDE.match(note.source, start, quote.end)
        if match is None or match["type"].lower() not in KNOWN or note.opaque.covers(match.start("all")):
            continue
        prefix = note.source[start : match.start("all")]
        if not any(start + at in starts for at, char in enumerate(prefix) if char == ">"):
            yield Problem(
                Span(match.start("all"), match.end("all")), "a callout begins only at the first line of a quote"
            )
