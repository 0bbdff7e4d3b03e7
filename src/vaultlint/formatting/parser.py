"""Extend mdformat's parser by Obsidian's syntax, and make it remember how each block was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vaultlint.formatting.raw_blocks import DEEPEST, RULES, BlockRule, indentation, text_of
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

#: What the rules of markdown-it may interrupt, as its own table has it: a rule that is replaced must say it again.
_ANY: Final = ["paragraph", "reference", "blockquote", "list"]
_NOT_LISTS: Final = ["paragraph", "reference", "blockquote"]
_INTERRUPTS: Final = {
    "table": ["paragraph", "reference"],
    "code": [],
    "fence": _ANY,
    "blockquote": _ANY,
    "hr": _ANY,
    "list": _NOT_LISTS,
    "reference": [],
    "html_block": _NOT_LISTS,
    "heading": _NOT_LISTS,
    "lheading": [],
    "paragraph": [],
}

_MARKER: Final = Pattern(r"(?:[-+*]|\d{1,9}[.)]) {2,4}(?=[^ \t])")


def teach(mdit: MarkdownIt) -> None:
    """Add Obsidian's blocks to a parser, and GFM's, and make every block keep its source."""
    from markdown_it import rules_block

    mdit.enable(["table", "strikethrough"])
    mdit.options["maxNesting"] = DEEPEST + 10
    mdit.options["inline_definitions"] = True
    ruler = mdit.block.ruler
    for name, interrupts in _INTERRUPTS.items():
        rule: BlockRule = getattr(rules_block, "list_block" if name == "list" else name)
        rule = without_marks(rule) if name == "table" else remembering(rule)
        ruler.at(name, rule, {"alt": interrupts})
    first = ruler.get_all_rules()[0]
    for name, rule, may_interrupt in RULES:
        ruler.before(first, f"obsidian_{name}", remembering(rule), {"alt": _ANY if may_interrupt else []})
    mdit.add_render_rule("raw", _raw_html)
    mdit.add_render_rule("definition", _nothing)


def without_marks(table: BlockRule) -> BlockRule:
    """The table rule, which markdown-it tries first of all, without its taste for `- a|b` and `> a|b`."""

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not table(state, start, end, True):
            return False
        others = (other for other in state.md.block.ruler.getRules("paragraph") if other is not table_rule)
        return not any(other(state, start, end, True) for other in others) and table(state, start, end, silent)

    table_rule = remembering(rule)
    return table_rule


def remembering(rule: BlockRule) -> BlockRule:
    """The same rule; the first token it makes carries what the tree alone does not tell.

    source: the lines as written, without the marks of quotes and lists around them (not for quotes and lists
    themselves) · blank_before: a blank line is above · lazy: the lines of a paragraph that lack those marks, counted
    from its first one, with the columns by which each is indented, None where it lacks a quote mark · ends_blank: the
    last line of a quote is nothing but its mark.
    """

    def remember(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if silent or len(state.tokens) == before:
            return True
        token = state.tokens[before]
        token.meta["blank_before"] = start > 0 and state.isEmpty(start - 1)
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            _remember_items(state, before)
        elif token.type == "blockquote_open":
            token.meta["ends_blank"] = state.line - start > 1 and text_of(state, state.line - 1).rstrip(" \t") == ">"
        else:
            token.meta["source"] = _source(state, start, state.line)
            if token.type == "paragraph_open":
                lines = range(start, state.line)
                lazy = {line - start: state.sCount[line] for line in lines if state.sCount[line] < state.blkIndent}
                token.meta["lazy"] = {line: None if columns < 0 else columns for line, columns in lazy.items()}
        return True

    return remember


def _source(state: StateBlock, start: int, end: int) -> str:
    """Lines as written; in a container, where the width of a tab is not that in the output, indented by spaces."""
    if not state.level and not state.blkIndent:
        return state.getLines(start, end, 0, False)

    def written(line: int) -> str:
        return " " * indentation(state, line) + text_of(state, line)

    return "\n".join(map(written, range(start, end)))


def _remember_items(state: StateBlock, opening: int) -> None:
    """Store in each item of the list that was just parsed how it was laid out.

    indent: what is before its nested blocks, more than before the item, if that is only spaces or one tab ·
    text_indent: the marker and the spaces after it as so many spaces · tabbed: a tab is before the second line of its
    text · ends_blank: a space follows the marker of an empty item.
    """
    level = state.tokens[opening].level + 1
    item: Token | None = None
    for token in state.tokens[opening + 1 :]:
        if token.level == level and token.type == "list_item_open" and token.map:
            item, line = token, token.map[0]
            item.meta["blank_before"] = line > 0 and state.isEmpty(line - 1)
            item.meta["ends_blank"] = state.src[state.eMarks[line] - 1] in " \t"
            item.meta["text_indent"] = _text_indent(state, line)
        elif item and item.map and token.level == level + 1 and token.map:
            line = item.map[0]
            if token.map[0] > line:
                item.meta.setdefault("indent", _relative_indent(state, line, token.map[0]))
            elif token.type == "paragraph_open" and token.map[1] > line + 1:
                item.meta["tabbed"] = _relative_indent(state, line, line + 1) == "\t"


def _text_indent(state: StateBlock, line: int) -> str | None:
    marker = _MARKER.match(text_of(state, line))
    return " " * len(marker[0]) if marker else None


def _relative_indent(state: StateBlock, outer: int, inner: int) -> str | None:
    def lead(line: int) -> str:
        return state.src[state.bMarks[line] : state.bMarks[line] + state.tShift[line]]

    if "\t" not in lead(outer) + lead(inner):
        return " " * (state.sCount[inner] - state.sCount[outer])
    # A tab's width depends on the column, so tabs are understood only where nothing but tabs is before it.
    starts_row = state.bMarks[inner] == 0 or state.src[state.bMarks[inner] - 1] == "\n"
    return "\t" if starts_row and not lead(outer).strip("\t") and lead(inner) == lead(outer) + "\t" else None


def _raw_html(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    from html import escape

    return f"<pre>{escape(tokens[index].content)}</pre>\n"


def _nothing(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return ""
