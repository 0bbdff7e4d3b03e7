"""Unify emphasis markers to `*` or `_` where the style asks for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from vaultlint.config.format_style import Style

#: Inline text that emphasis does not reach into: wikilinks, comments, math, tags, URLs.
_CLOSED: Final = Pattern(
    r"\[\[[^\[\]\n]+\]\]|%%[^%]+%%|\$\$[^$]+\$\$|\$(?![ \t\n])[^$\n]+\$|(?<![^\s])#[^\s#,.;:!?()\[\]]+"
    r"|(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww][Ww][Ww]\.)[^\s<>]*"
)
#: What no parser takes for a mark: `_` inside a word, `*` and `_` between spaces, and what is in closed text.
_NO_MARK: Final = Pattern(rf"{_CLOSED.expression}|(?<=[^\W_])_+(?=[^\W_])|(?<![^\s])[*_](?![^\s])")
#: A mark with a letter of a script without spaces on one side and no space on the other. Whether it opens or closes
#: depends on the parser: CommonMark looks at the punctuation alone, others know these scripts.
_WITHOUT_SPACES: Final = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_DOUBTFUL: Final = Pattern(rf"[{_WITHOUT_SPACES}][*_]+[^\s*_]|[^\s*_][*_]+[{_WITHOUT_SPACES}]")


def teach(mdit: MarkdownIt) -> None:
    """Make the parser record the position of each emphasis marker."""
    from markdown_it.rules_inline import emphasis

    def placed(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not emphasis.tokenize(state, silent):
            return False
        for offset in range(state.pos - start):
            state.tokens[start - state.pos + offset].meta["at"] = start + offset
        return True

    mdit.inline.ruler.at("emphasis", placed)


def restyle(state: StateCore, style: Style) -> None:
    """Keep, as `styled`, the source of each paragraph whose emphasis can take the style and mean the same."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "paragraph_open" and ("*" in inline.content or "_" in inline.content):
            source: str = opening.meta["source"]
            styled = restyled(state.md, source, style)
            if styled != source:
                opening.meta["styled"] = styled


def restyled(mdit: MarkdownIt, source: str, style: Style) -> str:
    """The text with its marks of emphasis changed where that is possible; unchanged if it would be read differently."""
    if _DOUBTFUL.search(source):
        return source
    tokens = _parse(mdit, source)
    if any(token.type == "text" and _has_marks(token.content) for token in tokens):
        return source  # a mark that is text here may be read together with a new one
    closed = [match.span() for match in _CLOSED.finditer(source)]
    characters = list(source)
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
        elif token.nesting < 0:
            opening = opened.pop()
            mark = {"em": style.emphasis, "strong": style.strong}.get(token.tag, "keep")
            if mark == "keep" or "at" not in opening.meta:
                continue
            # Of the two characters of a strong mark the tree keeps the inner one.
            start, end = opening.meta["at"] - len(mark) + 1, token.meta["at"] + len(mark)
            if _is_set_off(source, start, end) and not any(first < end and start < last for first, last in closed):
                characters[start : start + len(mark)] = mark
                characters[end - len(mark) : end] = mark
    styled = "".join(characters)
    return styled if _shape(_parse(mdit, styled)) == _shape(tokens) else source


def _has_marks(text: str) -> bool:
    text = _NO_MARK.sub("", text)
    return "*" in text or "_" in text


def _is_set_off(source: str, start: int, end: int) -> bool:
    """`_` means nothing inside a word, and a mark beside another mark is read together with it."""
    around = source[max(0, start - 1) : start] + source[end : end + 1]
    return not any(character.isalnum() or character in "*_" for character in around)


def _parse(mdit: MarkdownIt, source: str) -> list[Token]:
    return mdit.inline.parse(source, mdit, {}, [])


def _shape(tokens: list[Token]) -> list[tuple[str, int, str]]:
    return [(token.type, token.nesting, token.content) for token in tokens]
