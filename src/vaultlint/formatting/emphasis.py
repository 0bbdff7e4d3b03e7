"""`*` or `_`, where a user asks for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from vaultlint.formatting.style import Style

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
    tokens = _parse(mdit, source)
    closed = [match.span() for match in _CLOSED.finditer(source)]
    characters = list(source)
    for token in tokens:
        wanted = {"em": style.emphasis, "strong": style.strong}.get(token.tag, "keep")
        at = token.meta.get("at")
        if wanted == "keep" or at is None or any(start <= at < end for start, end in closed):
            continue
        # Of a pair of marks the tree keeps the inner one.
        outer = at - 1 if token.nesting > 0 else at + 1
        for position in (at, outer)[: len(wanted)]:
            characters[position] = wanted[0]
    styled = "".join(characters)
    return styled if _shape(_parse(mdit, styled)) == _shape(tokens) else source


def _parse(mdit: MarkdownIt, source: str) -> list[Token]:
    return mdit.inline.parse(source, mdit, {}, [])


def _shape(tokens: list[Token]) -> list[tuple[str, int, str]]:
    return [(token.type, token.nesting, token.content) for token in tokens]
