"""Find footnote definitions: as parsed, and more generously, so that no footnote is called missing by mistake."""

from __future__ import annotations

import re

from vaultlint.markdown.spans import FootnoteDefinition
from vaultlint.note import Note
from vaultlint.pattern import Pattern

#: `[^label]:` where a definition may begin; group 1 is the label.
DEFINITION = Pattern(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?\[\^([^\[\]\r\n]+)\]:", re.MULTILINE)


def defined_labels(note: Note) -> set[str]:
    """The labels that have a definition, lower-cased: Obsidian does not mind their case (release notes 1.8.0)."""
    labels = {definition.label.lower() for definition in note.spans(FootnoteDefinition)}
    labels.update(
        match[1].lower() for match in DEFINITION.finditer(note.source) if not note.opaque.covers(match.end() - 1)
    )
    return labels
