from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Link, ReferenceUse, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Fix, Problem, delete, rule

#: `[//]: # (a remark)` and its kin are remarks that no program shows.
_REMARK = Pattern(r"[\W_]*|comment|remark|note", 2)


@rule(on=Link, default=False, fix="safe")
def unused_definition(links: Sequence[Link], note: Note) -> Iterator[Problem]:
    """A link definition that no link of the note uses."""
    definitions = [link for link in links if link.kind == "reference"]
    if not definitions:
        return
    used = {_label(use.label) for use in note.spans(ReferenceUse)}
    for definition in definitions:
        label = note.text[definition.text_start : definition.text_end]
        if _label(label) not in used and not _REMARK.fullmatch(label) and definition.target != "#":
            yield Problem(definition, f"no link uses the definition `{label}`", _delete(definition, note))


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _delete(definition: Link, note: Note) -> Fix | None:
    """Delete its lines, if nothing else occurs there."""
    first, last = (note.rows.place(at)[0] for at in (definition.start, definition.end))
    starts = note.rows.starts
    start, end = starts[first - 1], starts[last] if last < len(starts) else len(note.text)
    if note.text[start : definition.start].strip() or note.text[definition.end : end].strip():
        return None
    return delete(Span(start, end), "delete the definition", may_change={"link", "layout"})
