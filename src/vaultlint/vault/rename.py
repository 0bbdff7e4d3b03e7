"""Plan the link edits of a rename, so that every link leads to the file it led to before.

Links to what is renamed, relative links of a note that moves, and links that the new name would catch or make
ambiguous are rewritten, each in the style in which it is: a bare name, a path from the root or from the note, with
or without `.md`, percent escapes, `\\|`. What a link shows is left alone.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from vaultlint.facts import Facts, HeadingFact, LinkFact
from vaultlint.resolution.anchors import Outline, heading_as_subpath, normalized_heading, segments
from vaultlint.resolution.commonmark import respell
from vaultlint.resolution.file_index import FileIndex, path_key
from vaultlint.rule import Edit
from vaultlint.vault.link_edits import rewrite_path, rewrite_subpath, spell
from vaultlint.vault.vault import Resolution, Vault, is_markdown


class Plan(NamedTuple):
    """`renames` are all files that move, old → new; `edits` are by the path that a note has before the rename.

    `lost` are links that no spelling can lead to the new name, `cut` those that a table cuts in two, so that they are
    no links and are left as they are; both as (path of the note, link).
    """

    edits: dict[str, list[Edit]]
    renames: dict[str, str]
    lost: list[tuple[str, LinkFact]]
    cut: list[tuple[str, LinkFact]]


def plan_rename(vault: Vault, notes: Iterable[Facts], old: str, new: str) -> Plan:
    """Plan to rename a file or folder, both vault-relative; `notes` are the facts of all notes and canvases."""
    moved = {path: new + path[len(old) :] for path in vault.index if path == old or path.startswith(old + "/")}
    return plan_renames(vault, notes, moved)


def plan_renames(vault: Vault, notes: Iterable[Facts], moved: dict[str, str]) -> Plan:
    """Plan to rename these files, old → new, all at once."""
    return _Planner(vault, list(notes), moved).plan()


class _Renamed(FileIndex):
    """The files after a rename: moved files are an overlay of the index, since many renames may be planned."""

    __slots__ = ("_before", "_kept", "_moved")

    def __init__(self, before: FileIndex, moved: dict[str, str]) -> None:
        super().__init__(sorted(moved.values()))
        self._before, self._moved = before, moved
        self._kept: dict[str, list[str]] = {}  # the files of a name: a vault may have one for each folder

    def __len__(self) -> int:
        return len(self._before)

    def __iter__(self) -> Iterator[str]:
        return (self._moved.get(path, path) for path in self._before)

    def __contains__(self, path: object) -> bool:
        return super().__contains__(path) or (path in self._before and path not in self._moved)

    def at(self, key: str) -> str | None:
        found = [self._stays(key), super().at(key)]
        return min((path for path in found if path is not None), default=None)

    def _stays(self, key: str) -> str | None:
        """The first file of this key that does not move."""
        path = self._before.at(key)
        if path is None or path not in self._moved:
            return path
        same = self._before.named(key.rpartition("/")[2]) if self._before.collides else ()
        return min((other for other in same if other not in self._moved and path_key(other) == key), default=None)

    def named(self, key: str) -> list[str]:
        found = self._kept.get(key)
        if found is None:
            before = (path for path in self._before.named(key) if path not in self._moved)
            found = self._kept[key] = [*before, *super().named(key)]
        return found

    @property
    def names(self) -> Iterable[str]:
        return dict.fromkeys(path_key(path).rpartition("/")[2] for path in self)


class LinkFollower:
    """Collects edits of notes; links to headings whose text they change follow.

    `edits` are by the path of the note, `lost` are links that cannot follow, as (path of the note, link).
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.edits: dict[str, list[Edit]] = {}
        self.lost: list[tuple[str, LinkFact]] = []

    def add(self, source: str, link: LinkFact, edit: Edit | None) -> None:
        if edit is None:
            self.lost.append((source, link))
        else:
            self.edits.setdefault(source, []).append(edit)

    def keep_headings(self) -> None:
        """Rewrite links that call a heading by text that the edits change; each leads on to the same heading."""
        changed: dict[str, tuple[dict[int, str], Outline]] = {}
        for path in self.edits:
            facts = self.vault.facts(path)
            if facts is not None and (texts := self._changed_headings(path, facts)):
                headings = [heading._replace(text=texts.get(heading.start, heading.text)) for heading in facts.headings]
                changed[path] = texts, Outline(replace(facts, headings=headings))
        if not changed:
            return
        for facts in self.vault.linking(changed):
            for link in facts.links:
                found = self.vault.resolve(link, facts.path)
                if found.path in changed and found.anchor is not None and link.place != "cut":
                    self._keep_subpath(link, found, facts.path, *changed[found.path])

    def _changed_headings(self, path: str, facts: Facts) -> dict[int, str]:
        """Headings of a note whose text the edits change: where the heading starts -> its new text."""
        edits = self.edits.get(path, ())
        found = {}
        for heading in facts.headings if edits else ():
            text = heading.text
            for edit in sorted(edits, key=lambda one: one.start, reverse=True):
                if heading.start <= edit.start and edit.end <= heading.end:
                    text = text[: edit.start - heading.start] + edit.text + text[edit.end - heading.start :]
            if normalized_heading(text) != normalized_heading(heading.text):
                found[heading.start] = text
        return found

    def _keep_subpath(
        self, link: LinkFact, found: Resolution, source: str, texts: dict[int, str], outline: Outline
    ) -> None:
        heading = found.anchor.found if found.anchor is not None else None
        if not isinstance(heading, HeadingFact) or found.path is None:
            return
        if self.vault.is_commonmark:
            self._keep_slug(link, found.target.subpath, source, heading, outline)
            return
        before = self.vault.outline(found.path)
        parts = segments(found.target.subpath)
        walked = before.walk(parts) if before is not None else []
        if len(walked) != len(parts):
            return
        written = [
            heading_as_subpath(texts[one.start]) if one.start in texts else part
            for one, part in zip(walked, parts, strict=True)
        ]
        full = [heading_as_subpath(one.text) for one in outline.path_to(heading.start)]
        for spelling in (parts, written, full):
            leads_to = outline.walk(spelling)
            if leads_to and leads_to[-1].start == heading.start:
                if spelling != parts:
                    self.add(source, link, self.subpath_edit(source, link, "#".join(spelling)))
                return
        self.lost.append((source, link))

    def _keep_slug(self, link: LinkFact, subpath: str, source: str, heading: HeadingFact, outline: Outline) -> None:
        from vaultlint.resolution.commonmark import find_anchor, slugs

        known = slugs(outline)
        leads_to = find_anchor(outline, known, subpath).found
        if leads_to is not None and leads_to.start == heading.start:
            return
        headings = outline.facts.headings
        slug = next((slug for slug, number in known.items() if headings[number].start == heading.start), None)
        self.add(source, link, self.subpath_edit(source, link, slug) if slug else None)

    def subpath_edit(self, source: str, link: LinkFact, subpath: str) -> Edit | None:
        """An edit that puts `subpath` after the `#` of a link; None if it cannot be written there."""
        return rewrite_subpath(link, subpath)


