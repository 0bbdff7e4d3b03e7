"""Plan the rename of a tag, a heading or a block id: nested tags, and every link.

Pure functions over the facts of a whole vault: the command `mv` and the language server write what they return. The
facts that `plan_tag` is given must hold tags (a plan with `needs` of "tags").
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from vaultlint.errors import Failure
from vaultlint.facts import BlockFact, Facts, HeadingFact, LinkFact, TagFact
from vaultlint.markdown.document import Document
from vaultlint.markdown.front_matter_fast import scalar_type
from vaultlint.markdown.property_edits import removed_item
from vaultlint.markdown.spans import Property, Tag
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.resolution.anchors import heading_as_subpath, normalized_heading, segments
from vaultlint.rule import Edit
from vaultlint.vault.rename import LinkFollower
from vaultlint.vault.vault import Vault

#: Gives the text of a note by its path, None if it cannot be read.
ReadText = Callable[[str], str | None]

_BLOCK_ID = Pattern(r"[A-Za-z0-9-]+")
_TRAILING_ID = Pattern(r"(?<![ \t])[ \t]+\^[A-Za-z0-9-]+[ \t]*\Z")


class PartPlan(NamedTuple):
    """Plan of a rename inside notes. `edits` are by note, sorted and disjoint.

    places: how many tags or links are rewritten.
    lost: links that cannot follow, as (path of the note, link).
    left: notes that hold the tag and are not rewritten, because a plugin or a merge owns their text.
    merges: how many tags of the new name there are already; they cannot be told apart afterwards.
    """

    edits: dict[str, list[Edit]]
    places: int
    lost: list[tuple[str, LinkFact]]
    left: list[str]
    merges: int = 0


class _PartPlanner(LinkFollower):
    """A follower that also knows where a canvas keeps the subpath of a node."""

    def __init__(self, vault: Vault, read_text: ReadText) -> None:
        super().__init__(vault)
        self._read_text = read_text
        self._spans: dict[str, dict[int, tuple[int, int]]] = {}

    def subpath_edit(self, source: str, link: LinkFact, subpath: str) -> Edit | None:
        if link.kind != "canvas":
            return super().subpath_edit(source, link, subpath)
        if source not in self._spans:
            from vaultlint.vault.canvas import subpath_spans

            self._spans[source] = subpath_spans(self._read_text(source) or "")
        span = self._spans[source].get(link.start)
        return Edit(*span, json.dumps("#" + subpath, ensure_ascii=False)[1:-1]) if span else None

    def plan(self, left: list[str], merges: int = 0) -> PartPlan:
        edits = {path: sorted(set(edits)) for path, edits in sorted(self.edits.items())}
        return PartPlan(edits, sum(map(len, edits.values())), self.lost, left, merges)


def tag_name(text: str) -> str:
    """The name in `#tag` or `tag`.

    Raises:
        Failure: it is not a tag that Obsidian reads.

    """
    name = text.removeprefix("#")
    tags = Document(f"#{name}").spans(Tag)
    if len(tags) != 1 or tags[0].name != name or name.startswith("/") or name.endswith("/") or "//" in name:
        raise Failure(
            f"'{text}' is not a tag. A tag has letters, digits, - and _, not digits alone, and / between its levels."
        )
    return name


def plan_tag(vault: Vault, notes: Iterable[Facts], old: str, new: str, read_text: ReadText) -> PartPlan:
    """Plan to rename a tag and the tags below it, in text and properties. Case does not tell tags apart.

    Raises:
        Failure: a name is not a tag, no note has it, or nothing would change.

    """
    old, new = tag_name(old), tag_name(new)
    if old == new:
        raise Failure(f"#{old} is already called that.")
    planner = _PartPlanner(vault, read_text)
    merges, left, found = 0, list[str](), False
    for facts in notes:
        merges += sum(_is_below(tag.name, new) and not _is_below(tag.name, old) for tag in facts.tags)
        tags = [tag for tag in facts.tags if _is_below(tag.name, old)]
        tags += [tag for tag in _tags_in_comments(facts, read_text, old) if _is_below(tag.name, old)]
        found = found or bool(tags)
        if not tags:
            continue
        if facts.kind in ("excalidraw", "conflict"):
            left.append(facts.path)
            continue
        edits = _tag_edits(facts, tags, len(old), new, read_text)
        if edits:
            planner.edits[facts.path] = edits
    if not found:
        raise Failure(f"no note has the tag #{old}.")
    planner.keep_headings()
    return planner.plan(left, merges)


def _tags_in_comments(facts: Facts, read_text: ReadText, old: str) -> Iterator[TagFact]:
    """The tags in block comments of a note, which Obsidian lists like others; rows and columns are 0."""
    text = (read_text(facts.path) or "") if facts.kind in ("note", "template") else ""
    if "%%" not in text or f"#{old.lower()}" not in text.lower():
        return
    for comment in Document(text).block_comments:
        start, end = comment.start + 2, comment.end - 2 if comment.closed else comment.end
        for tag in Document(text[start:end]).spans(Tag):
            yield TagFact(tag.name, start + tag.start, start + tag.end, 0, 0)


def _is_below(name: str, tag: str) -> bool:
    return name[: len(tag)].lower() == tag.lower() and name[len(tag) : len(tag) + 1] in ("", "/")


def _tag_edits(facts: Facts, tags: list[TagFact], length: int, new: str, read_text: ReadText) -> list[Edit]:
    text = read_text(facts.path) or ""
    lists = _tag_lists(Note(facts.path, text)) if facts.kind != "canvas" else {}
    edits = []
    for tag in tags:
        renamed = new + tag.name[length:]
        if renamed == tag.name:
            continue
        if facts.kind == "canvas":
            edits.append(Edit(tag.start, tag.end, json.dumps(f"#{renamed}", ensure_ascii=False)[1:-1]))
        elif tag.end - tag.start > len(tag.name):  # in the text, with its `#`
            edits.append(Edit(tag.start + 1, tag.start + 1 + length, new))
        else:
            edits.append(_property_edit(text, tag, renamed, lists))
    return edits


def _tag_lists(note: Note) -> dict[int, tuple[Property, int]]:
    """The items of the properties `tags` and `tag`: each character of an item -> the list and the item's number."""
    found = {}
    for name in ("tags", "tag"):
        entry = note.top_property(name)
        if entry is not None and entry.tag == "list":
            for number, item in enumerate(entry.items):
                found.update(dict.fromkeys(range(item.start, item.end), (entry, number)))
    return found


