from __future__ import annotations

import re
from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule

_WORD = Pattern(r"(?<![\w#/-])(?:TODO|FIXME|TBD|XXX)(?![\w/-])")
_TODO = Pattern(r"(?:^|(?<=[\s>*_(\[-]))(?:[Tt]o-?do)(?=:|[*_]{0,3}[ \t]*(?:\r|\n|\Z))", re.MULTILINE)
_LOREM = Pattern(r"lorem ipsum", re.IGNORECASE)
_BRACES = Pattern(r"\{\{[ \t]*[A-Z][A-Z0-9_ -]*\}\}")
# What Obsidian's own templates and Templater hold: with one of these a note is a template, not a note left unfinished.
_TEMPLATE = Pattern(r"\{\{[ \t]*(?:date|time|title)\b[^{}\r\n]*\}\}|<%")


@rule(on=Note, default=False, in_templates=True)
def placeholder(note: Note) -> Iterator[Problem]:
    """Text that was to be replaced: TODO, lorem ipsum, `{{PLACEHOLDER}}`."""
    source = note.source
    if note.settings.is_template(note.path) or _TEMPLATE.search(note.text):
        return
    found = {}
    for pattern in (_WORD, _TODO, _LOREM, _BRACES):
        for match in pattern.finditer(source):
            if not note.opaque.covers(match.start()) and not note.document.links.covers(match.start()):
                found[match.start()] = match.end()
    for start, end in sorted(found.items()):
        yield Problem(Span(start, end), "placeholder left in the text")
