"""`up: [[x]]`, which is a list in a list to YAML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, replace, rule

# With a comma or a colon and a space it may as well be the list of lists that it is to YAML.
_LINK = Pattern(r"\[\[[^\[\],{}\r\n]+\]\]\Z")


@rule(on=Property, fix="safe")
def unquoted_property_link(properties: Sequence[Property], note: Note) -> Iterator[Problem]:
    """A link in a property needs quotes: without them it is a list, and leads nowhere."""
    for entry in properties:
        if entry.tag != "list" or note.text.find("[[", entry.value_start, entry.value_end) < 0:
            continue
        for where in (Span(entry.value_start, entry.value_end), *entry.items):
            link = where.of(note.text)
            if _LINK.match(link):
                quoted = f'"{link}"' if not ('"' in link or "\\" in link) else "'" + link.replace("'", "''") + "'"
                fix = replace(where, quoted, "put it in quotes", may_change=["property", "link"])
                yield Problem(where, "unquoted link: YAML reads it as a nested list", fix)
