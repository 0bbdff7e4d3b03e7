"""Render blocks that contain no blocks: their source, tidied at the edges of its lines.

Inline text is never printed from the tree. What is not taken apart cannot be put together wrongly: no backslash comes
or goes, links, math, comments and tags keep every character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vaultlint.config.format_style import Style
from vaultlint.formatting.raw_blocks import EMPTY_TASK
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from mdformat.renderer import RenderContext, RenderTreeNode


#: Blocks that keep to their neighbors as written: a blank line there may change what Obsidian makes of either.
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
    """The width of the spaces that start a line, with tab stops every four columns."""
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))


def _is_callout_title(node: RenderTreeNode) -> bool:
    parent = node.parent
    if parent is None or parent.type != "blockquote" or block_above(node) is not None:
        return False
    return node.type == "paragraph" and node.meta["source"].startswith("[!")


#: What could reach over a line end and is kept byte for byte: comments, math, code, HTML.
_SPANNING: Final = Pattern(r"%%|\$|`|<")
#: Such text from its start to its end on one line.
_CLOSED_ON_LINE: Final = Pattern(r"%%[^\n]*?%%|\$[^$\n]+\$|(`+)[^`\n]+\1(?!`)|<[^<>\n]*>")
#: What a line that lacks the quote or list marks of the lines above could be taken for with those marks.
_LIKE_A_BLOCK: Final = Pattern(
    r"[-=:|\t ]+\Z|(?:[-+*]|\d{1,9}[.)]|#{1,6})(?:[ \t]|\Z)|>|```|~~~|<|%%|\$\$|\^|\[[\^ xX]|\[[^\[\]]*\]:"
    r"|(?:[*_][ \t]*){3}"
)
#: Before a line that keeps to lack the marks of the containers around it: of the lists only, or of a quote too.
#: The parser lets no NUL into a text, so no note can hold these.
OUTSIDE_LISTS: Final = "\0l"
OUTSIDE_QUOTE: Final = "\0q"
_ATX: Final = Pattern(r"(#{1,6})[ \t]+(?=[^ \t])")
_THEMATIC_BREAK: Final = Pattern(r"[ \t]{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}\Z")

#: Blocks whose lines keep their distance from the edge of their container.
_EXACT: Final = frozenset({"raw", "html_block", "code_block"})
_LISTS: Final = frozenset({"bullet_list", "ordered_list"})
#: Columns that make a line no block of its own but part of the paragraph above.
_CONTINUED: Final = "    "


def source_of(node: RenderTreeNode) -> str:
    """The block's lines as written, without the marks of the quotes and lists around it."""
    source = node.meta["source"]
    assert isinstance(source, str)
    return source


def style_of(context: RenderContext) -> Style:
    style = context.options["obsidian_style"]
    assert isinstance(style, Style)
    return style


def in_list_item(node: RenderTreeNode) -> bool:
    return node.parent is not None and node.parent.type == "list_item"


def after_list(node: RenderTreeNode) -> bool:
    above = block_above(node)
    return above is not None and above.type in _LISTS


def _is_in_root(node: RenderTreeNode) -> bool:
    return node.parent is not None and node.parent.type == "root"


def is_thematic_break(line: str) -> bool:
    return _THEMATIC_BREAK.match(line) is not None


def keeps_columns(node: RenderTreeNode) -> bool:
    """Whether the block's lines must stay as far from the edge as they are."""
    if (node.type in _EXACT and node.info != EMPTY_TASK) or (node.type == "heading" and node.markup in {"-", "="}):
        return True
    return node.type == "paragraph" and "\n" in source_of(node) and _SPANNING.search(source_of(node)) is not None


def paragraph(node: RenderTreeNode, context: RenderContext) -> str:
    source: str = node.meta.get("styled") or source_of(node)
    first, *rest = source.split("\n")
    lines = [first.lstrip(" \t")]
    spanning = keeps_columns(node)
    lazy: dict[int, int | None] = node.meta["lazy"]
    # One line that has to stay outside keeps the others there too: a half-indented paragraph is worse than none.
    stays = any(_LIKE_A_BLOCK.match(rest[number - 1].lstrip(" \t")) for number in lazy)
    stays = stays or (spanning and _SPANNING.search(_CLOSED_ON_LINE.sub("", source)) is not None)
    for number, line in enumerate(rest, start=1):
        text = line.lstrip(" \t")
        if number in lazy and stays:
            columns = lazy[number]
            lines.append(OUTSIDE_QUOTE + text if columns is None else OUTSIDE_LISTS + " " * columns + text)
        elif number not in lazy and columns_before(line) > 3:
            lines.append(line if spanning else _CONTINUED + text)
        else:
            lines.append(line if spanning else text)
    if not spanning:
        lines[:-1] = map(_without_blanks_at_end, lines[:-1])
    lines[-1] = lines[-1].rstrip(" \t")
    return "\n".join(lines)


def _without_blanks_at_end(line: str) -> str:
    """Two spaces at the end of a line are a hard break; one, or a tab, is nothing."""
    return line if line.endswith("  ") else line.rstrip(" \t")


def heading(node: RenderTreeNode, context: RenderContext) -> str:
    if node.markup in {"-", "="}:
        return _setext(node, context)
    line = source_of(node).strip(" \t")
    opening = _ATX.match(line)
    if opening is None:
        # Without text: the space after the marks is what some programs know a heading by.
        return line + " " if source_of(node).endswith((" ", "\t")) else line
    text = line[opening.end() :]
    bare = text.rstrip("#")
    if bare != text and bare.endswith((" ", "\t")):
        bare = bare.rstrip(" \t")
        # What then ends in a mark would lose that one next time.
        text = text if not bare or bare.endswith("#") else bare
    return f"{opening[1]} {text}"


