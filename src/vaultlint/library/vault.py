"""A vault and its notes, read when something is first asked about them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.facts import BlockFact, Facts, HeadingFact, LinkFact
from vaultlint.library.opening import Source
from vaultlint.library.records import Link, Target, make_link, make_target
from vaultlint.library.tables import count_words, link_row, make_graph
from vaultlint.note import Note as ParsedNote
from vaultlint.note import SpanKind
from vaultlint.resolution.file_index import name_key
from vaultlint.rule_selection import Selection
from vaultlint.vault.attachments import ATTACHMENTS
from vaultlint.vault.broken_links import asks_for_file
from vaultlint.vault.link_table import resolved_links
from vaultlint.vault.uses import dead_ends, orphan_notes

if TYPE_CHECKING:
    import networkx

    from vaultlint.library.fixes import Fixes


def open_vault(
    root: str | os.PathLike[str] = ".",
    *,
    select: Sequence[str] | None = None,
    extend_select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    config: str | os.PathLike[str] | None = None,
    isolated: bool = False,
    trust_config: bool = False,
    jobs: int = 1,
) -> Vault:
    """Open the vault at `root`, the folder with `.obsidian` or any folder of notes. Nothing is read yet.

    select, extend_select, ignore: rules and groups, as the options of `vaultlint check`.
    config: a configuration file, instead of the one found at the root or above.
    isolated: read no configuration file.
    trust_config: let the configuration that is found name code, and files outside the vault.
    jobs: processes that read the notes; 0 for as many as there are processors.

    Raises:
        Failure: there is no such folder, or it holds several vaults; later, that the configuration cannot be used.

    """
    folder = Path(root).absolute()
    if not folder.is_dir():
        raise Failure(f"{root}: no such folder. `open_vault` takes the root folder of a vault.")
    selection = Selection(
        None if select is None else tuple(select), tuple(extend_select), tuple(ignore), "the arguments of open_vault"
    )
    return Vault(Source(folder, selection, None if config is None else Path(config), isolated, trust_config, jobs))


class Note:
    """A note or canvas of a vault. Paths are relative to the vault, with `/`."""

    __slots__ = ("_facts", "_vault")

    def __init__(self, vault: Vault, facts: Facts) -> None:
        self._vault = vault
        self._facts = facts

    def __repr__(self) -> str:
        return f"Note({self.path!r})"

    @property
    def path(self) -> str:
        return self._facts.path

    @property
    def name(self) -> str:
        """The file's name without folder and ending, as a wikilink calls it."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    @property
    def kind(self) -> str:
        """note, template, canvas, excalidraw, kanban, or conflict (a merge that is not over)."""
        return self._facts.kind

    @property
    def headings(self) -> list[HeadingFact]:
        """The headings that can be linked to: `level`, `text` as written, `row` from 1."""
        return list(self._facts.headings)

    @property
    def blocks(self) -> list[BlockFact]:
        """Block ids, and footnotes as `[^label]`: `id`, and `row` and `column` from 1."""
        return list(self._facts.blocks)

    @property
    def aliases(self) -> list[str]:
        return list(self._facts.aliases)

    @property
    def tags(self) -> list[str]:
        """The tags of properties and text, without `#`, each once and as first written."""
        found: dict[str, str] = {}
        for tag in self._facts.tags:
            found.setdefault(tag.name.lower(), tag.name)
        return list(found.values())

    @property
    def links(self) -> list[Link]:
        """The links of the note in the order of the text, embeds and links to the web included."""
        return list(self._vault._links_of.get(self.path, ()))

    @property
    def backlinks(self) -> list[Link]:
        """The links of other notes that lead here."""
        return self._vault.backlinks(self.path)

    @property
    def text(self) -> str:
        """The text as it is on the disk now.

        Raises:
            Failure: it cannot be read any more.

        """
        return self._vault.read_text(self.path)

    @property
    def properties(self) -> dict[str, Any]:
        """The front matter: texts, numbers, booleans, None, lists and dictionaries; dates as written.

        Empty if there is none, or if it is not YAML (`invalid-frontmatter` reports that).
        """
        return self._vault._properties_of(self.path)

    def _row(self) -> dict[str, Any]:
        links = self.links
        return {
            "path": self.path,
            "name": self.name,
            "kind": self.kind,
            "words": count_words(self.text),
            "links": sum(link.path is not None for link in links),
            "external_links": sum(link.is_external for link in links),
            "broken_links": sum(link.is_broken for link in links),
            "backlinks": len(self.backlinks),
            "tags": len(self.tags),
        }

    def spans(self, kind: type[SpanKind]) -> list[SpanKind]:
        """All constructs of a kind, in order: `from vaultlint.api import Callout, Code, ListItem, …`."""
        return self._vault._parsed(self.path).spans(kind)


