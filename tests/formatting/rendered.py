"""What a note looks like to a reader: its HTML by pyromark, which shares no code with the formatter."""

from __future__ import annotations

import re

from pyromark import Options, html

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_MATH
    | Options.ENABLE_WIKILINKS
)
PROPERTIES = re.compile(r"\ufeff?---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
PREFORMATTED = re.compile(r"(<pre.*?</pre>)", re.S)


def rendered(note: str) -> tuple[str, str]:
    """Properties as written, and the HTML of the rest with the blanks between blocks and at line endings left out."""
    match = PROPERTIES.match(note)
    properties, body = (match.group().rstrip(), note[match.end() :]) if match else ("", note)
    parts = PREFORMATTED.split(html(body, options=OPTIONS))
    parts[::2] = [_without_layout(part) for part in parts[::2]]
    return properties, "".join(parts).strip()


def _without_layout(part: str) -> str:
    part = re.sub(r"[ \t\n]*\n[ \t\n]*", "\n", part)
    part = re.sub(r">\s+", ">", part)
    return re.sub(r"\s+<", "<", part)
