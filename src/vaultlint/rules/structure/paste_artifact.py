from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Code, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Problem, delete, rule
from vaultlint.rules.structure._lines import line_at, lined_offset

# Citation marks that only the chat itself can show as links.
_CITATION = Pattern(
    r":contentReference\[oaicite:\d+\](?:\{index=\d+\})?"
    r"|【(?:\d+(?::\d+)?†[^】\r\n]{0,120}|oaicite:\d+)】(?:\{index=\d+\})?"
    r"|\ue200?(?:cite|filecite|navlist|mediacite)(?:\ue202?turn\d+[a-z]+\d+(?:[\ue202 ]?L\d+(?:-L?\d+)?)?)++\ue201?"
    r"|\(?\[oai_citation(?:_attribution)?:\d+‡[^\]\r\n]*\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\))?\)?"
    r"|\[cite(?:_start|_end|: ?\d+(?:[-–]\d+)?(?:, ?\d+(?:[-–]\d+)?)*)\](?!\()"
)
_CITATION_MESSAGE = "citation mark copied from a chat, without meaning here"

# How long an answer took, shown above it.
_THOUGHT = (
    r"(?:(?:Thought|Reasoned|Worked) for (?:a (?:few|couple of) seconds|a second)"
    r"|(?:(?:Thought|Reasoned|Worked) for|(?:Nachgedacht|Überlegt|Gedacht) für"
    r"|(?:Réflexion|A réfléchi|Réfléchi) (?:pendant|durant)"
    r"|(?:Pensó|Pensado|Razonó|Razonado) (?:durante|por)|(?:Pensou|Pensado|Raciocinou) (?:por|durante)"
    r"|(?:Ragionato|Pensato|Ha pensato) per|(?:Думал|Думала|Размышлял|Рассуждал)(?: в течение)?"
    r"|已(?:深度)?思考[（(]?(?:用时|用時)?|思考(?:了|时间|時間)[：:]?)"
    r"\s?\d+\s?[^\W\d_]{1,9}\.?(?:\s\d+\s?[^\W\d_]{1,9}\.?)?[）)]?|\d+\s?[秒초](?:間|間思考しました| 동안 생각함))"
)
_SPEAKER = r"(?:#{1,6}[ \t]+)?(?:\*\*)?ChatGPT (?:said|hat gesagt|a dit|dijo|disse|ha detto|сказал|说|說):(?:\*\*)?"
_BUTTONS = (
    r"(?:CopyEdit|KopierenBearbeiten|CopierModifier|CopiarEditar|CopiaModifica|КопироватьРедактировать|复制编辑|複製編輯|コピーする編集する"
    r"|복사편집)"
)
_ALONE = Pattern(rf"\n[ \t>]*+(?P<alone>{_THOUGHT}|{_SPEAKER}|{_BUTTONS})[ \t]*(?=\n|\Z)")
#: Labels of the button that copies the code above or below it.
_COPY = (
    r"Cop(?:y|ied)!?|Copy (?:code|to clipboard)|(?:Code )?[Kk]opieren|Kopiert!?|Copier(?: le code)?|Copié ?!?"
    r"|Copiar(?: (?:el |o )?código)?|¡?Copiado!?|Copia(?: (?:il )?codice)?|(?:Ск|К)опировать(?: код)?|Скопировано!?"
    r"|[复複]制(?:代码)?|複製(?:程式碼)?|(?:コードを)?コピー(?:する)?|(?:코드 )?복사(?:하기)?"
)
_LABEL = Pattern(rf"\n[ \t>]*+(?P<alone>{_COPY})[ \t]*(?=\n|\Z)")
# How such lines begin, and few others do: a fifth of the time of `_ALONE`.
_BEGINNING = Pattern(
    r"\n[ \t>]*+(?:#{1,6}[ \t]++)?(?:\*\*)?(?:ChatGPT |Thought for|Reasoned for|Worked for|Nachgedacht|Überlegt|Gedacht"
    r"|Réfl|A réfl|Pens|Razon|Racioc|Ragion|Ha pens|Думал|Размышлял|Рассуждал|已|思考|\d++\s?[秒초]"
    r"|CopyEdit|Kopieren|Copi[ea]|Копировать|复制编辑|複製編輯|コピーする編集する|복사편집)"
)
_IN_LABELS = ("Cop", "opieren", "Kopiert", "опирова", "制", "製", "コピー", "복사")
_NOTHING = " \t\r\n>"
_MAY_CHANGE: tuple[Change, ...] = ("prose", "link", "heading", "layout")


@rule(on=Note, fix="unsafe")
def paste_artifact(note: Note) -> Iterator[Problem]:
    """Leftovers of text copied from a chat or a web page: citation marks, button labels."""
    source = note.source
    if "oai" in source or "†" in source or "turn0" in source or "turn1" in source or "[cite" in source:
        for match in _CITATION.finditer(source):
            if not note.opaque.covers(match.start()):
                yield _citation(note, match)
    if _BEGINNING.search(note.lined):
        for where in _alone(note, _ALONE):
            yield _line(note, where, "button label copied from a chat along with its text")
    if ("```" in source or "~~~" in source) and _holds_any(source, _IN_LABELS):
        for where in _alone(note, _LABEL):
            if _beside_fence(note, line_at(note, where.start)):
                yield _line(note, where, "button label copied along with the code")


def _holds_any(source: str, words: Sequence[str]) -> bool:
    ascii_only = source.isascii()
    return any(word in source for word in words if not ascii_only or word.isascii())


def _alone(note: Note, pattern: Pattern) -> Iterator[Span]:
    """Matches that fill a line of text."""
    offset = lined_offset(note)
    for match in pattern.finditer(note.lined):
        start, end = match.span("alone")
        if not note.opaque.covers(start + offset):
            yield Span(start + offset, end + offset)


def _citation(note: Note, match: re.Match[str]) -> Problem:
    where = Span(*match.span())
    start = where.start
    while (
        start and note.source[start - 1] in " \t" and note.source[where.end : where.end + 1] in ("", *" \t\r\n.,;:!?)")
    ):
        start -= 1
    fix = delete(Span(start, where.end), "remove the mark", safe=False, may_change=_MAY_CHANGE)
    return Problem(where, _CITATION_MESSAGE, fix)


def _line(note: Note, where: Span, message: str) -> Problem:
    """Delete the line, and the blank line after it if there is one before it."""
    line = line_at(note, where.start)
    end = line.end
    if end < len(note.text) and _is_blank(note, end) and (not line.start or _is_blank(note, line.start - 1)):
        end = line_at(note, end).end
    fix = delete(Span(line.start, end), "delete the line", safe=False, may_change=_MAY_CHANGE)
    return Problem(where, message, fix)


def _is_blank(note: Note, offset: int) -> bool:
    return not line_at(note, offset).of(note.source).strip(_NOTHING)


def _beside_fence(note: Note, line: Span) -> bool:
    """Whether a fenced block ends above a line or begins below it, over nothing but blank lines."""
    fences = [code for code in note.spans(Code) if code.fenced]
    after = bisect_right(fences, line.start, key=lambda code: code.start)
    if after and not note.source[fences[after - 1].end : line.start].strip(_NOTHING):
        return True
    return after < len(fences) and not note.source[line.end : fences[after].start].strip(_NOTHING)
