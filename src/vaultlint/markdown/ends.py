"""Where blocks end: pulldown-cmark counts the blank lines behind a block to it."""

from __future__ import annotations


class Ends:
    """The last character of a text before a place that is no blank; nested blocks share their ends, so each is kept."""

    __slots__ = ("_found", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._found: dict[tuple[int, bool], int] = {}

    def trim(self, start: int, end: int, *, quoted: bool) -> int:
        """The end of a block without the blank lines behind it; `quoted` takes quote marks on them for blanks."""
        source = self._source
        if source[end - 1] == "\n" and " " < source[end - 2] != ">" and start < end - 1:
            return end - 1  # one line end behind text, as nearly always
        return max(start, self.before(end, quoted=quoted))

    def before(self, end: int, *, quoted: bool) -> int:
        """Where the text before `end` ends without blank lines."""
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
