from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Paragraph, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, insert, rule
from vaultlint.rules.structure._lines import before, lines_of

# Bold or a wikilink right after two or more `#` can be neither a tag nor the output of a program.
_BOLD = Pattern(r"(#{2,6})(?=\*\*[^\s*]|!?\[\[[^\s\[\]])")
# One `#` and a word is a tag; two and more are a heading gone wrong.
_CLEAR = Pattern(r"(#{2,6})(?=[^\W_])")
_CAPITAL = Pattern(r"(#)(?=[^\W\d_a-z])(?!\S*[/-])[^\s#]+[ \t]+[^\s#][^#]*\Z")


@rule(on=Paragraph, fix="unsafe")
def missing_heading_space(
    paragraphs: Sequence[Paragraph], note: Note, *, before_words: bool = False
) -> Iterator[Problem]:
    """A heading without a space after its `#`s: Obsidian reads text, or a tag."""
    for paragraph in paragraphs:
        if "#" not in note.source[paragraph.start : paragraph.end] or before(note, paragraph.start).strip(" \t>"):
            continue
        lines = list(lines_of(note.source, paragraph))
        for line in lines:
            at = line.end - len(line.of(note.source).lstrip(" \t>"))
            text = note.source[at : line.end].strip()
            match = _BOLD.match(text)
            if before_words and match is None:
                match = _CLEAR.match(text) or (_CAPITAL.match(text) if len(lines) == 1 else None)
            if match and not note.opaque.covers(at):
                end = at + len(match[1])
                fix = insert(end, " ", "put a space after the `#`s", safe=False, may_change={"heading", "tag", "prose"})
                yield Problem(Span(at, end), f"no space after `{match[1]}`, so this is not a heading", fix)
