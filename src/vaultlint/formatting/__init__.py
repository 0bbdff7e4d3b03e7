"""Formatting: the layout of notes, and nothing but the layout.

Read `raw_blocks` (blocks that are kept as they are), `parser` (markdown-it with Obsidian's syntax, and the source of
each block), `render_leaves` and `render_containers`, `emphasis`, `plugin` (all of it as the mdformat plugin
`obsidian`). Then `equivalence` (verify a format), `block_selection` (which blocks take their new layout), `format_note`
(bytes in, bytes out), `format_vault` and `keep_layout` (formatted notes stay formatted when they are fixed). The
options of style are in `config.format_style`.
"""

from __future__ import annotations

from typing import Any

from vaultlint.config.format_style import Style
from vaultlint.formatting.block_selection import Block

__all__ = ["Block", "Formatter", "Style"]


class Formatter:
    """mdformat with this plugin alone, made once for many notes.

    Text goes in and comes out with `\\n` line ends; a NUL character comes out as U+FFFD. Front matter is understood at
    the start of the text only. Not for two threads at once.
    """

    def __init__(self, style: Style | None = None) -> None:
        from dataclasses import asdict

        from markdown_it import MarkdownIt
        from mdformat.renderer import MDRenderer

        from vaultlint.formatting import plugin

        renderer: Any = MDRenderer
        self._mdit = MarkdownIt(renderer_cls=renderer)
        self._mdit.options["mdformat"] = {"plugin": {"obsidian": asdict(style or Style())}}
        self._mdit.options["parser_extension"] = [plugin]
        plugin.update_mdit(self._mdit)

    def text(self, note: str) -> str:
        """The whole note, formatted."""
        printed: str = self._mdit.render(note)
        return printed

    def blocks(self, note: str) -> list[Block]:
        """The note's top-level blocks, each with what it would become, read in the light of the whole note."""
        found: list[Block] = []
        self._mdit.options["obsidian_blocks"] = found
        try:
            self._mdit.render(note)
        finally:
            self._mdit.options["obsidian_blocks"] = None
        lines = note.split("\n")
        return [block._replace(end=_last_line(lines, block)) for block in found]


def _last_line(lines: list[str], block: Block) -> int:
    """The end of a block without the blank lines that the parser counts to a list."""
    end = min(block.end, len(lines))
    while end > block.start + 1 and not lines[end - 1].strip(" \t"):
        end -= 1
    return end
