"""`vaultlint links` without the web: the list of links, its graph, and the views of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.links_options import GRAPH_FORMATS, LIST_FORMATS, LinksOptions, ViewOptions
from vaultlint.cli.options import VaultOptions
from vaultlint.cli.say import say, show_text
from vaultlint.cli.sessions import check_all, open_sessions, root_of
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.facts import Facts
from vaultlint.resolution.file_index import name_key, path_key
from vaultlint.rule_selection import ALWAYS, Selection, nearest
from vaultlint.vault import graph_formats, link_table
from vaultlint.vault.files import relative
from vaultlint.vault.link_graph import LinkGraph, build_graph
from vaultlint.vault.link_table import LinkRow
from vaultlint.vault.unwritten_notes import UnwrittenNote, find_unwritten
from vaultlint.vault.uses import dead_ends, orphan_notes
from vaultlint.vault.vault import Vault

#: Formats for eyes, in which unseen characters are drawn and lines are not commands to GitHub.
_FOR_PEOPLE = ("text", "dot", "mermaid")

#: Askers of a missing note that a line of text names.
_NAMED = 3


@dataclass(slots=True)
class _Listing:
    """The notes that are asked about, in a vault of which all links may be known.

    `prefix` comes before the paths of a vault in a folder of vaults.
    """

    session: Session
    chosen: Sequence[str]
    prefix: str = ""

    def facts(self) -> list[Facts]:
        """The facts of the chosen notes; without those that could not be read."""
        return [facts for path in self.chosen if (facts := self.session.vault.facts(path)) is not None]

    def rows(self) -> list[LinkRow]:
        """The links of the chosen notes."""
        return link_table.list_links(self.session.vault, self.facts())

    def all_rows(self) -> list[LinkRow]:
        """The links of all notes, those too that are not checked."""
        return link_table.list_links(self.session.vault, self.session.vault.notes())

    def graph(self) -> LinkGraph:
        return build_graph(self.all_rows(), self.chosen)


def list_links(options: LinksOptions, view: str | None) -> int:
    """Print the list, the graph or a view. The exit status."""
    form, file = _target(options, view)
    listings = _read(options.paths, options.vault, whole=view is not None and view != "external")
    if options.views.create:
        from vaultlint.cli.create_notes import create_notes

        missing = [(listing.session, _missing_notes(listing, options.views)) for listing in listings]
        return create_notes(missing, options.views, diff=options.fixes.diff)
    rendered = _links(listings, form) if view is None else _VIEWS[view](listings, form, options.views)
    if file is not None:
        _write(file, rendered)
    elif form in _FOR_PEOPLE:
        show_text(rendered)
    else:
        click.echo(rendered, nl=False)
    sessions = [listing.session for listing in listings]
    for session in sessions:
        for each in session.diagnostics():
            if each.rule in ALWAYS:
                say(f"vaultlint: {each.path}: {each.message}; links in it are not listed.")
    return 2 if any(session.failed for session in sessions) else 0


def _target(options: LinksOptions, view: str | None) -> tuple[str, Path | None]:
    """The format and the file to write, None for standard output."""
    named, files = options.output.output_format, options.output.output_file
    if len(named) > 1 or len(files) > 1:
        raise Failure("links are listed in one format: give --format and --output-file once.")
    form = named[0] if named else "text"
    if form in GRAPH_FORMATS and view is not None:
        raise Failure(f"--format {form} draws all links: leave out --{view}.")
    known = LIST_FORMATS if view is not None else (*LIST_FORMATS, *GRAPH_FORMATS)
    if form not in known:
        raise Failure(f"unknown format '{form}'.{nearest(form, known)} Known: {', '.join(known)}.")
    return form, files[0] if files else None


def _read(paths: Sequence[Path], options: VaultOptions, *, whole: bool) -> list[_Listing]:
    """The vaults with their facts; `whole` where links of notes count that are not asked about."""
    if whole and paths:
        for path in paths:
            if not os.path.lexists(path):
                raise Failure(f"{path}: no such file or folder.")
        options = replace(options, vault=root_of(paths, options))
    sessions = open_sessions(() if whole else paths, options, Selection(select=()))
    check_all(sessions, options, facts_only=True)
    top = Path(os.path.commonpath([session.root for session in sessions]))
    listings = []
    for session in sessions:
        inside = [relative(session.root, path) for path in paths] if whole else []
        folders = tuple(f"{one}/" for one in inside if one)
        all_of_it = not inside or "" in inside
        chosen = [path for path in session.chosen if all_of_it or path in inside or path.startswith(folders)]
        prefix = "" if session.root == top else f"{session.root.relative_to(top).as_posix()}/"
        listings.append(_Listing(session, chosen, prefix))
    return listings


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise Failure(f"{file}: the list cannot be written: {error.strerror}.") from None


def _links(listings: Sequence[_Listing], form: str) -> str:
    """The list of links or, in a format of graphs, the graph."""
    if form not in graph_formats.FORMATS:
        return link_table.render_links([row for listing in listings for row in listing.rows()], form)
    rows = [_below(listing.prefix, row) for listing in listings for row in listing.rows()]
    graph = build_graph(rows, [listing.prefix + facts.path for listing in listings for facts in listing.facts()])
    if form == "mermaid" and len(graph.edges) > graph_formats.MERMAID_EDGES:
        say(
            f"vaultlint: the graph has {len(graph.edges):,} links, and Mermaid draws {graph_formats.MERMAID_EDGES} "
            "unless its maxEdges is raised: name a folder, or use --format dot."
        )
    return graph_formats.render_graph(graph, form)


def _below(prefix: str, row: LinkRow) -> LinkRow:
    path = prefix + row.path if row.path is not None else None
    return row._replace(source=prefix + row.source, path=path) if prefix else row


# Views


def _external(listings: Sequence[_Listing], form: str, options: ViewOptions) -> str:
    rows = [row for listing in listings for row in listing.rows() if row.status == "external"]
    if form != "text":
        return link_table.render_links(rows, form)
    return _lines(f"{row.source}:{row.line}:{row.column}: {row.target}" for row in rows)


def _orphans(listings: Sequence[_Listing], form: str, options: ViewOptions) -> str:
    return _paths(listings, form, orphan_notes)


def _dead_ends(listings: Sequence[_Listing], form: str, options: ViewOptions) -> str:
    return _paths(listings, form, dead_ends)


def _paths(listings: Sequence[_Listing], form: str, select: Callable[[Vault], Sequence[str]]) -> str:
    """Some notes with the number of notes that link to them, and to which they link."""
    rows = []
    for listing in listings:
        graph, chosen = listing.graph(), set(listing.chosen)
        for path in select(listing.session.vault):
            if path in chosen:
                rows.append((listing.prefix + path, graph.incoming.get(path, 0), graph.outgoing.get(path, 0)))
    return _table(("path", "incoming", "outgoing"), rows, form, lambda row: row[0])


def _table(
    header: tuple[str, ...], rows: Sequence[tuple[Any, ...]], form: str, line: Callable[[tuple[Any, ...]], str]
) -> str:
    if form == "json":
        return link_table.as_json([dict(zip(header, row, strict=True)) for row in rows])
    if form == "csv":
        return link_table.as_csv(header, rows)
    return _lines(line(row) for row in rows)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{visible(line)}\n" for line in lines)


def _missing_notes(listing: _Listing, options: ViewOptions) -> list[UnwrittenNote]:
    found = find_unwritten(listing.session.vault, listing.facts())
    return [each for each in found if len(each.notes) >= options.at_least]


def _missing(listings: Sequence[_Listing], form: str, options: ViewOptions) -> str:
    found = [(listing.prefix, each) for listing in listings for each in _missing_notes(listing, options)]
    if form == "json":
        return link_table.as_json([_as_json(prefix, each) for prefix, each in found])
    header = ("name", "notes", "links", "path", "meant")
    rows = [(each.name, len(each.notes), len(each.links), each.path or "", each.meant) for _, each in found]
    if form == "csv":
        return link_table.as_csv(header, rows)
    width = max((len(str(row[1])) for row in rows), default=1)
    return _lines(f"{len(each.notes):>{width}} {each.name}  ({_remark(prefix, each)})" for prefix, each in found)


def _as_json(prefix: str, each: UnwrittenNote) -> dict[str, Any]:
    return {
        "name": each.name,
        "notes": len(each.notes),
        "links": [
            {"source": prefix + source, "line": link.row, "column": link.column, "raw": link.raw}
            for source, link in each.links
        ],
        "path": prefix + each.path if each.path is not None else None,
        "cause": each.cause,
        "meant": [prefix + path for path in each.meant],
    }


def _remark(prefix: str, each: UnwrittenNote) -> str:
    """Remark on a missing note: the note probably meant, else the notes that link to it."""
    if each.meant:
        return f"did you mean {' or '.join(each.meant)}?"
    first = {source: f"{prefix}{source}:{link.row}" for source, link in reversed(each.links)}
    shown = [first[source] for source in each.notes[:_NAMED]]
    rest = len(each.notes) - len(shown)
    return ", ".join(shown) + (f", and {rest:,} more" if rest else "")


def _backlinks(listings: Sequence[_Listing], form: str, options: ViewOptions) -> str:
    named = options.backlinks or ""
    found = [(listing, target) for listing in listings if (target := _named(listing.session, named)) is not None]
    if not found:
        listed = [(listing, row) for listing in listings for row in listing.all_rows() if row.path is None]
        rows = [row for _, row in listed if row.status == "missing-note" and name_key(row.target) == name_key(named)]
        if not rows:
            raise Failure(f"{named}: no such note, and no link asks for one")
    else:
        rows = [row for one, target in found for row in one.all_rows() if target in (row.path, *row.candidates)]
    chosen = {path for listing in listings for path in listing.chosen}
    rows = [row for row in rows if row.source in chosen]
    if form != "text":
        return link_table.render_links(rows, form)
    return _lines(f"{row.source}:{row.line}:{row.column}: {' '.join(row.raw.split())}" for row in rows)


def _named(session: Session, named: str) -> str | None:
    """The file that is meant: by its path from the current folder or in the vault, or as a link names it."""
    for name in (named, f"{named}.md"):
        path = Path(name)
        inside = relative(session.root, path) if os.path.lexists(path) and not path.is_dir() else None
        for each in (inside, session.vault.index.at(path_key(name))):
            if each:
                return each
    return session.vault.resolver.resolve(named, "").path


#: Option → what prints it.
_VIEWS: dict[str, Callable[[Sequence[_Listing], str, ViewOptions], str]] = {
    "missing": _missing,
    "orphans": _orphans,
    "dead-ends": _dead_ends,
    "backlinks": _backlinks,
    "external": _external,
}