def _property_edit(text: str, tag: TagFact, renamed: str, lists: dict[int, tuple[Property, int]]) -> Edit:
    """Write the tag in its place, or take the item out if the list holds that tag already."""
    entry, number = lists.get(tag.start, (None, 0))
    if entry is not None and isinstance(entry.value, list):
        others = [value.removeprefix("#").lower() for at, value in enumerate(entry.value) if at != number]
        if renamed.lower() in others and (span := removed_item(text, entry, number)) is not None:
            return Edit(*span, "")
    quoted = text[tag.end : tag.end + 1] in ("'", '"') or text[tag.start - 1 : tag.start] == "#"
    return Edit(tag.start, tag.end, renamed if quoted or scalar_type(renamed) == "str" else f'"{renamed}"')


def find_heading(vault: Vault, path: str, subpath: str) -> HeadingFact | BlockFact:
    """The heading or block that `#…` of a note leads to; a block id at the end of a heading may be left out.

    Raises:
        Failure: the note has none of that name.

    """
    outline = vault.outline(path)
    if outline is None:
        raise Failure(f"{path} is not a note that can be read.")
    anchor = outline.find(subpath)
    if anchor.found is not None:
        return anchor.found
    form = normalized_heading(subpath)
    for heading in outline.facts.headings:
        if form and form == normalized_heading(_TRAILING_ID.sub("", heading.text)):
            return heading
    kind = "block id" if subpath.lstrip("#").startswith("^") else "heading"
    raise Failure(f"{path} has no {kind} '{subpath.lstrip('#')}'.")


def plan_heading(vault: Vault, path: str, heading: HeadingFact, new: str, read_text: ReadText) -> PartPlan:
    """Plan to give a heading of the note at `path` another text. A block id at its end stays.

    Raises:
        Failure: no heading can read so, or no link could lead to it.

    """
    new = new.strip()
    if not heading_as_subpath(new) or not normalized_heading(new):
        raise Failure("a heading needs text that links can name it by.")
    if "\n" in new or "\r" in new:
        raise Failure("a heading is one line.")
    kept = _TRAILING_ID.search(heading.text)
    end = heading.start + kept.start() if kept else heading.end
    if new == heading.text[: end - heading.start]:
        raise Failure(f"the heading already reads '{new}'.")
    planner = _PartPlanner(vault, read_text)
    planner.edits[path] = [Edit(heading.start, end, new)]
    planner.keep_headings()
    own = planner.edits[path]
    planner.edits[path] = [own[0], *(edit for edit in own[1:] if edit.end <= heading.start or edit.start >= end)]
    return planner.plan([])


def plan_block(vault: Vault, path: str, block: BlockFact, new: str, read_text: ReadText) -> PartPlan:
    """Plan to rename a block id of the note at `path`, `new` with or without its `^`.

    Raises:
        Failure: it is not a block id, or the note has it already.

    """
    name = new.removeprefix("^")
    if block.id.startswith("["):
        raise Failure("a footnote is not a block id.")
    if not _BLOCK_ID.fullmatch(name):
        raise Failure(f"'{new}' is not a block id. It has the letters A to Z, digits and hyphens.")
    if name == block.id:
        raise Failure(f"the block is already called ^{name}.")
    outline = vault.outline(path)
    known = outline.blocks if outline is not None else {}
    if name.lower() in known and name.lower() != block.id.lower():
        raise Failure(f"{path} already has a block ^{name}.")
    planner = _PartPlanner(vault, read_text)
    planner.edits[path] = [Edit(block.end - len(block.id), block.end, name)]
    for facts in vault.linking([path]):
        for link in facts.links:
            found = vault.resolve(link, facts.path)
            if found.path == path and found.anchor is not None and found.anchor.found == block:
                parts = [*segments(found.target.subpath)[:-1], f"^{name}"]
                planner.add(facts.path, link, planner.subpath_edit(facts.path, link, "#".join(parts)))
    planner.keep_headings()
    return planner.plan([])
