"""Regular expressions that are compiled on first use, not when their module is imported.

Compiling the expressions of a hundred rules takes longer than checking a note; most runs need few of them.
"""

from __future__ import annotations

import re
from typing import Any, Final

#: Every pattern made so far; a test feeds each of them its worst text.
PATTERNS: Final[list[Pattern]] = []


def contains(text: str, part: str) -> bool:
    """Whether `part`, of several characters, occurs in a text.

    Python looks for one character with `memchr`, ten times as fast as for two, and most texts lack the first.
    """
    return part[0] in text and part in text


class Pattern:
    """A stand-in for `re.Pattern` with the same methods; an expression that is wrong raises `re.error` on first use."""

    def __init__(self, expression: str, flags: int = 0) -> None:
        self.expression = expression
        self.flags = flags
        PATTERNS.append(self)

    def __getattr__(self, name: str) -> Any:
        # Reached once for each method: the bound method is kept on the instance and found directly from then on.
        if name.startswith("__"):
            raise AttributeError(name)
        method = getattr(re.compile(self.expression, self.flags), name)
        setattr(self, name, method)
        return method

    def __repr__(self) -> str:
        return f"Pattern({self.expression!r})"