class Vault:
    """A vault, as `vaultlint check` and `vaultlint links` see it.

    Notes are those that a check looks at: `exclude` and `.gitignore` leave notes out, which links may still lead to.
    What was read is kept; `refresh` drops it.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def __repr__(self) -> str:
        return f"Vault({str(self.root)!r})"

    @property
    def root(self) -> Path:
        return self._source.root

    @property
    def flavor(self) -> str:
        """obsidian, or commonmark for folders whose links are read as on GitHub."""
        return self._read.settings.flavor

    @property
    def notices(self) -> list[str]:
        """Notices that the command line would print to standard error, such as ignored configuration keys."""
        return list(self._source.notices)

    def refresh(self) -> None:
        """Forget what was read, so that the next question sees files as they are then."""
        for name in ("_read", "_checked", "_by_path", "_links_of", "_backlinks"):
            self.__dict__.pop(name, None)

    # Notes and files

    @property
    def notes(self) -> list[Note]:
        """The Markdown notes, by path."""
        return [note for note in self._by_path.values() if note.kind != "canvas"]

    @property
    def canvases(self) -> list[Note]:
        return [note for note in self._by_path.values() if note.kind == "canvas"]

    @property
    def files(self) -> list[str]:
        """All files that a link can have as target, by path."""
        return list(self._read.tree.files)

    @property
    def attachments(self) -> list[str]:
        """The images, audio and video files and PDFs among them."""
        return [path for path in self.files if path.lower().endswith(ATTACHMENTS)]

    @property
    def unreadable(self) -> list[str]:
        """The notes that are not UTF-8 or could not be read; `diagnostics` say why."""
        return [path for path in self._read.chosen if path not in self._by_path]

    def __iter__(self) -> Iterator[Note]:
        return iter(self.notes)

    def __len__(self) -> int:
        return len(self.notes)

    def __contains__(self, path: object) -> bool:
        return path in self._by_path

    def __getitem__(self, path: str) -> Note:
        """The note or canvas at a path, such as `Projects/Plan.md`."""
        return self._by_path[path]

    def find(self, name: str, source: str = "") -> Note | None:
        """Return the note that a wikilink `[[name]]` in the note `source` leads to; None if there is none."""
        path = self.resolve(name, source).path
        return None if path is None else self._by_path.get(path)

    def resolve(self, target: str, source: str = "") -> Target:
        """Return what a wikilink to `target`, such as `Plan#Risks`, leads to from the note `source`."""
        link = LinkFact("wikilink", f"[[{target}]]", target, "", 0, 0, 1, 1, 1, 1, 0, 0, "text", False)
        return make_target(self._read.vault.resolve(link, source))

    # Links

    @property
    def links(self) -> list[Link]:
        """Every link of every note and canvas, in the order of `vaultlint links`."""
        return [link for links in self._links_of.values() for link in links]

    def backlinks(self, path: str) -> list[Link]:
        """Return the links of other notes and canvases that lead to a note, an attachment, or any other file."""
        return list(self._backlinks.get(path, ()))

    def orphans(self) -> list[Note]:
        """Return the notes that the rule `orphan-note` reports: no other note, canvas or base leads there."""
        return [self._by_path[path] for path in orphan_notes(self._read.vault) if path in self._by_path]

    def dead_ends(self) -> list[Note]:
        """Return the notes from which no link leads to another note or canvas; templates apart."""
        return [self._by_path[path] for path in dead_ends(self._read.vault) if path in self._by_path]

    def unwritten(self) -> dict[str, list[Link]]:
        """Return the notes that links ask for and that do not exist, by name, the most wanted first."""
        found: dict[str, tuple[str, list[Link]]] = {}
        for facts, link, resolved in self._resolved:
            linkpath = resolved.target.linkpath
            if resolved.status == "missing-note" and not link.is_hidden and not asks_for_file(link, linkpath):
                name = linkpath.rpartition("/")[2].removesuffix(".md")
                found.setdefault(name_key(linkpath), (name, []))[1].append(make_link(facts.path, link, resolved))
        return dict(sorted(found.values(), key=lambda one: (-len({link.source for link in one[1]}), one[0])))

    # Tags

    def tags(self) -> dict[str, list[str]]:
        """Return the tags, as first written and sorted, and the paths of the notes with each."""
        spelled: dict[str, str] = {}
        paths: dict[str, list[str]] = {}
        for note in self._by_path.values():
            for tag in note.tags:
                spelled.setdefault(tag.lower(), tag)
                paths.setdefault(tag.lower(), []).append(note.path)
        return {spelled[key]: paths[key] for key in sorted(paths)}

    # Diagnostics and fixes

    def diagnostics(self) -> list[Diagnostic]:
        """Return what `vaultlint check` reports, in its order, without regard to a baseline.

        Raises:
            Failure: the configuration cannot be used, or names a rule that does not exist.

        """
        from vaultlint.baseline import assign_fingerprints

        return assign_fingerprints(self._checked.diagnostics())

    def fix(self, *, unsafe: bool = False) -> Fixes:
        """Work out the fixes of the selected rules and verify them. Nothing is written before `Fixes.write`.

        unsafe: also apply fixes that are probable, not certain.
        """
        from vaultlint.library.fixes import Fixes

        return Fixes(self._source.open_checked(), unsafe=unsafe)

    # Tables and graph

    def graph(self) -> networkx.DiGraph[str]:
        """Return the notes, files and unwritten notes with the links between them, as a networkx graph.

        A node is a path, or the name of what is missing; its `kind` is note, file or missing. An edge has a `weight`,
        the number of links, and a `status`, the worst of theirs.

        Raises:
            Failure: networkx is not installed.

        """
        return make_graph((note.path for note in (*self.notes, *self.canvases)), self.links)

    def links_table(self) -> list[dict[str, Any]]:
        """Return the links as rows for `pandas.DataFrame` or `polars.DataFrame`."""
        return [link_row(link) for link in self.links]

    def notes_table(self) -> list[dict[str, Any]]:
        """Return the notes as rows: path, name, kind, and how many links, backlinks, broken links, tags and words."""
        return [note._row() for note in self.notes]

    def properties_table(self) -> list[dict[str, Any]]:
        """Return the properties of the notes as rows: path, and each property of any note; None where it is not."""
        found = [(note.path, note.properties) for note in self.notes]
        names = dict.fromkeys(name for _, values in found for name in values if name != "path")
        return [{"path": path, **{name: values.get(name) for name in names}} for path, values in found]

    def tags_table(self) -> list[dict[str, Any]]:
        """Return every use of a tag as a row: path, tag, line."""
        return [{"path": note.path, "tag": tag.name, "line": tag.row} for note in self for tag in note._facts.tags]

    def read_text(self, path: str) -> str:
        """Return the text of a note as it is on the disk now.

        Raises:
            Failure: it cannot be read.

        """
        text = self._read.read_text(path)
        if text is None:
            raise Failure(f"{self.root / path}: the file cannot be read. Is it still there?")
        return text

    # What was read

    @cached_property
    def _read(self) -> Session:
        """The facts of all notes, without any rule."""
        return self._source.open_facts()

    @cached_property
    def _checked(self) -> Session:
        return self._source.open_checked()

    @cached_property
    def _by_path(self) -> dict[str, Note]:
        session = self._read
        results = ((path, session.results.get(path)) for path in session.chosen)
        return {path: Note(self, result.facts) for path, result in results if result is not None and result.facts}

    @property
    def _resolved(self) -> Iterator[tuple[Facts, LinkFact, Any]]:
        vault = self._read.vault
        for note in self._by_path.values():
            for link, found in resolved_links(vault, note._facts):
                yield note._facts, link, found

    @cached_property
    def _links_of(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for facts, link, resolved in self._resolved:
            found.setdefault(facts.path, []).append(make_link(facts.path, link, resolved))
        return found

    @cached_property
    def _backlinks(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            if link.path is not None and link.path != link.source:
                found.setdefault(link.path, []).append(link)
        return found

    def _parsed(self, path: str) -> ParsedNote:
        return ParsedNote(path, self.read_text(path), self._read.settings)

    def _properties_of(self, path: str) -> dict[str, Any]:
        from vaultlint.markdown.property_values import property_values

        if path.lower().endswith(".canvas"):
            return {}
        note = self._parsed(path)
        return property_values(note.text, note.front_matter)