def _setext(node: RenderTreeNode, context: RenderContext) -> str:
    """A heading that is underlined. In a list item it is most likely an accident (`- a` over an empty `  - `)."""
    if in_list_item(node):
        return source_of(node).lstrip(" \t")
    *lines, underline = (_without_blanks_at_end(line.lstrip(" \t")) for line in source_of(node).split("\n"))
    underline = underline.rstrip(" \t")
    may_change = len(lines) == 1 and len(underline) > 1 and not lines[0].rstrip().endswith("#")
    if style_of(context).headings == "atx" and may_change:
        return f"{'#' if node.markup == '=' else '##'} {lines[0].rstrip(' ')}"
    return "\n".join([*lines, underline])


def thematic_break(node: RenderTreeNode, context: RenderContext) -> str:
    written = source_of(node).strip(" \t")
    # Dashes would open front matter at the start of the note, and right below a paragraph make it a heading.
    above = block_above(node)
    starts_container = above is None and (in_list_item(node) or _is_in_root(node))
    free = above is None or separator(above, node) == "\n\n"
    return "---" if style_of(context).thematic_break == "---" and free and not starts_container else written


def exact(node: RenderTreeNode, context: RenderContext) -> str:
    """Raw blocks and HTML: every line as written."""
    source = source_of(node).rstrip("\n")
    # The list above may have lost spaces after its markers; an indented block could then fall into its last item.
    return source.lstrip(" ") if after_list(node) else source


def fence(node: RenderTreeNode, context: RenderContext) -> str:
    info = node.info.strip()
    if info and context.options.get("codeformatters", {}).get(info.split()[0]):
        from mdformat.renderer import DEFAULT_RENDERERS

        return DEFAULT_RENDERERS["fence"](node, context)
    opening = node.markup + node.info.rstrip()
    if is_closed(node):
        return f"{opening}\n{node.content}{node.markup}"
    # The fence of a block that its container ends is not ours to add: blank lines below are part of the code.
    return f"{opening}\n{node.content}".rstrip("\n")


def indented_code(node: RenderTreeNode, context: RenderContext) -> str:
    code = node.content.rstrip("\n")
    if after_list(node):
        # Below a list four spaces may mean a paragraph of its last item instead.
        ticks = "```"
        while ticks in code:
            ticks += "`"
        return f"{ticks}\n{code}\n{ticks}"
    if _is_in_root(node):
        return source_of(node).rstrip("\n")
    # In a container the same tab may be another number of columns after the format.
    return "\n".join(_CONTINUED + line if line else "" for line in code.split("\n"))


def definition(node: RenderTreeNode, context: RenderContext) -> str:
    """A link reference definition, where it is."""
    return "\n".join(line.strip(" \t") for line in source_of(node).split("\n"))


#: A table wider than this (in columns of the screen) is not padded: the spaces would outweigh the text.
_WIDEST: Final = 400


def table(node: RenderTreeNode, context: RenderContext) -> str:
    written = [line.strip(" \t") for line in source_of(node).split("\n")]
    wanted = style_of(context).tables
    rows = [cells_of(line) for line in written]
    count = len(rows[0] or ())
    # A row without pipes may be meant as text below; cells beyond the last column would be lost to every reader.
    if wanted == "keep" or any(row is None or len(row) > count for row in rows):
        return "\n".join(written)
    head, delimiters, *body = [(row or []) + [""] * (count - len(row or [])) for row in rows]
    texts = [head, *body]
    widths = [max(3, *(width(row[column]) for row in texts)) for column in range(count)]
    if wanted == "compact" or sum(widths) + 3 * count > _WIDEST:
        widths = [0] * count
    alignments = [(cell.startswith(":"), cell.endswith(":")) for cell in delimiters]
    lines = [_row(row, widths, alignments) for row in texts]
    rule = [_delimiter(max(3, size), *sides) for size, sides in zip(widths, alignments, strict=True)]
    lines.insert(1, "| " + " | ".join(rule) + " |")
    return "\n".join(lines)


def cells_of(line: str) -> list[str] | None:
    """The cells of a row, backslashes and all; None if it has no pipe or one whose backslashes can be read two ways."""
    if "|" not in line or "\\\\|" in line:
        return None
    cells, start = [], 0
    for position, character in enumerate(line):
        if character == "|" and not (position and line[position - 1] == "\\"):
            cells.append(line[start:position])
            start = position + 1
    if not cells:
        return None
    cells.append(line[start:])
    if line.startswith("|"):
        del cells[0]
    if start == len(line):
        del cells[-1]
    return [cell.strip(" \t") for cell in cells] or None


def width(text: str) -> int:
    """Columns on the screen; a text with control characters counts its characters."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    columns: int = wcswidth(text)
    return columns if columns >= 0 else len(text)


def _row(cells: list[str], widths: list[int], alignments: list[tuple[bool, bool]]) -> str:
    return "| " + " | ".join(map(_padded, cells, widths, alignments)) + " |"


def _padded(cell: str, size: int, sides: tuple[bool, bool]) -> str:
    missing = max(0, size - width(cell))
    before = {(False, True): missing, (True, True): missing // 2}.get(sides, 0)
    return " " * before + cell + " " * (missing - before)


def _delimiter(size: int, left: bool, right: bool) -> str:
    return (":" if left else "-") + "-" * (size - 2) + (":" if right else "-")