class _Planner(LinkFollower):
    def __init__(self, vault: Vault, notes: list[Facts], moved: dict[str, str]) -> None:
        super().__init__(vault)
        self.notes = notes
        self.moved = moved
        self.after = vault.resolver_for(_Renamed(vault.index, moved))
        self.cut: list[tuple[str, LinkFact]] = []

    def plan(self) -> Plan:
        for facts in self.notes:
            for link in facts.links:
                found = self.vault.resolve(link, facts.path)
                if found.path is None or not found.target.linkpath:
                    continue
                if link.place == "cut":
                    if found.path in self.moved:
                        self.cut.append((facts.path, link))
                elif not self.vault.is_text(link):
                    self._keep(link, found, facts.path)
        self.keep_headings()
        for edits in self.edits.values():
            edits.sort(key=lambda edit: edit.start)
        return Plan(self.edits, self.moved, self.lost, self.cut)

    def _keep(self, link: LinkFact, found: Resolution, source: str) -> None:
        """Rewrite the link unless it leads on to the same file by itself."""
        assert found.path is not None
        wanted = self.moved.get(found.path, found.path)
        if link.kind == "canvas":
            if wanted != found.path:
                self.add(source, link, rewrite_path(link, wanted))
            return
        here = self.moved.get(source, source)
        renamed = posixpath.basename(wanted) != posixpath.basename(found.path)
        after = self.after.resolve(found.target.linkpath, here)
        written = found.target.linkpath
        styles = list(_styles(written, found.path, source))
        # A path that is right for other programs as well stays so, even where Obsidian would find the file without it.
        off = _is_relative(written, found.path, source) and not _is_relative(written, wanted, here)
        if after.path == wanted and not renamed and not off and (not after.candidates or found.candidates):
            return
        styles.append(self.vault.settings.link_format)
        extension = written.lower().endswith(".md")
        path = self._respelled(written, found.path, wanted, here) if self.vault.is_commonmark else None
        if path is None:
            path = spell(self.after, wanted, here, styles, markdown=is_markdown(link), extension=extension)
        if path != written:
            self.add(source, link, rewrite_path(link, path) if path is not None else None)

    def _respelled(self, written: str, old: str, new: str, source: str) -> str | None:
        """Return the destination for a commonmark folder in the form it was written in; None if it fails there."""
        path = respell(written, old, new, source, self.vault.settings.site_root)
        return path if self.after.resolve(path, source).path == new else None


def _styles(written: str, path: str, source: str) -> Iterator[str]:
    """The style in which a link's path is written, by the names of `spell`."""
    if written.startswith("/"):
        yield "anchored"
    elif written.startswith("./"):
        yield "dotted"
    elif written.startswith("../"):
        yield "relative"
    elif "/" not in written:
        yield "name"
    elif _is_at(path, written):
        yield "absolute"
    elif _is_relative(written, path, source):
        yield "relative"


def _is_at(path: str, written: str) -> bool:
    """Whether a path is written in full; `.md` may be left out."""
    return path_key(path) in (path_key(written), path_key(written) + ".md")


def _is_relative(written: str, path: str, source: str) -> bool:
    """Whether a path of several parts is right as other programs read it: from the folder of the source."""
    if "/" not in written:
        return False
    return _is_at(path, posixpath.normpath(posixpath.join(posixpath.dirname(source), written)))
