"""The vault: the facts of all its notes, and link resolution with them.

The order of the notes plays no part. Another note is read only when a link asks for one of its headings or blocks.
"""

from __future__ import annotations

import math
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Literal, NamedTuple

from vaultlint.facts import HAS_ALIASES, LINKS_TO_WEB, OPEN, Facts, HeadingFact, LinkFact
from vaultlint.resolution.anchors import Anchor, Outline
from vaultlint.resolution.file_index import FileIndex, name_key, path_key, plain_form
from vaultlint.resolution.resolver import Found, Resolver, Target, decode_uri, split_target
from vaultlint.settings import VaultSettings
from vaultlint.vault.heading_suggestions import HeadingSuggestions
from vaultlint.vault.shared import FileNames, GitHistory, NoteIndex, NoteIndexes, is_note, resolver_for

if TYPE_CHECKING:
    from vaultlint.link_text.suggest_url import Elsewhere
    from vaultlint.resolution.aliases import AliasIndex
    from vaultlint.resolution.git_history import GitView
    from vaultlint.resolution.similar_names import NearestFiles, SimilarNames
    from vaultlint.vault.commit_dates import CommitDates

Status = Literal["resolved", "ambiguous", "missing-note", "missing-heading", "missing-block", "external", "template"]

_MARKDOWN = frozenset({"markdown", "image", "reference"})
_WIKI = frozenset({"wikilink", "embed", "property"})
#: A question that makes an index.
_ANY_TITLE, _ANY_URL = "A title of some length about gardening tools", "https://example.com/gardening-tools"
_LONGEST_SIMILAR = 40

_NEVER_REPORTED = frozenset({"comment", "cut"})
_UNSETTLED = frozenset({"ambiguous", "missing-note", "missing-heading", "missing-block"})


class Resolution(NamedTuple):
    """Target of a link. `path` is None if nothing was found; a missing heading or block still names the note.

    `candidates` is the winning bucket of an ambiguous link, winner first; `rivals` are files of that name elsewhere.
    """

    status: Status
    path: str | None
    target: Target
    candidates: tuple[str, ...] = ()
    rivals: Sequence[str] = ()
    anchor: Anchor | None = None


