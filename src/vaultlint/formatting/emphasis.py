"""`*` or `_`, where a user asks for one of them."""

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
    r"\[\[[^\[\]\n]+\]\]|%%[^%]+%%|\$\$[^$]+\$\$|\$(?![ \t\n])[^$\n]+\$|(?<![^\s])#[^\s#,.;:!?()\[\]]+|https?://[^\s<>]*"
)


def teach(mdit: MarkdownIt) -> None:
    """Let the parser note where each mark of emphasis stands."""
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
    """Write `styled` beside the source of each paragraph whose emphasis can take the style and mean the same."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "paragraph_open" and ("*" in inline.content or "_" in inline.content):
            source: str = opening.meta["source"]
            styled = restyled(state.md, source, style)
            if styled != source:
                opening.meta["styled"] = styled


def restyled(mdit: MarkdownIt, source: str, style: Style) -> str:
    """The text with its marks of emphasis changed where that is possible; unchanged if it would be read differently."""
    tokens = _parse(mdit, source)
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
            if _stands_free(source, start, end) and not any(first < end and start < last for first, last in closed):
                characters[start : start + len(mark)] = mark
                characters[end - len(mark) : end] = mark
    styled = "".join(characters)
    return styled if _shape(_parse(mdit, styled)) == _shape(tokens) else source


def _stands_free(source: str, start: int, end: int) -> bool:
    """`_` means nothing inside a word, and a mark beside another mark is read together with it."""
    around = source[max(0, start - 1) : start] + source[end : end + 1]
    return not any(character.isalnum() or character in "*_" for character in around)


def _parse(mdit: MarkdownIt, source: str) -> list[Token]:
    return mdit.inline.parse(source, mdit, {}, [])


def _shape(tokens: list[Token]) -> list[tuple[str, int, str]]:
    return [(token.type, token.nesting, token.content) for token in tokens]
