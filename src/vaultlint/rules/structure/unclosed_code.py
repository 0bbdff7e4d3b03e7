from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from vaultlint.markdown.spans import Code, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Fix, Problem, replace, rule
from vaultlint.rules.structure._lines import lines_of

_RUN = Pattern(r"\\.|`+", 16)
# A block of code between two lines is not inline code, however long its runs are.
_PAIRED = Pattern(r"`(?<![`\\]`)(`*)(?!`)[^`\n\r]+`\1(?!`)")
_CODE_LINE = Pattern(r"[^\n\r]{0,120}")
# What is in commands and programs, and in no sentence.
_CODE_LIKE = Pattern(
    r"(?<!\S)--?[a-z][\w-]*(?=[\s=]|\Z)|\w[=_/\\]\w|\w\(|[~./]/\w|^[./~]*/\w|[{}<>;|$@#\\=]|\w::\w|\w\.\w+\(|^\.?\w+\.\w+"
    r"|\b[a-z]+[A-Z]"
)
_COMMAND = Pattern(
    r"(?:sudo )?(?:apt|apt-get|brew|cargo|cat|cd|chmod|cmake|conda|cp|curl|docker|dotnet|ffmpeg|gcc|git|go|gradle|grep"
    r"|helm|java|kubectl|ls|make|mkdir|mvn|mv|node|npm|npx|php|pip3?|pnpm|poetry|psql|python3?|rm|rsync|ruby|scp|sed"
    r"|select|SELECT|ssh|sudo|systemctl|tar|terraform|touch|uv|vim?|wget|yarn)\s+[\w./~-]"
)


_QUOTES = tuple("\"'“”‘’«»(){}")


@rule(on=Note, fix="unsafe", in_code=True, requires="`")
def unclosed_code(note: Note) -> Iterator[Problem]:
    """A backtick that opens or closes inline code and has no partner, so that it is shown."""
    source = note.source
    if "`" not in _PAIRED.sub("", source).replace("```", ""):
        return
    for block in note.document.texts_with("`"):
        runs = _lone_runs(note, block)
        if len(runs) == 2 and _is_pair(note, *runs):
            yield _unlike(note, *runs)
        elif len(runs) == 1 and not note.document.tables.covers(block.start):
            run = _in_odd_line(note, block, runs[0])
            message = _message(note, block, run)
            if message is not None:
                yield Problem(run, message)


def _lone_runs(note: Note, block: Span) -> list[Span]:
    """The runs of backticks of a block that belong to no code, math or HTML."""
    return [run for run in _runs(note, block) if not note.opaque.covers(run.start)]


def _runs(note: Note, where: Span) -> list[Span]:
    matches = _RUN.finditer(note.source, where.start, where.end)
    return [Span(*match.span()) for match in matches if match[0][0] == "`"]


def _in_odd_line(note: Note, block: Span, run: Span) -> Span:
    """The run on the only line with an odd number of them: few people write code over a line end."""
    odd = [runs for line in lines_of(note.source, block) if len(runs := _runs(note, line)) % 2]
    return odd[0][-1] if len(odd) == 1 else run


def _is_pair(note: Note, first: Span, last: Span) -> bool:
    """Whether two runs of unlike length were meant to enclose code."""
    text = note.source
    inner = text[first.end : last.start]
    before, after = text[first.start - 1 : first.start], text[last.end : last.end + 1]
    if first.end - first.start == last.end - last.start or not inner.strip() or "\n" in inner or "\r" in inner:
        return False
    glued = inner[0].isspace() or inner[-1].isspace() or before.isalnum() or after.isalnum()
    return not glued and not (len(first.of(text)) == 2 and not _CODE_LIKE.search(inner))


def _unlike(note: Note, first: Span, last: Span) -> Problem:
    opening, closing = first.of(note.source), last.of(note.source)
    shorter = min(opening, closing, key=len)
    longer = last if shorter is opening else first
    edits = replace(first, shorter).edits + replace(last, shorter).edits
    fix = Fix(edits, "unsafe", f"write {len(shorter)} on both sides", frozenset({"code", "prose"}))
    message = f"code opened by {_count(opening)} is closed by {_count(closing)}, so it is shown as text"
    return Problem(longer, message, fix)


def _count(run: str) -> str:
    return "1 backtick" if len(run) == 1 else f"{len(run)} backticks"


def _message(note: Note, block: Span, run: Span) -> str | None:
    """Message for the only unpaired run of a block; None if it is an apostrophe or a quotation mark."""
    text = note.source
    before, after = text[max(block.start, run.start - 1) : run.start], text[run.end : min(run.end + 1, block.end)]
    if len(run.of(text)) > 2 or (before in _QUOTES and after in _QUOTES):
        return None
    if after and not after.isspace() and not before.isalnum():
        inner = _CODE_LINE.match(text, run.end, block.end)[0]
        if _looks_like_code(inner) or _is_shifted(note, block, run):
            return "backtick that opens code without a closing one"
    elif before and not before.isspace() and not after.isalnum():
        line = text[max(block.start, text.rfind("\n", block.start, run.start) + 1) : run.start]
        if _ends_like_code(line) or _is_shifted(note, block, run):
            return "backtick that closes code without an opening one"
    return None


def _looks_like_code(text: str) -> bool:
    return _CODE_LIKE.search(" ".join(text.split()[:6])) is not None or _COMMAND.match(text) is not None


def _ends_like_code(text: str) -> bool:
    return bool(words := text.split()) and _CODE_LIKE.search(words[-1]) is not None


def _is_shifted(note: Note, block: Span, run: Span) -> bool:
    """Whether backticks before were paired one off: the code they enclose begins or ends with a space inside words."""
    text = note.source
    codes = [code for code in note.spans(Code) if not code.block and block.start <= code.start < run.start]
    for code in codes:
        inner = code.of(text).strip("`")
        glued_before = inner[:1].isspace() and not inner[-1:].isspace() and text[code.start - 1 : code.start].isalnum()
        glued_after = inner[-1:].isspace() and not inner[:1].isspace() and text[code.end : code.end + 1].isalnum()
        if glued_before or glued_after:
            return True
    return any(second.start == first.end for first, second in pairwise(codes))
