"""The flavor of a folder: an Obsidian vault, plain Markdown as on GitHub, or another program's notes.

A folder without `.obsidian` in which no wikilink resolves follows CommonMark and GitHub: links count from the note's
own folder, fragments are slugs, a folder is a target if it holds an index page. Logseq and Dendron keep `[[…]]` links
of their own kind; what they are is said once instead of a report for each link.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.regular_file import read_regular
from vaultlint.resolution.file_index import FileIndex, name_key, path_key
from vaultlint.vault.files import NOTE_SUFFIXES, Tree

FlavorName = Literal["obsidian", "commonmark"]
FLAVORS: Final[tuple[FlavorName, ...]] = ("obsidian", "commonmark")

_WIKILINK = Pattern(r"\[\[([^\[\]|#^\r\n]{1,200})[|#\]]")
_LARGEST = 4_000_000
#: What tells another program's folder: a file from the root, the program's name, its own copies of notes.
_FOREIGN: Final = (
    ("logseq/config.edn", "Logseq", ("logseq/bak/", "logseq/.recycle/")),
    ("dendron.yml", "Dendron", ()),
)


class Flavor(NamedTuple):
    """`program` names another program whose folder it is, "" if none; `copies` are patterns of its backups."""

    name: FlavorName
    program: str = ""
    copies: tuple[str, ...] = ()


def flavor_of(tree: Tree, configured: str | None) -> Flavor:
    """The flavor of a folder: as configured, else as its files tell. Reads notes only if there is no `.obsidian`."""
    program, copies = next(((name, own) for mark, name, own in _FOREIGN if mark in tree.files), ("", ()))
    if configured in FLAVORS:
        return Flavor("commonmark" if configured == "commonmark" else "obsidian", program, copies)
    is_vault = bool(program) or (tree.root / ".obsidian").is_dir() or _has_wikilinks(tree)
    return Flavor("obsidian" if is_vault else "commonmark", program, copies)


def _has_wikilinks(tree: Tree) -> bool:
    """Whether any note holds a wikilink that leads to a file of the folder; one that leads nowhere decides nothing."""
    index = FileIndex(tree.files)
    for path in tree.files:
        if path in tree.names_only or not path.lower().endswith(NOTE_SUFFIXES):
            continue
        try:
            data = read_regular(tree.root / path, _LARGEST)
        except OSError:
            continue
        if b"[[" not in data:
            continue
        for match in _WIKILINK.finditer(data.decode("utf-8", "replace")):
            target = match[1].strip().rstrip("\\")
            name = path_key(target).rpartition("/")[2]
            if name and (index.named(f"{name_key(target)}.md") or index.named(name)):
                return True
    return False
