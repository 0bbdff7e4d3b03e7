from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.rules.structure._footnotes import DEFINITION, defined_labels

# Not followed by what would make it a link, nor by what would make it a class of a regular expression.
_REFERENCE = Pattern(r"\[(?<![\\!\[(|/^]\[)\^([\w.:-]*\w\^?)\](?![(*+?{$|\\])")
_NUMBER = Pattern(r"[0-9]{1,3}\^?\Z")


@rule(on=Note, requires="^")
def undefined_footnote(note: Note) -> Iterator[Problem]:
    """A reference to a footnote that the note does not define."""
    source = note.source
    if not _REFERENCE.search(source):
        return
    defined = defined_labels(note)
    definitions = {match.start(1) - 2 for match in DEFINITION.finditer(source)}
    for match in _REFERENCE.finditer(source):
        label, start = match[1], match.start()
        if label.lower() in defined or start in definitions:
            continue
        if note.opaque.covers(start) or note.document.links.covers(start):
            continue
        # In a note without any footnote `[^abc]` may be a regular expression.
        if defined or _NUMBER.match(label):
            yield Problem(Span(start, match.end()), f"no footnote [^{label}] is defined")
