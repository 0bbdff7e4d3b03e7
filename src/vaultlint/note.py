"""A note as a rule sees it: path, text and spans. It never leaves the worker that read it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TypeVar

from vaultlint.markdown.document import Document, parse
from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Code, FrontMatter, Math, Property, Span
from vaultlint.markdown.text import Rows
from vaultlint.pattern import Pattern, contains
from vaultlint.settings import VaultSettings

SpanKind = TypeVar("SpanKind", bound=Span)

#: Kinds of notes that are reported on and never written: plugins own two of them, in the third a merge is not over.
NEVER_REWRITTEN = frozenset({"excalidraw", "kanban", "conflict"})

_CONFLICT = Pattern(r"^<<<<<<<(?:[ \t][^\r\n]*)?\r?$", re.MULTILINE)
# The placeholders of Templates, and a command of Templater.
_TEMPLATE_MARK = Pattern(
    r"\{\{[ \t]*(?:date|time|title)[ \t]*(?::[^{}\r\n]*)?\}\}|<%[-+*_~\s](?:[^%]|%(?!>)){1,2000}%>",
    re.IGNORECASE,
)


class Note:
    """One note of the vault. `path` is relative to the vault, with `/`; `text` is the raw text, BOM and CR included."""

    def __init__(self, path: str, text: str, settings: VaultSettings | None = None) -> None:
        self.path = path
        self.text = text
        self.settings = settings or VaultSettings()

    @cached_property
    def document(self) -> Document:
        return parse(self.text)

    @cached_property
    def rows(self) -> Rows:
        return Rows(self.text)

    def spans(self, kind: type[SpanKind]) -> list[SpanKind]:
        """All spans of a kind, in order."""
        return self.document.spans(kind)

    @cached_property
    def source(self) -> str:
        """The text with front matter and block comments blanked out (same offsets): where Markdown may stand."""
        return self.document.source

    @cached_property
    def lined(self) -> str:
        """The source after the front matter, with a line end before it and LF for CR: for asking how a line begins.

        The line endings by which the source is drawn in place of the front matter would cost each such search a stop.
        """
        matter = self.front_matter
        source = self.source[matter.end :] if matter is not None and matter.closed else self.source
        return "\n" + (source.replace("\r", "\n") if "\r" in source else source)

    @property
    def opaque(self) -> Regions:
        """Ranges that are not Markdown: code, math, HTML."""
        return self.document.opaque

    @cached_property
    def code(self) -> Regions:
        """Code and math: rules report nothing there."""
        code, math = self.spans(Code), self.spans(Math)
        return Regions.of([*code, *math] if math else code)

    @property
    def front_matter(self) -> FrontMatter | None:
        return self.document.front_matter

    @cached_property
    def top_properties(self) -> dict[str, Property]:
        """The top-level properties by their names in lower case; of several with one name the first."""
        found: dict[str, Property] = {}
        for entry in self.spans(Property):
            if len(entry.path) == 1:
                found.setdefault(entry.path[0].lower(), entry)
        return found

    def top_property(self, name: str) -> Property | None:
        """The first top-level property of that name, whatever its case."""
        return self.top_properties.get(name.lower())

    @property
    def name(self) -> str:
        """The file's name without folder and `.md`."""
        return self.path.rpartition("/")[2].removesuffix(".md")

    @cached_property
    def kind(self) -> str:
        """note, template, excalidraw, kanban or conflict. The last three are never rewritten: see `NEVER_REWRITTEN`."""
        text = self.text
        if contains(text, "<<<<<<<") and _CONFLICT.search(text):
            return "conflict"
        matter = self.front_matter
        if matter is not None and matter.closed:
            if text.find("excalidraw-plugin:", matter.body_start, matter.body_end) >= 0:
                return "excalidraw"
            if text.find("kanban-plugin:", matter.body_start, matter.body_end) >= 0:
                return "kanban"
        return "template" if self._is_template() else "note"

    def _is_template(self) -> bool:
        """In a folder of templates, or with a known placeholder outside code."""
        if self.settings.is_template(self.path):
            return True
        text = self.text
        if not contains(text, "{{") and not ("%" in text and "<%" in text):  # `<` is far more usual
            return False
        code = self.code
        return any(not code.covers(match.start()) for match in _TEMPLATE_MARK.finditer(text))

    def line(self, row: int) -> str:
        """The text of a row, counted from 1, without its line end."""
        starts = self.rows.starts
        end = starts[row] if row < len(starts) else len(self.text)
        return self.text[starts[row - 1] : end].rstrip("\r\n")


class RawNote:
    """A note whose bytes are not UTF-8. Spans and edits count bytes: in `text` each byte is a Latin-1 character."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data

    @cached_property
    def text(self) -> str:
        return self.data.decode("latin-1")
