"""How blocks that hold blocks are printed: the note itself, quotes and callouts, lists."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from vaultlint.formatting.blocks import Block
from vaultlint.formatting.leaves import is_thematic_break, keeps_columns, source_of, style_of
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdformat.renderer import RenderContext, RenderTreeNode

#: Blocks that keep to their neighbours as written: a blank line there may change what Obsidian makes of either.
_AS_WRITTEN: Final = frozenset({"raw", "definition", "html_block"})
_FRONT_MATTER: Final = Pattern(r"\ufeff?---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")


def blocks(node: RenderTreeNode, context: RenderContext) -> str:
    printed = ""
    found: list[Block] | None = context.options.get("obsidian_blocks") if node.type == "root" else None
    above: RenderTreeNode | None = None
    for child in node.children:
        text = child.render(context)
        between = separator(above, child) if above else ""
        printed += between + text
        above = child
        if found is not None and child.map:
            kind = child.info if child.type == "raw" else child.type
            found.append(Block(*child.map, kind, max(0, len(between) - 1), text))
    return printed


def separator(above: RenderTreeNode, below: RenderTreeNode) -> str:
    """One blank line where the note has any; elsewhere one where mdformat asks for it and it cannot matter."""
    if below.meta["blank_before"]:
        return "\n\n"
    parent = below.parent
    in_item = parent is not None and parent.type == "list_item"
    # A table under a line of text is a table for some parsers only.
    doubtful = above.type == "paragraph" and below.type == "table"
    if in_item or doubtful or {above.type, below.type} & _AS_WRITTEN or is_callout_title(above):
        return "\n"
    return "\n\n"


def is_callout_title(node: RenderTreeNode) -> bool:
    parent = node.parent
    if parent is None or parent.type != "blockquote" or node.previous_sibling is not None:
        return False
    return node.type == "paragraph" and source_of(node).startswith("[!")


def root(node: RenderTreeNode, context: RenderContext) -> str:
    context.env["obsidian_tabs"] = True
    printed = blocks(node, context)
    starts_with_properties = bool(node.children) and node.children[0].info == "front matter"
    if not starts_with_properties and _FRONT_MATTER.match(printed):
        # Blank lines above were what made the first `---` a thematic break.
        return "\n" + printed
    return printed


@contextmanager
def without_tabs(context: RenderContext) -> Iterator[None]:
    """Inside something that is not indented by tabs alone a tab's width is another one."""
    before = context.env["obsidian_tabs"]
    context.env["obsidian_tabs"] = False
    try:
        yield
    finally:
        context.env["obsidian_tabs"] = before


def blockquote(node: RenderTreeNode, context: RenderContext) -> str:
    with without_tabs(context):
        lines = blocks(node, context).split("\n")
    first = node.children[0] if node.children else None
    if first is not None and first.map and node.map and first.map[0] > node.map[0]:
        # `[!note]` in the second line of a quote makes no callout.
        lines.insert(0, "")
    if node.meta["ends_blank"]:
        # It may be what keeps the text below out of the quote.
        lines.append("")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def bullet_list(node: RenderTreeNode, context: RenderContext) -> str:
    return _items(node, context, [_bullet(node, context)] * len(node.children))


def _bullet(node: RenderTreeNode, context: RenderContext) -> str:
    wanted = style_of(context).list_marker
    if wanted == "keep":
        return node.markup
    above, sibling = 0, node.previous_sibling
    while sibling is not None and sibling.type == "bullet_list":
        above, sibling = above + 1, sibling.previous_sibling
    # Two lists in a row are two because their markers differ.
    other = "*" if wanted == "-" else "-"
    return other if above % 2 else wanted


def ordered_list(node: RenderTreeNode, context: RenderContext) -> str:
    written = [item.info for item in node.children]
    numbering, first = style_of(context).numbering, int(written[0])
    last = first + len(written) - 1
    if numbering == "consecutive" and last < 10**9:
        written = [str(number) for number in range(first, last + 1)]
    elif numbering == "ones":
        written = [str(first)] * len(written)
    return _items(node, context, [number + node.markup for number in written])


def _items(node: RenderTreeNode, context: RenderContext, markers: list[str]) -> str:
    printed = ""
    for item, marker in zip(node.children, markers, strict=True):
        if item.previous_sibling is not None:
            printed += "\n\n" if item.meta["blank_before"] else "\n"
        printed += _item(item, marker, context)
    return printed


def _item(node: RenderTreeNode, marker: str, context: RenderContext) -> str:
    indent = _indent(node, marker, context)
    if indent == "\t":
        text = blocks(node, context)
    else:
        with without_tabs(context):
            text = blocks(node, context)
    if not text:
        return marker + (" " if node.meta["ends_blank"] else "")
    first, *rest = text.split("\n")
    lines = [f"{marker} {first}", *(indent + line if line else "" for line in rest)]
    if _must_start_below(node, lines[0]):
        lines = [marker, *(indent + line if line else "" for line in (first, *rest))]
    return "\n".join(lines)


def _must_start_below(node: RenderTreeNode, first_line: str) -> bool:
    child = node.children[0]
    if child.type != "hr" and is_thematic_break(first_line):
        return True
    if child.type == "hr" and is_thematic_break(first_line) and child.markup[0] == first_line[0]:
        return True
    return bool(child.map and node.map and child.map[0] > node.map[0] and keeps_columns(child))


def _indent(node: RenderTreeNode, marker: str, context: RenderContext) -> str:
    """What stands before the lines of an item after its first: as written if that means the same, else aligned."""
    aligned = " " * (len(marker) + 1)
    written = node.meta.get("indent", node.meta.get("continued"))
    if written is None or style_of(context).list_indent == "align" or any(map(keeps_columns, node.children)):
        return aligned
    if written == "\t":
        return written if context.env["obsidian_tabs"] and len(aligned) <= 4 else aligned
    return written if len(aligned) <= len(written) <= len(aligned) + 3 else aligned


def list_item(node: RenderTreeNode, context: RenderContext) -> str:
    return blocks(node, context)
