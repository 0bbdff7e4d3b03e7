"""The mdformat plugin `obsidian`: CommonMark, GFM and Obsidian's syntax, changed in layout only.

    mdformat --extensions obsidian notes/

mdformat asks for the names in this module. The settings are those of `Style`: `--obsidian-list-marker` and so on, or
`[plugin.obsidian]` in `.mdformat.toml`. mdformat's own `--number` means `numbering = "consecutive"`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from vaultlint.config.format_style import Style, choices, style_from
from vaultlint.formatting import render_containers, render_leaves

if TYPE_CHECKING:
    import argparse

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from mdformat.renderer.typing import Render

RENDERERS: Final[Mapping[str, Render]] = {
    "root": render_containers.root,
    "blockquote": render_containers.blockquote,
    "bullet_list": render_containers.bullet_list,
    "ordered_list": render_containers.ordered_list,
    "list_item": render_containers.list_item,
    "paragraph": render_leaves.paragraph,
    "heading": render_leaves.heading,
    "hr": render_leaves.thematic_break,
    "html_block": render_leaves.exact,
    "raw": render_leaves.exact,
    "fence": render_leaves.fence,
    "code_block": render_leaves.indented_code,
    "definition": render_leaves.definition,
    "table": render_leaves.table,
}


def add_cli_argument_group(group: argparse._ArgumentGroup) -> None:
    for name, values in choices().items():
        group.add_argument(
            f"--obsidian-{name}", dest=name, choices=values, help=f"default: {getattr(Style(), name.replace('-', '_'))}"
        )


def update_mdit(mdit: MarkdownIt) -> None:
    from vaultlint.formatting import emphasis, parser

    style = _style(mdit.options.get("mdformat", {}))
    mdit.options["obsidian_style"] = style
    parser.teach(mdit)
    mdit.core.ruler.before("normalize", "obsidian_alone", _leave_out_others)
    if getattr(mdit.renderer, "__output__", "") != "md":
        return
    emphasis.teach(mdit)

    from markdown_it import rules_core

    def inline(state: StateCore) -> None:
        # Inline text is printed as written; it is read only where its emphasis is to change, or for other plugins,
        # which rely on its tokens even if what they make of them is not printed.
        if state.md.options.get("obsidian_shared"):
            rules_core.inline(state)
        if (style.emphasis, style.strong) != ("keep", "keep"):
            emphasis.restyle(state, style)

    mdit.core.ruler.at("inline", inline)


def _style(options: Mapping[str, Any]) -> Style:
    settings = dict(options.get("plugin", {}).get("obsidian", {}))
    if options.get("number"):
        settings.setdefault("numbering", "consecutive")
    return style_from({name: value for name, value in settings.items() if value is not None})


def _leave_out_others(state: StateCore) -> None:
    """Leave out other plugins that would print what this one prints.

    mdformat turns on whatever is installed. Two of them at work on one node corrupt notes: mdformat-gfm writes the box
    of a task, which is part of the text here, a second time, mdformat-frontmatter rewrites properties.
    """
    plugin = sys.modules[__name__]
    extensions: list[Any] = state.md.options.get("parser_extension", [])
    state.md.options.setdefault("obsidian_shared", len(extensions) > 1)
    extensions[:] = [other for other in extensions if other is plugin or not _prints(other) & set(RENDERERS)]


def _prints(extension: Any) -> set[str]:
    node_types = set(extension.RENDERERS) | set(getattr(extension, "POSTPROCESSORS", {}))
    # These have no renderer here, since inline text is never printed from the tree, nor are properties.
    return node_types | ({"raw"} if node_types & {"text", "inline", "front_matter", "footnote_block"} else set())
