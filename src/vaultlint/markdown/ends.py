"""Where blocks end: pulldown-cmark counts the blank lines behind a block to it."""

from __future__ import annotations


class Ends:
    """The last character of a text before a place that is no blank; nested blocks share their ends, so each is kept."""

    __slots__ = ("_found", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._found: dict[tuple[int, bool], int] = {}

    def before(self, end: int, *, quoted: bool) -> int:
        """Where the text before `end` ends without blank lines; `quoted` takes quote marks on them for blanks."""
        known = self._found.get((end, quoted))
        if known is not None:
            return known
        source, found = self._source, end
        while True:
            while found and source[found - 1] in " \t\r\n":
                found -= 1
            marks = found
            while quoted and marks and source[marks - 1] in " \t>":
                marks -= 1
            if marks == found or (marks and source[marks - 1] not in "\r\n"):
                break
            found = marks
        self._found[end, quoted] = found
        return found
