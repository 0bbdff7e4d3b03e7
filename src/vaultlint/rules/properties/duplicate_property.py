"""The same property twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from vaultlint.markdown.front_matter import BrokenYaml, compose
from vaultlint.markdown.front_matter_fast import plain_properties
from vaultlint.markdown.spans import FrontMatter, Span
from vaultlint.note import Note
from vaultlint.rule import Problem, Related, rule


@rule(on=FrontMatter, severity="error")
def duplicate_property(matters: Sequence[FrontMatter], note: Note) -> Iterator[Problem]:
    """A property that occurs twice in one note: one of its values is lost."""
    for matter in matters:
        if not matter.closed:
            continue
        plain = plain_properties(note.text, matter.body_start, matter.body_end)
        if plain is not None and len({entry.name.lower() for entry in plain}) == len(plain):
            continue
        try:
            root = compose(note.text, matter)
        except BrokenYaml:
            continue
        for mapping, top in _mappings(root):
            seen: dict[str, Span] = {}
            for key, _ in mapping.value:
                here = Span(matter.body_start + key.start_mark.index, matter.body_start + key.end_mark.index)
                name = here.of(note.text).strip("\"'")
                # YAML allows a key once; Obsidian's own list of properties knows no case (help, "Properties").
                first = seen.setdefault(name.lower() if top else name, here)
                if first is not here and name != "<<":
                    yield _problem(first, here, note)


def _problem(first: Span, here: Span, note: Note) -> Problem:
    name, earlier = (one.of(note.text).strip("\"'") for one in (here, first))
    related = [Related("first here", *note.rows.place(first.start))]
    if name == earlier:
        return Problem(here, f"duplicate `{name}`: Obsidian cannot read these properties", related=related)
    return Problem(
        here, f"Obsidian treats `{name}` and `{earlier}` as one property", severity="warning", related=related
    )


def _mappings(root: Any) -> Iterator[tuple[Any, bool]]:
    """All mappings of the YAML, each once, and whether it is the outermost."""
    pending, seen = [root] if root is not None else [], set()
    while pending:
        node = pending.pop()
        if id(node) in seen or node.id == "scalar":
            continue
        seen.add(id(node))
        if node.id == "mapping":
            yield node, node is root
            pending += [value for _, value in reversed(node.value)]
        else:
            pending += reversed(node.value)
