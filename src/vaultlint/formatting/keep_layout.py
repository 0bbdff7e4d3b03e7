"""Keep a note in formatted form while it is fixed: what was formatted before a fix is formatted after it.

A fix that deletes an item leaves two blank lines, one in a table leaves cells of unequal width. Where every
block of the note was in the form that `format` gives it, the note is formatted again, with the proof of every format.
Other notes are left as they are, and most are recognized without a parser, which is the expensive part.
"""

from __future__ import annotations

import re
from functools import cached_property

from vaultlint.config.format_style import Style, style_from
from vaultlint.engine.check_note import LARGEST_NOTE
from vaultlint.engine.session import Session
from vaultlint.formatting.format_note import NoteFormatter
from vaultlint.formatting.render_leaves import width
from vaultlint.markdown.document import Document
from vaultlint.pattern import Pattern
from vaultlint.settings import VaultSettings
from vaultlint.vault.files import NOTE_SUFFIXES

#: What a line begins with that decides what kind of block it belongs to.
_LEAD = Pattern(r"[ \t>#*+_=~`$%<\[\]\d.()\\:^-]*")
#: Marks of blocks and comments that may also be further right in a line.
_MARKS = ("```", "~~~", "$$", "%%", "<!--", "-->")
#: A note without any of these has no block that keeps its blank lines, and no line in one that looks like a heading.
_KEEPS_LINES = ("```", "~~~", "$$", "%%", "<")
#: Not in such a note once it is formatted, unless the proof left a block alone.
_UNFORMATTED = Pattern(r"\n\n\n[^ \t\n]|\n#{1,6} [^\n]*\n[^\n^]|[^\n]\n#{1,6} ")
_FRONT_MATTER = Pattern(r"---\n(?:.*?\n)?---\n", re.DOTALL)


class LayoutKeeper:
    """Formats fixed notes that were in formatted form."""

    def __init__(self, style: Style, settings: VaultSettings) -> None:
        self._style = style
        self._settings = settings
        self._was_formatted: dict[bytes, bool] = {}

    def __call__(self, path: str, before: bytes, after: bytes) -> bytes:
        """The note after its fixes, formatted again if it was formatted before."""
        if not path.lower().endswith(NOTE_SUFFIXES) or max(len(before), len(after)) > LARGEST_NOTE:
            return after
        if not may_change_layout(before, after) or surely_unformatted(before):
            return after
        if before not in self._was_formatted:
            found = self._formatter.format(path, before)
            formatted = found.left_alone is None and not found.changed and not found.kept
            self._was_formatted[before] = formatted and all(map(self._is_laid_out, _tables(before)))
        if not self._was_formatted[before] or len(_tables(after)) > len(_tables(before)):
            return after  # what only the fix made a table has no layout to keep
        return self._formatter.format(path, after).after

    def _is_laid_out(self, table: str) -> bool:
        """Whether a table is in the form of `format`, which leaves alone a table in which a link is cut."""
        if self._style.tables == "keep":
            return True
        rows = [row for line in table.split("\n") if (row := line.strip(" \t\r>"))]
        spaced = len(rows) > 1 and rows[1].startswith("| ") and rows[1].endswith(" |")
        return spaced and (self._style.tables == "compact" or len({width(row) for row in rows}) == 1)

    @cached_property
    def _formatter(self) -> NoteFormatter:
        return NoteFormatter(self._style, self._settings)


def layout_of(session: Session) -> LayoutKeeper:
    """Keep the layout that the configuration of a session asks for."""
    return LayoutKeeper(style_from(session.config.format), session.settings)


def may_change_layout(before: bytes, after: bytes) -> bool:
    """Whether an edit could leave what a format would lay out in another way; False is certain."""
    olds, news = (data.decode("utf-8", "replace").split("\n") for data in (before, after))
    return len(olds) != len(news) or any(
        old != new and _line_may(old, new) for old, new in zip(olds, news, strict=True)
    )


def _tables(data: bytes) -> list[str]:
    document = Document(data.decode("utf-8", "replace"))
    tables = document.tables
    return [document.source[start:end] for start, end in zip(tables.starts, tables.ends, strict=True)]


def _line_may(old: str, new: str) -> bool:
    lead = _lead(new)
    return (
        "|" in old + new
        or "#" in lead
        or lead != _lead(old)
        or new != new.rstrip(" \t")
        or any(old.count(mark) != new.count(mark) for mark in _MARKS)
    )


def _lead(line: str) -> str:
    match = _LEAD.match(line)
    return str(match[0]) if match else ""


def surely_unformatted(data: bytes) -> bool:
    """Whether it is seen at a glance that a note is not in formatted form."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    matter = _FRONT_MATTER.match(text)
    body = text[matter.end() - 1 :] if matter else "\n" + text
    return not any(mark in body for mark in _KEEPS_LINES) and _UNFORMATTED.search(body) is not None
