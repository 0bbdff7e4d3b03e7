"""Tables: the cells as written, in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vaultlint.formatting.render_leaves import source_of, style_of

if TYPE_CHECKING:
    from mdformat.renderer import RenderContext, RenderTreeNode

#: A table wider than this (in columns of the screen) is not padded: the blanks would outweigh the text.
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
