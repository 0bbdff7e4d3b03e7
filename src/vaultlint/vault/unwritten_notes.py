"""Notes that links ask for and that are not there, and where Obsidian would create them."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from vaultlint.facts import Facts, LinkFact
from vaultlint.resolution.file_index import name_key
from vaultlint.settings import VaultSettings
from vaultlint.vault.broken_links import asks_for_file, explain
from vaultlint.vault.vault import Vault

#: Characters that end a link's target, or that a system or Obsidian refuses in a name.
_UNNAMEABLE = frozenset('\\:*?"<>|#^[]')


@dataclass(slots=True)
class UnwrittenNote:
    """A note that does not exist.

    name: as most links write it.
    links: each with the note that it is in, sorted by place.
    cause: why it is missing, as in `broken_links.Break`; `planned` if nothing else is known than that it is missing.
    meant: files that the links may have meant instead.
    path: where Obsidian would create it; None if no note can have that name, or something is there.
    """

    name: str
    links: list[tuple[str, LinkFact]] = field(default_factory=list)
    cause: str = "planned"
    meant: tuple[str, ...] = ()
    path: str | None = None

    @property
    def notes(self) -> list[str]:
        """The notes that ask for it, sorted."""
        return sorted({source for source, _ in self.links})

    @property
    def is_planned(self) -> bool:
        """Whether nothing says that the links meant something else, or that the note was deleted."""
        return self.cause == "planned"


def find_unwritten(vault: Vault, notes: Iterable[Facts]) -> list[UnwrittenNote]:
    """The notes that these notes ask for in vain, those first that most of them ask for."""
    found: dict[str, UnwrittenNote] = {}
    spellings: dict[str, Counter[str]] = {}
    for facts in notes:
        for link, linkpath in _missing(vault, facts):
            key = name_key(linkpath)
            found.setdefault(key, UnwrittenNote(linkpath)).links.append((facts.path, link))
            spellings.setdefault(key, Counter())[linkpath.removesuffix(".md")] += 1
    files = set(vault.index)
    for key, each in found.items():
        each.links.sort(key=lambda pair: (pair[0], pair[1].row, pair[1].column))
        each.name = spellings[key].most_common(1)[0][0]
        source, link = each.links[0]
        target = vault.resolve(link, source).target
        why = explain(vault, link, target, source)
        each.cause, each.meant = why.kind, why.paths
        each.path = path_of_new_note(vault.settings, files, source, target.linkpath)
    return sorted(found.values(), key=lambda each: (-len(each.notes), -len(each.links), each.name))


def _missing(vault: Vault, facts: Facts) -> Iterator[tuple[LinkFact, str]]:
    """Links to notes that are not there, with what they ask for."""
    for link, found in vault.unsettled(facts):
        if found.status == "missing-note" and not link.is_hidden:
            linkpath = found.target.linkpath
            if not asks_for_file(link, linkpath) and name_key(linkpath):
                yield link, linkpath


def path_of_new_note(settings: VaultSettings, files: Container[str], source: str, linkpath: str) -> str | None:
    """The path at which Obsidian creates the note that a link of the note `source` asks for; None if it cannot."""
    linkpath = linkpath.strip()
    name = linkpath if linkpath.lower().endswith(".md") else linkpath + ".md"
    if name.startswith(("./", "../")):
        name = posixpath.normpath(posixpath.join(posixpath.dirname(source), name))
    elif "/" not in name:
        name = posixpath.join(settings.folder_of_new_note(source), name)
    name = name.lstrip("/")
    if any(not part or part.startswith(".") or _UNNAMEABLE & set(part) for part in name.split("/")):
        return None
    return name if name not in files else None
