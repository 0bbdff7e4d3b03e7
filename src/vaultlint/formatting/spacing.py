"""Where a blank line stands between two blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from mdformat.renderer import RenderTreeNode

#: Blocks that keep to their neighbours as written: a blank line there may change what Obsidian makes of either.
_AS_WRITTEN: Final = frozenset({"raw", "definition", "html_block"})
_CONTAINERS: Final = frozenset({"blockquote", "bullet_list", "ordered_list", "list_item"})
_CLOSING_FENCE: Final = Pattern(r"[ \t]*(?:`{3,}|~{3,})[ \t]*\Z")


def separator(above: RenderTreeNode, below: RenderTreeNode) -> str:
    """One blank line where the note has any; elsewhere one where mdformat asks for it and it cannot matter."""
    if below.meta["blank_before"]:
        return "\n\n"
    in_item = below.parent is not None and below.parent.type == "list_item"
    # A table under a line of text is a table for some parsers only, and the line under a table its last row.
    doubtful = {above.type, below.type} == {"paragraph", "table"}
    as_written = below.type in _AS_WRITTEN or _is_open_ended(above)
    return "\n" if in_item or doubtful or as_written or _is_callout_title(above) else "\n\n"


def block_above(node: RenderTreeNode) -> RenderTreeNode | None:
    """The sibling before a block that is being printed. The tree's own answer takes as long as the list of siblings."""
    above: RenderTreeNode | None = node.meta.get("above")
    return above


def _is_open_ended(node: RenderTreeNode) -> bool:
    """Whether text below, without a mark, may belong to the block, or to the last one in it, for some parsers."""
    while node.type in _CONTAINERS and node.children:
        node = node.children[-1]
    return node.type in _AS_WRITTEN or (node.type == "fence" and not is_closed(node))


def is_closed(fence: RenderTreeNode) -> bool:
    """Whether a fenced block ends with its fence, and not with its container."""
    _, line_end, last = fence.meta["source"].rpartition("\n")
    return bool(line_end and columns_before(last) < 4 and fence.markup in last and _CLOSING_FENCE.match(last))


def columns_before(line: str) -> int:
    """The width of the blanks that start a line, with tab stops every four columns."""
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))


def _is_callout_title(node: RenderTreeNode) -> bool:
    parent = node.parent
    if parent is None or parent.type != "blockquote" or block_above(node) is not None:
        return False
    return node.type == "paragraph" and node.meta["source"].startswith("[!")
