"""The raw text of a note: rows and columns, byte offsets, front matter, block comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from vaultlint.markdown.spans import Comment, FrontMatter
from vaultlint.pattern import Pattern

BOM = "\ufeff"

_LINE_FEED = Pattern(r"\n")
_LINE_END = Pattern(r"\r\n?|\n")
_FRONT_MATTER_END = Pattern(r"(?:\r\n?|\n)---[ \t]*(?=\r|\n|\Z)")
_KEY_LINE = Pattern(r"[^\s#:>\-][^\r\n:]*:(?:[ \t]|\r|\n|\Z)")
_WIDTHS = Pattern("[\x80-\u07ff]+|[\u0800-\uffff]+|[\U00010000-\U0010ffff]+")
_VISIBLE = Pattern(r"[^\r\n]+")
_HIDDEN_IN_QUOTE = Pattern(r"(?<=[\r\n])((?:[ ]{0,3}>)+)|[^\r\n]")
_TEXT_BEHIND = Pattern(r"[ \t]*[^ \t\r\n]")
_QUOTE_MARK = Pattern(r"[ \t]*>")
# What may be before a fence, and before the mark of a block comment, on its line.
_BEFORE_FENCE = Pattern(r"(?:[ ]{0,3}>[ ]?)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?\Z")
_BEFORE_COMMENT = Pattern(r"(?:[ ]{0,3}>[ ]?)*[ ]{0,3}\Z")
_FENCE = Pattern(r"(`{3,}|~{3,})([^\r\n]*)")

_FENCE_AND_TABS = Pattern(r"(?:`{3}|~{3})[`~]*[ \t]*\t[ \t]*(?=[\r\n]|\Z)")
_FENCE_OR_MATH = Pattern(r"(?:\A|(?<=[\r\n]))[ \t>]*(?P<fence>`{3,}|~{3,})|\$\$")


class Rows:
    """Start offsets of the lines of a text. A row ends with LF, CRLF or CR; rows and columns count from 1."""

    __slots__ = ("starts",)

    def __init__(self, text: str) -> None:
        if "\r" in text:
            self.starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
        elif text.isascii():
            self.starts = [0, *accumulate(map((1).__add__, map(len, text.split("\n"))))]
            self.starts.pop()
        else:  # splitting such a text takes twice as long: every line is searched for its widest character
            self.starts = [0, *[end.end() for end in _LINE_FEED.finditer(text)]]

    def place(self, offset: int) -> tuple[int, int]:
        """Row and column of a character; the column counts characters (code points)."""
        row = bisect_right(self.starts, offset)
        return row, offset - self.starts[row - 1] + 1


class ByteMap:
    """Byte offsets of a text in UTF-8 → character offsets, exact for any Unicode text.

    Between two non-ASCII runs bytes and characters advance alike, and within a run of characters of one width by that
    width: a bisection over the runs answers for every offset.
    """

    __slots__ = ("_bytes", "_chars", "_widths")

    def __init__(self, text: str) -> None:
        bytes_, chars, widths = [0], [0], [1]
        byte = at = 0
        for run in _WIDTHS.finditer(text):
            start, end = run.span()
            width = 2 if text[start] < "\u0800" else 3 if text[start] < "\U00010000" else 4
            byte += start - at
            after = byte + (end - start) * width
            bytes_ += (byte, after)
            chars += (start, end)
            widths += (width, 1)
            byte, at = after, end
        self._bytes, self._chars, self._widths = bytes_, chars, widths

    def char(self, byte: int) -> int:
        """The character that starts at, or holds, this byte."""
        run = bisect_right(self._bytes, byte) - 1
        return self._chars[run] + (byte - self._bytes[run]) // self._widths[run]


def front_matter(text: str) -> FrontMatter | None:
    """The YAML at the top: the first line is exactly `---`, a later line `---` closes it.

    Without the closing line it is only taken for front matter if the second line reads `key:`; a note may as well begin
    with a thematic break. A BOM before it is passed over (Obsidian does not, which is a rule's business).
    """
    start = 1 if text.startswith(BOM) else 0
    if not text.startswith("---", start):
        return None
    after = start + 3
    # Nearly all front matter ends at the first line that begins as its end does.
    close = text.find("\n---", after)
    if (
        close >= 0
        and text[after] == "\n"
        and text[close + 4 : close + 5] in ("", "\n")
        and "\r" not in text[after:close]
    ):
        return FrontMatter(start, close + 4, after + 1, max(after + 1, close), True)
    line_end = _LINE_END.match(text, after)
    if line_end is None:
        return None
    body = line_end.end()
    end = _FRONT_MATTER_END.search(text, after)
    if end is not None:
        return FrontMatter(start, end.end(), body, max(body, end.start()), True)
    if _KEY_LINE.match(text, body):
        return FrontMatter(start, after, body, body, False)
    return None


def block_comments(text: str, start: int) -> list[Comment]:
    """`%%` at the start of a line up to the next `%%`, fenced code apart.

    An open one hides the rest of the note, or of the quote that it is in.
    """
    found: list[Comment] = []
    # One character is searched for ten times as fast as two.
    at = text.find("%%", start) if "%" in text else -1
    if at < 0:
        return found
    fences = _Fences(text, start)
    while at >= 0:
        line = _before(text, at)
        if text.startswith("%%%%", at):
            end = at + 2
            while text.startswith("%", end):
                end += 1
        elif (line and not _BEFORE_COMMENT.match(line)) or fences.hold(at):
            end = at + 2
        else:
            closing = text.find("%%", at + 2)
            end = len(text) if closing < 0 else closing + 2
            if ">" in line and (limit := _quote_end(text, at, end)) < end:
                end, closing = limit, -1
            found.append(Comment(at, end, True, closing >= 0))
            fences.skip(end)
        at = text.find("%%", end)
    return found


class _Fences:
    """Whether a place lies in fenced code, asked from the start of a text to its end."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._at, self._open = text, start, ""
        self._next = {mark: text.find(mark, start) if mark[0] in text else -1 for mark in ("```", "~~~")}
        self._none = max(self._next.values()) < 0

    def skip(self, to: int) -> None:
        """Go on after a comment: what is in it opens no fence."""
        self._at = max(self._at, to)

    def hold(self, place: int) -> bool:
        if self._none:
            return False
        text = self._text
        while True:
            for mark, found in self._next.items():
                if 0 <= found < self._at:
                    self._next[mark] = text.find(mark, self._at)
            coming = [found for found in self._next.values() if 0 <= found < place]
            if not coming:
                return bool(self._open)
            self._cross(min(coming))

    def _cross(self, at: int) -> None:
        """Pass a run of fence characters: it may open a block, close the open one, or be text."""
        fence = _FENCE.match(self._text, at)
        self._at = fence.end(1) if fence else at + 3
        if fence is None or not _BEFORE_FENCE.match(_before(self._text, at)):
            return
        mark, info = fence.groups()
        if not self._open:
            if not (mark[0] == "`" and "`" in info):
                self._open = mark
        elif mark[0] == self._open[0] and len(mark) >= len(self._open) and not info.strip():
            self._open = ""


def without_quirks(source: str) -> str:
    """The text, of the same length, without what pulldown-cmark reads otherwise than CommonMark and Obsidian.

    A tab may follow a closing fence (CommonMark 4.5), and tildes are spaces of TeX in display math, not a fence.
    """
    if "\t" in source and ("```" in source or "~~~" in source):
        source = _FENCE_AND_TABS.sub(lambda match: match[0].replace("\t", " "), source)
    if "$$" in source and "~~~" in source:
        source = _without_tildes_in_math(source)
    return source


def _without_tildes_in_math(source: str) -> str:
    """Other characters for tildes that open a line in display math."""
    parts, at = [], 0
    fence, math = "", False
    for match in _FENCE_OR_MATH.finditer(source):
        mark = match["fence"]
        if mark is None:
            math = math != (not fence)
        elif math:
            if mark[0] == "~":
                parts += [source[at : match.start("fence")], "." * len(mark)]
                at = match.end("fence")
        elif not fence:
            fence = mark
        elif mark[0] == fence[0] and len(mark) >= len(fence):
            fence = ""
    return "".join([*parts, source[at:]])


def _line_start(text: str, at: int, earliest: int = 0) -> int:
    """Start of the line of an offset, 0 if it is before `earliest`."""
    if text[at - 1 : at] == "\n":
        return at
    line = text.rfind("\n", max(earliest, 0), at) + 1
    return max(line, text.rfind("\r", max(earliest, line, 0), at) + 1)


def _before(text: str, at: int) -> str:
    """Text before an offset in its line; its last hundred characters are enough to tell markers from text."""
    return text[max(_line_start(text, at, at - 100), at - 100, 0) : at]


def _quote_end(text: str, start: int, end: int) -> int:
    """End of the quote lines that begin in the line of `start`, at most `end`."""
    for line_end in _LINE_END.finditer(text, start, end):
        if not _QUOTE_MARK.match(text, line_end.end()):
            return int(line_end.start())
    return end


def blank_out(text: str, comments: list[Comment]) -> str:
    """The text with its block comments drawn as spaces: what is in them is not Markdown, and offsets stay."""
    parts, at = [], 0
    for comment in comments:
        hidden = text[comment.start : comment.end]
        quoted = ">" in text[text.rfind("\n", 0, comment.start) + 1 : comment.start]
        if "\n" not in hidden and "\r" not in hidden:
            blank = " " * len(hidden)
        else:
            blank = _HIDDEN_IN_QUOTE.sub(_keep_quote_marks, hidden) if quoted else _VISIBLE.sub(_blanks, hidden)
        if _TEXT_BEHIND.match(text, comment.end):
            # After a dozen spaces this text would be indented code; after a line end it stays a paragraph.
            blank = blank[:-1] + "\n"
        parts += [text[at : comment.start], blank]
        at = comment.end
    parts.append(text[at:])
    return "".join(parts)


def _blanks(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


def _keep_quote_marks(match: re.Match[str]) -> str:
    return match[1] or " "


class Ends:
    """End of the last non-space character before a place; nested blocks share their ends, so each is stored."""

    __slots__ = ("_found", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._found: dict[tuple[int, bool], int] = {}

    def trim(self, start: int, end: int, *, quoted: bool) -> int:
        """The end of a block without the blank lines after it; `quoted` takes quote marks on them for spaces."""
        source = self._source
        if source[end - 1] == "\n" and " " < source[end - 2] != ">" and start < end - 1:
            return end - 1  # one line end after text, as nearly always
        return max(start, self.before(end, quoted=quoted))

    def before(self, end: int, *, quoted: bool) -> int:
        """End of the text before `end` without trailing blank lines."""
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
