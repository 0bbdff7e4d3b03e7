from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Code, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

_FENCE = Pattern(r"(`{3,}|~{3,})[^\r\n]*")
_BLANK_LINE = Pattern(r"(?:\r\n?|\n)[ \t>]*(?:\r\n?|\n)")
_LAST_LINE = Pattern(r"(?:\A|[\r\n])[ \t>]*(`{3,}|~{3,})[ \t]*\Z")
_IN_COMMENT = Pattern(r"[ \t]*(?:\r\n?|\n)[ \t]*\*/")


@rule(on=Code, in_code=True, in_templates=True)
def unclosed_fence(blocks: Sequence[Code], note: Note) -> Iterator[Problem]:
    """A fenced code block that is never closed."""
    unclosed = -1  # where the last block that is never closed ends
    for code in blocks:
        opening = _FENCE.match(note.source, code.start) if code.fenced else None
        # Nearly every block ends with its own signs alone on a line.
        if opening is None or note.source.endswith("\n" + opening[1], opening.end(), code.end):
            continue
        rest = note.source[opening.end() : code.end].rstrip()
        closing = _LAST_LINE.search(rest, max(0, len(rest) - 1000))
        if closing is None or closing[1][0] != opening[1][0] or len(closing[1]) < len(opening[1]):
            # Below such a block a bare fence is its own closing one: the block left its quote or item before.
            is_closing = unclosed >= 0 and not code.language and _is_joined(note.source[unclosed : code.start])
            unclosed = -1 if is_closing else code.end
            # The scripts of Excalidraw are JavaScript: a fence in a comment colors the rest.
            if not is_closing and not _IN_COMMENT.match(note.source, opening.end()):
                yield Problem(Span(code.start, code.start + len(opening[0].rstrip())), "the code block is never closed")


def _is_joined(between: str) -> bool:
    """Whether the text between two fences holds no blank line, or nothing else."""
    return not between.strip(" \t\r\n>") or not _BLANK_LINE.search(between.rstrip(" \t>"))
