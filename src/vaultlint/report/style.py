"""Colour, as the eight colours every terminal has; the caller says whether there is any."""

from __future__ import annotations

from collections.abc import Callable

_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "path": "1",
    "frame": "34",
    "removed": "31",
    "added": "32",
    "removed-here": "31;7",
    "added-here": "32;7",
    "place": "36",
    "dim": "2",
}

#: (style, text) → text in that style.
Paint = Callable[[str, str], str]


def painter(color: bool) -> Paint:
    """The function that colours, or one that leaves every text as it is."""
    return _paint if color else _plain


def _paint(style: str, text: str) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def _plain(style: str, text: str) -> str:
    return text
