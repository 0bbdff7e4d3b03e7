"""Render blocks that contain blocks: the note itself, quotes and callouts, lists."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from vaultlint.formatting.block_selection import Block
from vaultlint.formatting.render_leaves import (
    OUTSIDE_LISTS,
    OUTSIDE_QUOTE,
    block_above,
    is_thematic_break,
    keeps_columns,
    separator,
    style_of,
)
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdformat.renderer import RenderContext, RenderTreeNode

_FRONT_MATTER: Final = Pattern(r"\ufeff?---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")


def blocks(node: RenderTreeNode, context: RenderContext) -> str:
    printed = ""
    found: list[Block] | None = context.options.get("obsidian_blocks") if node.type == "root" else None
    above: RenderTreeNode | None = None
    for child in node.children:
        child.meta["above"] = above
        text = child.render(context)
        if node.type == "root":
            text = text.replace(OUTSIDE_LISTS, "").replace(OUTSIDE_QUOTE, "")
        between = separator(above, child) if above else ""
        printed += between + text
        above = child
        if found is not None and child.map:
            kind = child.info if child.type == "raw" else child.type
            found.append(Block(*child.map, kind, max(0, len(between) - 1), text))
    return printed


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
    if not node.children:
        return ">"
    with without_tabs(context):
        lines = blocks(node, context).split("\n")
    first = node.children[0]
    if first.map and node.map and first.map[0] > node.map[0]:
        # `[!note]` in the second line of a quote makes no callout.
        lines.insert(0, "")
    if node.meta["ends_blank"]:
        # It may be what keeps the text below out of the quote.
        lines.append("")
    return "\n".join(map(_quoted, lines))


def _quoted(line: str) -> str:
    if line.startswith(OUTSIDE_QUOTE):
        return line.removeprefix(OUTSIDE_QUOTE)
    line = line.removeprefix(OUTSIDE_LISTS)
    return f"> {line}" if line else ">"


def bullet_list(node: RenderTreeNode, context: RenderContext) -> str:
    return _items(node, context, [_bullet(node, context)] * len(node.children))


def _bullet(node: RenderTreeNode, context: RenderContext) -> str:
    wanted = style_of(context).list_marker
    if wanted == "keep":
        return node.markup
    above, marker = block_above(node), str(wanted)
    while above is not None and above.type in {"raw", "definition"}:
        above = block_above(above)
    if above is not None and above.type == "bullet_list":
        # Two lists in a row are two because their markers differ, and what is between them here is text for others.
        taken: str = above.meta["marker"]
        other = "*" if wanted == "-" else "-"
        marker = taken if above.markup == node.markup else other if taken == wanted else wanted
    node.meta["marker"] = marker
    return marker


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
        if printed:
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
    if is_thematic_break(f"{marker} {first}") and node.children[0].type == "hr":
        first = "___"
    lines = [f"{marker} {first}", *(_indented(line, indent) for line in rest)]
    if is_thematic_break(lines[0]) or _starts_below(node):
        lines = [marker, *(_indented(line, indent) for line in (first, *rest))]
    return "\n".join(lines)


def _indented(line: str, indent: str) -> str:
    return indent + line if line and not line.startswith((OUTSIDE_LISTS, OUTSIDE_QUOTE)) else line


def _starts_below(node: RenderTreeNode) -> bool:
    """Whether the first block is below the marker and would lose its columns beside it."""
    child = node.children[0]
    return bool(child.map and node.map and child.map[0] > node.map[0] and keeps_columns(child))


def _indent(node: RenderTreeNode, marker: str, context: RenderContext) -> str:
    """Indentation of an item's lines after its first: as written if equivalent, else aligned."""
    aligned = " " * (len(marker) + 1)
    written = node.meta.get("indent", "\t" if node.meta.get("tabbed") else None)
    if written is not None and written == node.meta.get("text_indent"):
        return aligned  # under the text of the item, wherever that comes to be
    if written is None or style_of(context).list_indent == "align" or any(map(keeps_columns, node.children)):
        return aligned
    if node.children[0].type not in {"paragraph", "heading", "hr", "raw"}:
        # `- - a`: what is deeper than the text of the outer item may fall into the inner one; a fence in the first
        # line takes spaces off its code as far as it is indented itself.
        return aligned
    if written == "\t":
        return written if context.env["obsidian_tabs"] and len(aligned) <= 4 else aligned
    return written if len(aligned) <= len(written) <= len(aligned) + 3 else aligned


def list_item(node: RenderTreeNode, context: RenderContext) -> str:
    return blocks(node, context)
