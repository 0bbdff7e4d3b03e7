"""Navigation: definition, references, links, symbols, backlink counts."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from vaultlint.facts import BlockFact, Facts, HeadingFact, LinkFact
from vaultlint.markdown.spans import Heading, ReferenceUse
from vaultlint.resolution.file_index import name_key, path_key
from vaultlint.server.cursor import FootnoteUse, TagUse, footnotes, tags, thing_at
from vaultlint.server.vaults import VaultState
from vaultlint.vault.vault import Resolution

#: More symbols and links than this are not returned.
MOST_SYMBOLS = 300

_WEB = ("http://", "https://", "mailto:")
_START = types.Range(types.Position(0, 0), types.Position(0, 0))


# Definition


def definition(state: VaultState, path: str, offset: int) -> list[types.Location]:
    """Definition of what is under the cursor: the target of a link, the text of a footnote."""
    thing = thing_at(state, path, offset)
    if isinstance(thing, LinkFact):
        return targets(state, state.vault.resolve(thing, path))
    if isinstance(thing, ReferenceUse):
        return [_location(state, path, one.start, one.end) for one in _definitions(state, path, thing.label)]
    if isinstance(thing, FootnoteUse):
        return [_location(state, path, use.start, use.end) for use in _uses(state, path, thing.label) if use.defines]
    return []


def targets(state: VaultState, found: Resolution) -> list[types.Location]:
    """Targets of a link: all candidates of an ambiguous one."""
    if found.path is None:
        return []
    if len(found.candidates) > 1:
        return [types.Location(state.uri(path), _START) for path in found.candidates]
    there = found.anchor.found if found.anchor is not None else None
    if there is not None:
        return [_location(state, found.path, there.start, there.end)]
    return [types.Location(state.uri(found.path), _START)]


def _location(state: VaultState, path: str, start: int, end: int) -> types.Location:
    return types.Location(state.uri(path), state.map(path).range(start, end))


def _definitions(state: VaultState, path: str, label: str) -> list[LinkFact]:
    facts = state.facts(path)
    wanted = " ".join(label.split()).lower()
    return [
        link
        for link in (facts.links if facts else ())
        if link.kind == "reference" and " ".join(link.raw[1:].partition("]")[0].split()).lower() == wanted
    ]


def _uses(state: VaultState, path: str, label: str) -> list[FootnoteUse]:
    return [footnote for footnote in footnotes(state.note(path)) if footnote.label.lower() == label.lower()]


# References


def references(state: VaultState, path: str, offset: int, *, declaration: bool) -> list[types.Location]:
    """Every place that names the thing under the cursor; in plain text the links to the note."""
    thing = thing_at(state, path, offset)
    if isinstance(thing, TagUse):
        return [_location(state, where, one.start, one.end) for where, one in tag_uses(state, thing.name)]
    if isinstance(thing, FootnoteUse):
        uses = _uses(state, path, thing.label)
        return [_location(state, path, use.start, use.end) for use in uses if declaration or not use.defines]
    if isinstance(thing, ReferenceUse):
        return _reference_uses(state, path, thing, declaration=declaration)
    if isinstance(thing, LinkFact):
        return _like_link(state, thing, path, declaration=declaration)
    own = [_location(state, path, thing.start, thing.end)] if thing is not None and declaration else []
    return own + [_location(state, where, link.start, link.end) for where, link in links_to(state, path, thing)]


def _reference_uses(state: VaultState, path: str, thing: ReferenceUse, *, declaration: bool) -> list[types.Location]:
    same = [use for use in state.note(path).spans(ReferenceUse) if use.label.lower() == thing.label.lower()]
    found = [_location(state, path, other.start, other.end) for other in same]
    if declaration:
        found += [_location(state, path, one.start, one.end) for one in _definitions(state, path, thing.label)]
    return found


def _like_link(state: VaultState, link: LinkFact, source: str, *, declaration: bool) -> list[types.Location]:
    """All links with the same target; for a missing note all links that ask for it."""
    found = state.vault.resolve(link, source)
    same: Iterator[tuple[str, LinkFact]]
    if found.status == "external":
        same = ((where, one) for where, one in all_links(state) if one.target == link.target)
    elif found.path is None:
        wanted = name_key(found.target.linkpath)
        same = (
            (where, one)
            for where, one in all_links(state)
            if (other := state.vault.resolve(one, where)).status == "missing-note"
            and name_key(other.target.linkpath) == wanted
        )
    else:
        there = found.anchor.found if found.anchor is not None else None
        same = links_to(state, found.path, there)
    own = targets(state, found) if declaration else []
    return own + [_location(state, where, one.start, one.end) for where, one in same]


def all_links(state: VaultState) -> Iterator[tuple[str, LinkFact]]:
    """(note, link) of every link of the vault."""
    for facts in state.each_facts():
        for link in facts.links:
            if link.target:
                yield facts.path, link


def links_to(
    state: VaultState, path: str, thing: HeadingFact | BlockFact | None = None
) -> Iterator[tuple[str, LinkFact]]:
    """(note, link) of every link to a file, or to a heading or block in it."""
    vault = state.vault
    for where, link in all_links(state):
        found = vault.resolve(link, where)
        if found.path != path and path not in found.candidates:
            continue
        if thing is None or (found.anchor is not None and found.anchor.found == thing):
            yield where, link


def tag_uses(state: VaultState, name: str) -> Iterator[tuple[str, TagUse]]:
    """(note, tag) of every use of a tag, or of one nested in it, whatever the case."""
    wanted = name.lower()
    for path in state.notes():
        if not path.lower().endswith(".canvas") and wanted in (state.text(path) or "").lower():
            for tag in tags(state.note(path)):
                if tag.name.lower() == wanted or tag.name.lower().startswith(wanted + "/"):
                    yield path, tag


# Links and symbols


def document_links(state: VaultState, path: str) -> list[types.DocumentLink]:
    """The links of a note that can be followed. Of links out of the vault only those to the web and to mail."""
    facts = state.facts(path)
    text = state.map(path)
    found: list[types.DocumentLink] = []
    for link in facts.links if facts else ():
        resolution = state.vault.resolve(link, path)
        place = text.range(link.target_start, link.target_end)
        if resolution.status == "external":
            if link.target.lower().startswith(_WEB):
                found.append(types.DocumentLink(place, link.target))
        elif resolution.path is not None:
            there = resolution.anchor.found if resolution.anchor is not None else None
            row = f"#L{there.row}" if there is not None else ""
            found.append(types.DocumentLink(place, state.uri(resolution.path) + row, resolution.path))
    return found


def document_symbols(state: VaultState, path: str) -> list[types.DocumentSymbol]:
    """The headings of a note, each with those below it."""
    note, text = state.note(path), state.map(path)
    headings = note.spans(Heading)
    roots: list[types.DocumentSymbol] = []
    open_ones: list[tuple[int, types.DocumentSymbol]] = []
    for number, heading in enumerate(headings):
        after = (one.start for one in headings[number + 1 :] if one.level <= heading.level)
        whole = text.range(heading.start, max(heading.end, next(after, len(note.text))))
        name = note.text[heading.text_start : heading.text_end].strip() or "(empty heading)"
        symbol = types.DocumentSymbol(
            name, types.SymbolKind.String, whole, text.range(heading.start, heading.end), children=[]
        )
        while open_ones and open_ones[-1][0] >= heading.level:
            open_ones.pop()
        siblings = open_ones[-1][1].children if open_ones else roots
        assert isinstance(siblings, list)
        siblings.append(symbol)
        open_ones.append((heading.level, symbol))
    return roots


def workspace_symbols(state: VaultState, query: str) -> list[types.WorkspaceSymbol]:
    """Notes and other files by name, then aliases and headings, that have the letters of a query in their order."""
    found = [
        types.WorkspaceSymbol(types.Location(state.uri(path), _START), _stem(path), types.SymbolKind.File)
        for path in state.session.tree.files
        if has_letters(path, query)
    ]
    if len(found) < MOST_SYMBOLS and query.strip():
        for facts in state.each_facts():
            found += _inner_symbols(state, facts, query)
            if len(found) >= MOST_SYMBOLS:
                break
    return found[:MOST_SYMBOLS]


def _inner_symbols(state: VaultState, facts: Facts, query: str) -> Iterator[types.WorkspaceSymbol]:
    name = _stem(facts.path)
    for alias in facts.aliases:
        if has_letters(alias, query):
            place = types.Location(state.uri(facts.path), _START)
            yield types.WorkspaceSymbol(place, alias, types.SymbolKind.Key, container_name=name)
    for heading in facts.headings:
        if has_letters(heading.text, query):
            place = _location(state, facts.path, heading.start, heading.end)
            yield types.WorkspaceSymbol(place, heading.text, types.SymbolKind.String, container_name=name)


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.removesuffix(".md")


def has_letters(text: str, query: str) -> bool:
    """Whether a text has the letters of a query in their order, whatever is between them."""
    letters = iter(path_key(text))
    return all(letter in letters for letter in path_key(query) if not letter.isspace())


# Code lens


def backlink_lenses(state: VaultState, path: str) -> list[types.CodeLens]:
    """Number of links to the note, and to each of its headings that has any."""
    facts = state.facts(path)
    if facts is None:
        return []
    text = state.map(path)
    total, by_heading = 0, dict.fromkeys(facts.headings, 0)
    for where, link in links_to(state, path):
        total += 1
        found = state.vault.resolve(link, where)
        there = found.anchor.found if found.anchor is not None else None
        if isinstance(there, HeadingFact) and there in by_heading:
            by_heading[there] += 1
    lenses = [_lens(state, path, _START, total)]
    lenses += [_lens(state, path, text.range(one.start, one.end), count) for one, count in by_heading.items() if count]
    return lenses


def _lens(state: VaultState, path: str, place: types.Range, count: int) -> types.CodeLens:
    title = f"{count:,} {'backlink' if count == 1 else 'backlinks'}"
    place = types.Range(place.start, place.start)
    return types.CodeLens(place, types.Command(title, ""))
