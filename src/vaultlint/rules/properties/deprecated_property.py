"""`tag`, `alias` and `cssclass`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Property
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, Severity, rule

_PLURAL = {"tag": "tags", "alias": "aliases", "cssclass": "cssclasses"}
_WORDS = Pattern(r"[^\W_][\w/-]*(?:[ \t]*,[ \t]*[^\W_][\w/-]*|[ \t]+[^\W_][\w/-]*)+\Z")


@rule(on=Property, fix="safe")
def deprecated_property(properties: Sequence[Property], note: Note) -> Iterator[Problem]:
    """`tag`, `alias` and `cssclass`, which Obsidian no longer reads."""
    if _PLURAL.keys().isdisjoint(note.top_properties):
        return
    for entry in properties:
        plural = _PLURAL.get(entry.name.lower()) if len(entry.path) == 1 else None
        if plural is None:
            continue
        # Without a value nothing is lost.
        severity: Severity | None = None if entry.value else "info"
        message = f"Obsidian reads `{plural}`, not `{entry.name}`"
        if note.top_property(plural) is not None:
            hint = "; move its value there" if entry.value else ""
            yield Problem(entry, message + hint, severity=severity)
            continue
        edits = [Edit(entry.start, entry.end, plural)]
        value = note.text[entry.value_start : entry.value_end]
        if plural != "aliases" and entry.tag == "str" and _WORDS.match(value):
            # One string of several words: the new property takes it for one word.
            words = ", ".join(value.replace(",", " ").split())
            edits.append(Edit(entry.value_start, entry.value_end, f"[{words}]"))
        fix = Fix(tuple(edits), "safe", f"rename it to `{plural}`", frozenset({"property"}))
        yield Problem(entry, message, fix, severity)
