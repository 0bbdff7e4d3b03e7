"""Link edits for many renames in one vault."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.resolution.file_index import path_key
from vaultlint.rule import Change, Edit, Fix, Rename
from vaultlint.vault.vault import Vault

_MAY_CHANGE: frozenset[Change] = frozenset({"link", "embed", "property", "heading"})


class Renaming:
    """Plans renames one by one. Who links where is looked up once: a plan looks only at the notes that it is about."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._facts: dict[str, Facts] = {}
        self._leading_to: dict[str, set[str]] = {}  # file → the notes with a link to it
        self._asking_for: dict[str, set[str]] = {}  # part of a link's path → the notes with such a link
        for facts in vault.notes():
            self._facts[facts.path] = facts
            for link in facts.links:
                found = vault.resolve(link, facts.path)
                if found.path is not None and found.target.linkpath:
                    self._leading_to.setdefault(found.path, set()).add(facts.path)
                    for part in _parts(found.target.linkpath):
                        self._asking_for.setdefault(part, set()).add(facts.path)

    def fix(self, old: str, new: str) -> Fix:
        """The rename, with the edits of every link that would lead elsewhere or nowhere; only shown if one is lost."""
        moved = self._moved(old, new)
        paths = self._concerned(moved, new)
        edits: tuple[Edit, ...] = ()
        lost = 0
        if paths:
            from vaultlint.vault.rename import plan_renames

            plan = plan_renames(self._vault, [self._facts[path] for path in sorted(paths)], moved)
            edits = tuple(
                Edit(edit.start, edit.end, edit.text, path) for path, found in plan.edits.items() for edit in found
            )
            lost = len(plan.lost)
        links = f" and {len(edits)} link{'s' if len(edits) > 1 else ''}" if edits else ""
        message = f"rename it to `{new.rpartition('/')[2]}`{links}"
        if lost:
            message += f"; {lost} more could not lead to that name"
        return Fix(edits, "display" if lost else "unsafe", message, _MAY_CHANGE, rename=Rename(old, new))

    def _moved(self, old: str, new: str) -> dict[str, str]:
        """All files whose path changes, old → new."""
        if old in self._vault.index:
            return {old: new}
        return {path: new + path[len(old) :] for path in self._vault.index if path.startswith(old + "/")}

    def _concerned(self, moved: dict[str, str], new: str) -> set[str]:
        """The notes with links to what moves or by its new name, and those that link to a heading of such a note."""
        first: set[str] = set().union(*(self._leading_to.get(path, ()) for path in moved))
        for part in _parts(new.rpartition("/")[2]):
            first |= self._asking_for.get(part, set())
        return first.union(*(self._leading_to.get(path, set()) for path in first))


def _parts(path: str) -> Iterator[str]:
    """The names in a path as they are compared, without `.md`."""
    for part in path_key(path).split("/"):
        yield part.removesuffix(".md")
