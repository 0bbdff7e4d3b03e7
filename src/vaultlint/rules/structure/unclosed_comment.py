from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Comment, Html, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

_WORD_BEHIND = Pattern(r"%%[ \t]*[^\W\d_]")


@rule(on=Note, in_templates=True, requires=("%%", "<!--"))
def unclosed_comment(note: Note) -> Iterator[Problem]:
    """A comment `%%` or `<!--` that is never closed and hides what follows."""
    if "<!--" in note.source:
        for html in note.spans(Html):
            if html.block and (text := html.of(note.source)).startswith("<!--") and "-->" not in text[4:]:
                yield Problem(Span(html.start, html.start + 4), "the comment is never closed and hides what follows")
    if "%%" not in note.text:
        return
    for comment in note.spans(Comment):
        if comment.closed or note.kind == "excalidraw":
            continue
        if comment.block or _opens(note, comment.start):
            yield Problem(Span(comment.start, comment.start + 2), "the comment is never closed and hides what follows")


def _opens(note: Note, at: int) -> bool:
    """Whether `%%` in a line can be meant to open a comment: it is before a word, and after a space."""
    if at > 0 and not note.source[at - 1].isspace():
        return False
    # `5 %% of it` is a share, not a comment.
    number_before = note.source[max(0, at - 20) : at].rstrip()[-1:].isdigit()
    return not number_before and _WORD_BEHIND.match(note.source, at) is not None
