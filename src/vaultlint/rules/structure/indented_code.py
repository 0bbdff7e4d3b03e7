from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Code
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.rules.structure._lines import lines_of

_ITEM = Pattern(r"(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX/>-]\][ \t]+)?(?=\S)")
# Markdown that no other language writes like this.
_MARKUP = Pattern(
    r"!?\[\[[^\[\]\s][^\[\]]{0,200}\]\](?!\])|\[[^\[\]]{1,200}\]\((?:https?://|[^\s()]{1,200}\.\w+\))|>[ \t]*\[!\w+\]"
    r"|(?<!\S)\*\*[^\s*][^*]{0,200}\*\*|(?:[-*+]|\d{1,3}[.)])[ \t]+\[[ xX]\][ \t]+\w|==[^\s=][^=]{0,200}[^\s=]=="
)
_HEADING = Pattern(r"#{2,6}[ \t]+[^\W\d_]")
# A sentence: words of letters, and a full stop at the end or before the next.
_SENTENCE = Pattern(
    r"[\"'“„«»*_(]*[^\W\d_a-z][^{}<>=|\\;$`_\[\]]*[.!?…。！？](?=[\"'”“»)*_\s]|\Z)|[^\x00-\u2e7f][^\x00-\x2f]*[。！？]"
)
_WORD = Pattern(r"(?<![\w./-])[^\W\d_]{2,}(?![\w(/=])|[\u3040-\u9fff]{2}|[\uac00-\ud7a3]+")
_CODE = Pattern(
    r"[{};$\\<>=|`]|^\s*(?:#(?!#)|//|--?\w|/\*|@|\[\w+\]\Z|%)|\w\(|\w_\w|\w\.\w+[(:]|^[\w.-]+:(?:\s|\Z)|->|::|\A[+-](?=[^\s])|\s{3}\S|\b\d+:\d+\b"
)
_LEAST_WORDS = 5


@rule(on=Code, in_code=True)
def indented_code(blocks: Sequence[Code], note: Note) -> Iterator[Problem]:
    """Text that is shown as code, because four spaces or a tab stand before it."""
    for block in blocks:
        if block.block and not block.fenced and _is_text(note.source, block) and not _is_definition(note, block.start):
            first = next(lines_of(note.source, block))
            yield Problem(first, "text indented by four spaces or a tab is shown as code, and its links do not work")


def _is_definition(note: Note, start: int) -> bool:
    """Whether the block continues what a definition list says of a term: `: …`, as Pandoc and PHP Markdown have it."""
    row = note.rows.place(start)[0] - 1
    while row > 0 and (not note.line(row).strip() or note.line(row)[:1].isspace()):
        row -= 1
    return row > 0 and note.line(row).startswith((": ", ":\t"))


def _is_text(source: str, block: Code) -> bool:
    """Whether every line is prose or Markdown, and one of them certainly."""
    lines = [text for line in lines_of(source, block) if (text := line.of(source).strip(" \t>"))]
    if not lines:
        return False
    certain = 0
    plain = []
    for line in lines:
        item = _ITEM.match(line)
        body = line[item.end() :] if item else line
        if _MARKUP.search(line) or _HEADING.match(line):
            certain += 1
        elif _CODE.search(body):
            return False
        elif not item:
            plain.append(body)
    return _is_prose(plain) or (certain > 0 and not plain) or (certain > 0 and _are_words(plain))


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether the lines read as sentences."""
    text = " ".join(lines)
    return bool(lines) and _SENTENCE.match(text) is not None and len(_WORD.findall(text)) >= _LEAST_WORDS


def _are_words(lines: Sequence[str]) -> bool:
    return all(len(_WORD.findall(line)) > 1 for line in lines)