class Vault:
    """`files` are all files of the vault; `read_facts` gives the facts of a note or canvas, None if it has none.

    `whole` tells that every note is known or may be read, so that counts over the vault are true. `read_bytes` gives
    so many first bytes of a file (-1: all), by default from below `root`; b"" if it cannot be read.

    Another state of the same vault may have the same `files`, if no name changed, and the same `git`. `lacks` tells of
    a note, without its facts, that it surely has not a trait (`facts.OPEN` and its like). `indexes` are those of the
    state before, told of each note that is another now. `known_aliases` gives the aliases of a note that need not be
    read for them, else None.
    """

    def __init__(
        self,
        root: Path,
        settings: VaultSettings,
        files: FileNames | Iterable[str],
        read_facts: Callable[[str], Facts | None],
        whole: bool = False,
        git: GitHistory | None = None,
        read_bytes: Callable[[str, int], bytes] | None = None,
        lacks: Callable[[str, int], bool] | None = None,
        indexes: NoteIndexes | None = None,
        known_aliases: Callable[[str], Sequence[str] | None] | None = None,
    ) -> None:
        self.root = root
        self.settings = settings
        self.whole = whole
        self.names = files if isinstance(files, FileNames) else FileNames(files, settings)
        self.index = self.names.index
        self.resolver = self.names.resolver
        self.history = git or GitHistory(root)
        self._indexes = indexes or NoteIndexes()
        self._known_aliases = known_aliases or _nothing_known
        self._read_facts = read_facts
        self._lacks = lacks or _never
        self.read_bytes = read_bytes or self._bytes_on_disk
        self.valid_until = math.inf  # the first moment at which `is_past` answers otherwise
        self._facts: dict[str, Facts | None] = {}
        self._outlines: dict[str, Outline | None] = {}
        self._slugs: dict[str, tuple[Outline, dict[str, int]]] = {}
        self._suggestions: dict[str, tuple[Outline, HeadingSuggestions]] = {}
        self._anywhere: dict[tuple[bool, str], Resolution] = {}
        self._by_folder: dict[tuple[bool, str, str], Resolution] = {}
        self._unsettled: tuple[Facts | None, list[tuple[LinkFact, Resolution]]] = (None, [])

    @property
    def is_commonmark(self) -> bool:
        """Whether links are read as CommonMark and GitHub read them, and wikilinks are text."""
        return self.settings.flavor == "commonmark"

    def resolver_for(self, index: FileIndex) -> Resolver:
        """Return a resolver of the vault's flavor over these files."""
        return resolver_for(self.settings, index)

    def is_text(self, link: LinkFact) -> bool:
        """Whether a link is none: cut by a table, or a wikilink in a commonmark folder."""
        return link.place == "cut" or (self.is_commonmark and not is_markdown(link) and link.kind in _WIKI)

    def is_past(self, moment: float) -> bool:
        """Whether a moment (seconds since 1970) is past. Rules ask this, so that it is known how long results hold."""
        if moment < time():
            return True
        self.valid_until = min(self.valid_until, moment)
        return False

    def facts(self, path: str) -> Facts | None:
        """The facts of a note or canvas of the vault, read when first asked for."""
        if path not in self._facts:
            self._facts[path] = self._read_facts(path)
        return self._facts[path]

    def notes(self, trait: int = 0) -> Iterator[Facts]:
        """The facts of all notes and canvases, in the order of their paths. Only for a whole vault.

        With a `trait` at least of those that have it.
        """
        for path in self.names.in_order:
            if not is_note(path) or (trait and self._lacks(path, trait)):
                continue
            if (facts := self.facts(path)) is not None:
                yield facts

    def outline(self, path: str) -> Outline | None:
        """Headings and blocks of a note; None if it is not a note or cannot be read."""
        if path not in self._outlines:
            facts = self.facts(path) if path.lower().endswith(".md") else None
            self._outlines[path] = Outline(facts) if facts is not None else None
        return self._outlines[path]

    def heading_suggestions(self, path: str) -> HeadingSuggestions | None:
        """Return what links to missing headings of a note may have meant; None if it is not a note."""
        outline = self.outline(path)
        if outline is None:
            return None
        known = self._suggestions.get(path)
        if known is None or known[0] is not outline:
            known = self._suggestions[path] = (outline, HeadingSuggestions(outline))
        return known[1]

    def resolve(self, link: LinkFact, source: str) -> Resolution:
        """Target of a link of the note `source`, as Obsidian resolves it."""
        kind, text = link.kind, link.target
        markdown = is_markdown(link)
        if kind == "autolink" or (markdown and ":" in text and text[0] != "."):
            return Resolution("external", None, Target(text, "", True))
        if "{{" in text or "<%" in text:
            return Resolution("template", None, Target(text, ""))
        if kind == "canvas":
            return self._canvas_node(link)
        if text.startswith("#"):
            return self._within(split_target(markdown, text), Found(source))
        known = self._anywhere.get((markdown, text))
        if known is not None:
            return known
        folder = source.rpartition("/")[0]
        known = self._by_folder.get((markdown, text, folder))
        return known if known is not None else self._resolve(markdown, text, source, folder)

    def _resolve(self, markdown: bool, text: str, source: str, folder: str) -> Resolution:
        target = split_target(markdown, text)
        if target.external:
            return Resolution("external", None, target)
        if not target.linkpath:
            return self._within(target, Found(source))
        if self.is_commonmark and target.linkpath.startswith("//"):
            return Resolution("external", None, target)  # a URL that takes the scheme of its page
        found = self.resolver.resolve(target.linkpath, source)
        if self.is_commonmark and found.path is None and self._is_above(target.linkpath, source):
            return Resolution("external", None, target)
        resolution = self._within(target, found)
        if self.is_commonmark or "/" in target.linkpath or found.candidates or found.rivals:
            self._by_folder[markdown, text, folder] = resolution
        else:
            self._anywhere[markdown, text] = resolution  # a bare name without a rival leads everywhere to the same
        return resolution

    def _is_above(self, linkpath: str, source: str) -> bool:
        """Whether a link of a commonmark folder leads to a file or folder above its root."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), linkpath))
        return path.startswith("../") and any(os.path.lexists(self.root / name) for name in (path, f"{path}.md"))

    def unsettled(self, facts: Facts) -> list[tuple[LinkFact, Resolution]]:
        """The links of a note that do not simply lead to a file: broken, ambiguous, or with rivals of that name.

        Several rules ask for the same note one after the other: its answer is kept until another note is asked for.
        """
        if self._unsettled[0] is not facts:
            self._unsettled = (facts, list(self._find_unsettled(facts)))
        return self._unsettled[1]

    def _find_unsettled(self, facts: Facts) -> Iterator[tuple[LinkFact, Resolution]]:
        known = self._anywhere.get
        for link in facts.links:
            kind, text = link.kind, link.target
            markdown = kind in _MARKDOWN or (kind == "property" and is_markdown(link))
            if not text or kind == "autolink" or (markdown and text[:4] == "http" and ":" in text):
                continue  # what `resolve` would say of it first
            if link.place in _NEVER_REPORTED or self.is_text(link):
                continue
            found = known((markdown, text)) or self.resolve(link, facts.path)
            if found.rivals or found.status in _UNSETTLED:
                yield link, found

    def _within(self, target: Target, found: Found) -> Resolution:
        """Look after the `#`, in the file that was found."""
        path, candidates, rivals = found
        if path is None:
            return Resolution("missing-note", None, target)
        anchor = self.find_anchor(path, target.subpath) if target.subpath else None
        if candidates:
            return Resolution("ambiguous", path, target, candidates, rivals, anchor)
        if anchor is not None and anchor.missing:
            status: Status = "missing-block" if anchor.kind == "block" else "missing-heading"
            return Resolution(status, path, target, (), rivals, anchor)
        return Resolution("resolved", path, target, (), rivals, anchor)

    def find_anchor(self, path: str, subpath: str) -> Anchor | None:
        """Target of a subpath in a note; None where any fragment is allowed: other files, areas of a drawing."""
        outline = self.outline(path)
        if outline is not None and self.is_commonmark:
            return self._find_slug(path, outline, subpath)
        if outline is None or (outline.facts.kind == "excalidraw" and subpath.startswith("#^") and "=" in subpath):
            return None
        return outline.find(subpath)

    def has_block(self, path: str, subpath: str) -> bool:
        """Whether a subpath would lead to a block of a note if it had a `^` after its `#`."""
        outline = self.outline(path)
        return outline is not None and subpath.lstrip("#").strip().lower() in outline.blocks

    def _find_slug(self, path: str, outline: Outline, subpath: str) -> Anchor:
        from vaultlint.resolution.commonmark import find_anchor, slugs

        known = self._slugs.get(path)
        if known is None or known[0] is not outline:
            known = self._slugs[path] = (outline, slugs(outline))
        return find_anchor(outline, known[1], subpath)

    def slug_of(self, path: str, heading: HeadingFact) -> str:
        """Return the anchor of a heading of the note at `path` as GitHub makes it."""
        from vaultlint.resolution.commonmark import numbered_slugs, slug

        outline = self.outline(path)
        if outline is None or heading not in outline.facts.headings:
            return slug(heading.text)
        return numbered_slugs(outline)[outline.facts.headings.index(heading)]

    def _canvas_node(self, link: LinkFact) -> Resolution:
        """A file node holds an exact path of the vault, and its subpath apart."""
        target = Target(link.target, link.text)
        path = self.index.at(path_key(link.target))
        if path is None or plain_form(path) != plain_form(link.target):
            return Resolution("missing-note", None, target)
        return self._within(target, Found(path))

    def name_with_hash(self, link: LinkFact) -> str | None:
        """The file whose name has the `#` that splits the link's target; None if there is none."""
        if "#" not in link.target.lstrip("#") and "%23" not in link.target:
            return None
        text = decode_uri(link.target) if is_markdown(link) else link.target
        parts = path_key(text.replace("%23", "#").strip()).split("#")
        # The name may be followed by a heading: the longest text that is a file's name counts.
        for count in range(len(parts), 1, -1):
            name = "#".join(parts[:count]).rpartition("/")[2].strip()
            for key in (name, name + ".md"):
                if "#" in name and (named := self.index.named(key)):
                    return named[0]
        return None

    def notes_with_alias(self, alias: str) -> list[str]:
        """The notes that have an alias, sorted. Of notes not yet read, only those that may have it are read."""
        key = path_key(alias.strip())
        if self.whole:
            return self._index("aliases", HAS_ALIASES, _alias_keys).notes(key)
        known = ((path, self.facts(path)) for path in self._unread_aliases.candidates(alias))
        return sorted(
            path for path, facts in known if facts is not None and key in (path_key(one) for one in facts.aliases)
        )

    @cached_property
    def _unread_aliases(self) -> AliasIndex:
        from vaultlint.resolution.aliases import HEAD, AliasIndex

        notes = (path for path in self.index if path.lower().endswith(".md"))
        read = self.read_bytes
        return AliasIndex(notes, lambda path: read(path, HEAD), lambda path: read(path, -1), self._known_aliases)

    def _bytes_on_disk(self, path: str, size: int) -> bytes:
        try:
            with (self.root / path).open("rb", buffering=0) as file:
                return file.read(size) or b""
        except OSError:
            return b""

    def _index(
        self, kind: str, trait: int, keys: Callable[[Facts], Iterable[str]], names: FileNames | None = None
    ) -> NoteIndex:
        """An index over all notes, up to date: of the keys of those with a trait. They may depend on names of files."""
        index = self._indexes.get(kind, names)
        index.update(lambda: self.notes(trait), self._facts_if_there, keys)
        return index

    def _facts_if_there(self, path: str) -> Facts | None:
        return self.facts(path) if is_note(path) and path in self.index else None

    def retire(self) -> None:
        """Leave the indexes to the next state of the vault: what is asked of this one later is counted anew."""
        self._indexes = NoteIndexes()

    def linking(self, paths: Iterable[str]) -> list[Facts]:
        """The notes with links that may lead to one of these files, there or not, by the last part of their targets.

        The files themselves, if they are notes, and notes in the order of their paths. Only for a whole vault.
        """
        if self.is_commonmark:  # a destination may be a folder, and stand for a page in it
            return list(self.notes())
        index = self._index("links", 0, _linked_names)
        found: set[str] = set()
        for path in paths:
            name = path_key(path).rpartition("/")[2]
            for key in (name, name.removesuffix(".md"), name.removesuffix(".md").removesuffix(".md")):
                found.update(index.notes(key))
            if is_note(path) and path in self.index:
                found.add(path)
        return [facts for path in sorted(found) if (facts := self.facts(path)) is not None]

    def count_mentions(self, linkpath: str) -> int:
        """Number of notes that link to a missing note. Only for a whole vault."""
        return self._index("missing", OPEN, self._missing_names, self.names).count(name_key(linkpath))

    def _missing_names(self, facts: Facts) -> Iterator[str]:
        """The keys of the missing notes that a note asks for."""
        for link in facts.links:
            if link.is_hidden or self.is_text(link):
                continue
            if (here := self.resolve(link, facts.path)).status == "missing-note":
                yield name_key(here.target.linkpath)

    @cached_property
    def web_links(self) -> Elsewhere:
        """The links of all notes to the web, by what they name. Only for a whole vault."""
        from vaultlint.link_text.suggest_url import ElsewhereInVault, mentioned

        every = (one for facts in self.notes(LINKS_TO_WEB) for one in mentioned(facts))
        return ElsewhereInVault(every, self._with_title)

    def _with_title(self, title: str) -> Iterator[Facts]:
        """The notes that link to the web by a text, case folded."""
        from vaultlint.link_text.suggest_url import titles

        index = self._index("titles", LINKS_TO_WEB, titles)
        return (facts for path in index.notes(title) if (facts := self.facts(path)) is not None)

    @property
    def similar_notes(self) -> SimilarNames:
        return self.names.similar_notes

    @property
    def similar_files(self) -> SimilarNames:
        return self.names.similar_files

    @property
    def files_by_stem(self) -> dict[str, list[str]]:
        return self.names.files_by_stem

    @property
    def nearest(self) -> NearestFiles:
        return self.names.nearest

    @property
    def gone(self) -> tuple[Resolver, ...]:
        """Resolvers of links over files that git knows and the vault no longer has: since HEAD, then ever."""
        return self.history.gone

    @property
    def git(self) -> GitView | None:
        """Git's history of missing files; None outside a work tree. Read only when a link is broken."""
        return self.history.view

    @property
    def commit_dates(self) -> CommitDates:
        """The dates of commits that changed notes. A rule that asks for them says so with `needs=("git",)`."""
        return self.history.dates


