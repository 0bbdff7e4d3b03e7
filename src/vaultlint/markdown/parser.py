"""pulldown-cmark through pyromark, with the extensions that Obsidian has in common with GFM and pandoc."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyromark import Markdown, Options


@cache
def parser() -> tuple[Markdown, Options]:
    from pyromark import Markdown, Options

    options = (
        Options.ENABLE_TABLES
        | Options.ENABLE_FOOTNOTES
        | Options.ENABLE_STRIKETHROUGH
        | Options.ENABLE_TASKLISTS
        | Options.ENABLE_MATH
        | Options.ENABLE_WIKILINKS
    )
    return Markdown(options=options), options


def as_html(source: str) -> str:
    """What a reader is shown of Markdown text without front matter, as far as CommonMark and GFM go."""
    markdown, _ = parser()
    html: str = markdown.html(source)
    return html
