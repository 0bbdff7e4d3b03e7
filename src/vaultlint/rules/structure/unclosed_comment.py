from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Comment, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

_WORD_BEHIND = Pattern(r"%%[ \t]*[^\W\d_]")


@rule(on=Comment, in_templates=True, sign="%")
def unclosed_comment(comments: Sequence[Comment], note: Note) -> Iterator[Problem]:
    """A comment `%%` that is never closed and hides what follows."""
    for comment in comments:
        if comment.closed:
            continue
        if comment.block or _opens(note, comment.start):
            yield Problem(Span(comment.start, comment.start + 2), "the comment is never closed")


def _opens(note: Note, at: int) -> bool:
    """Whether `%%` in a line can be meant to open a comment: it stands before a word, and behind a blank."""
    if at > 0 and not note.source[at - 1].isspace():
        return False
    # `5 %% of it` is a share, not a comment.
    number_before = note.source[max(0, at - 20) : at].rstrip()[-1:].isdigit()
    return not number_before and _WORD_BEHIND.match(note.source, at) is not None