def _never(path: str, trait: int) -> bool:
    return False


def index_makers() -> list[Callable[[Vault], object]]:
    """Return what makes, a piece each, what a broken link, a fix or a rename asks for first. For a whole vault."""

    def compare_names(vault: Vault) -> None:
        for names in (vault.similar_notes, vault.similar_files):
            for length in range(_LONGEST_SIMILAR):
                names.a_slip_away("a" * length)

    return [
        lambda vault: vault.notes_with_alias(""),
        lambda vault: vault.count_mentions(""),
        lambda vault: vault.linking(()),
        lambda vault: vault.web_links.likely(_ANY_TITLE, _ANY_URL),
        compare_names,
    ]


def _alias_keys(facts: Facts) -> Iterator[str]:
    return (path_key(alias) for alias in facts.aliases)


def _linked_names(facts: Facts) -> Iterator[str]:
    """The last parts of the paths that the links of a note name, as they are compared, without `.md`."""
    for link in facts.links:
        if link.kind == "canvas":
            yield name_key(link.target)
        elif link.kind != "autolink" and link.target:
            target = split_target(is_markdown(link), link.target)
            if target.linkpath and not target.external:
                yield name_key(target.linkpath)


def _nothing_known(path: str) -> None:
    return None


def is_markdown(link: LinkFact) -> bool:
    """Whether the destination is Markdown's: percent escapes count, a colon makes it external."""
    if link.kind == "property":
        return "](" in link.raw and not link.raw.startswith(("[[", "![["))
    return link.kind in _MARKDOWN
