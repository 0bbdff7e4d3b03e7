"""Find used files, by links that resolve and any mention of a file's name, and unused ones."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from vaultlint.facts import Facts
from vaultlint.vault.link_table import resolved_links
from vaultlint.vault.vault import Vault

_NOTES = (".md", ".markdown", ".canvas")


def linked_files(vault: Vault) -> set[str]:
    """The files that links of notes and canvases lead to, a note's links to itself apart."""
    found: set[str] = set()
    askers: dict[int, set[str]] = {}  # thousands of notes may ask for the same thousands: two of them tell all
    for facts in vault.notes():
        for link in facts.links:
            _, path, _, candidates, *_ = vault.resolve(link, facts.path)
            if candidates:
                known = askers.setdefault(id(candidates), set())
                if len(known) < 2 and facts.path not in known:
                    known.add(facts.path)
                    found.update(candidate for candidate in candidates if candidate != facts.path)
            elif path and path != facts.path:
                found.add(path)
    return found


def without_mentioned(vault: Vault, paths: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The paths, sorted, whose name is in none of the files `texts`, their own apart.

    HTML, drawings, bases and properties name files in ways of their own; a name that occurs there is a use.
    """
    left = {path: path.rpartition("/")[2].removesuffix(".md").lower() for path in paths}
    for path in sorted(texts) if left else ():
        text = vault.read_bytes(path, -1).decode("utf-8", "replace").lower()
        if "%" in text:
            text += unquote(text)
        left = {one: name for one, name in left.items() if one == path or name not in text}
    return sorted(left)


def orphan_notes(vault: Vault) -> list[str]:
    """Return the notes that no other note, canvas or base leads to, sorted; templates and daily notes apart."""
    linked = linked_files(vault)
    daily = vault.settings.daily_notes_folder
    alone = []
    for facts in vault.notes():
        path = facts.path
        if facts.kind in ("template", "canvas") or path in linked or (daily and path.startswith(daily + "/")):
            continue
        alone.append(path)
    bases = [path for path in vault.index if path.lower().endswith(".base")]
    return without_mentioned(vault, alone, bases)


def dead_ends(vault: Vault) -> list[str]:
    """Return the notes from which no link leads to another note or canvas, sorted; templates and canvases apart."""
    notes = (facts for facts in vault.notes() if facts.kind not in ("template", "canvas"))
    return [facts.path for facts in notes if not _redirects(vault, facts)]


def _redirects(vault: Vault, facts: Facts) -> bool:
    targets = (found.path for _, found in resolved_links(vault, facts))
    return any(path is not None and path != facts.path and path.lower().endswith(_NOTES) for path in targets)
