"""Renames that keep every link: of files and folders by `mv`, of what is named inside notes by the same rules."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from lsprotocol import types

from vaultlint.engine.plan import NO_RULES
from vaultlint.errors import Failure
from vaultlint.facts import BlockFact, Facts, HeadingFact, LinkFact
from vaultlint.fixing.edits import TextEdit
from vaultlint.fixing.move import prepare, prepare_parts
from vaultlint.server.cursor import FootnoteUse, TagUse, Thing, footnotes, thing_at
from vaultlint.server.edits import ChangeSet, FileOperation, differences, text_edits
from vaultlint.server.proving import prove
from vaultlint.server.vaults import VaultState
from vaultlint.vault.collect_facts import collect_facts
from vaultlint.vault.link_edits import path_span, subpath_span, without_md
from vaultlint.vault.rename_parts import PartPlan, ReadText, plan_block, plan_heading, plan_tag
from vaultlint.vault.vault import Vault

NOTHING_HERE = "there is nothing to rename here: put the cursor on a link, a heading, a tag, a block id or a footnote"


def rename_files(state: VaultState, renames: Sequence[tuple[str, str]]) -> ChangeSet:
    """The edits that let every link follow files and folders, old path -> new path, that are about to be renamed.

    Raises:
        Failure: a link could not follow.

    """
    state.take_all()
    session = state.session.fork(NO_RULES)
    names: dict[str, str] = {}  # name after the renames so far -> name before them
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for old, new in renames:
        inside = [path for path in session.tree.files if path == old or path.startswith(old + "/")]
        if not inside or old == new:
            continue
        for path, (was, now) in prepare(session, old, new, mentions=False).notes.items():
            origin = names.get(path, path)
            before.setdefault(origin, was)
            after[origin] = now
        for path in inside:
            names[new + path[len(old) :]] = names.pop(path, path)
    return _change(state, before, after)


# What is under the cursor


def prepare_rename(state: VaultState, path: str, offset: int) -> types.PrepareRenamePlaceholder | None:
    """Target of a rename and its current name; None if there is nothing to rename."""
    thing = thing_at(state, path, offset)
    if thing is None:
        return None
    place = _place(state, path, thing, offset)
    if place is None:
        return None
    start, end, name = place
    return types.PrepareRenamePlaceholder(state.map(path).range(start, end), name)


def _place(state: VaultState, path: str, thing: Thing, offset: int) -> tuple[int, int, str] | None:
    """(start, end, present name) of what is renamed."""
    if isinstance(thing, LinkFact):
        found = state.vault.resolve(thing, path)
        below = subpath_span(thing)
        there = found.anchor.found if found.anchor is not None else None
        if found.path is None:
            return None
        if there is not None and (below.start <= offset or thing.target.startswith("#")):
            return below.start, below.end, _name_of(there)
        if found.candidates or not found.target.linkpath:
            return None
        span = path_span(thing)
        return span.start, span.end, without_md(posixpath.basename(found.path))
    if isinstance(thing, (TagUse, FootnoteUse)):
        return thing.start, thing.end, thing.name if isinstance(thing, TagUse) else thing.label
    if isinstance(thing, HeadingFact):
        return thing.start, thing.end, thing.text
    if isinstance(thing, BlockFact):
        return thing.end - len(thing.id), thing.end, thing.id
    return None


def _name_of(there: HeadingFact | BlockFact) -> str:
    return there.text if isinstance(there, HeadingFact) else there.id


def rename(state: VaultState, path: str, offset: int, new: str) -> ChangeSet:
    """The change that renames the thing under the cursor, with everything that names it.

    Raises:
        Failure: with the reason why it cannot be done.

    """
    thing = thing_at(state, path, offset)
    new = new.strip()
    if thing is None or _place(state, path, thing, offset) is None:
        raise Failure(NOTHING_HERE)
    if not new or "\n" in new:
        raise Failure("a name cannot be empty or have several lines")
    if isinstance(thing, FootnoteUse):
        return _rename_footnote(state, path, thing, new)
    if isinstance(thing, LinkFact):
        found = state.vault.resolve(thing, path)
        there = found.anchor.found if found.anchor is not None else None
        if (
            found.path is not None
            and there is not None
            and _place(state, path, thing, offset) != _file_place(state, path, thing)
        ):
            return _rename_named(state, found.path, there, new)
        if found.path is not None:
            return _rename_target(state, found.path, new)
        raise Failure(NOTHING_HERE)
    if isinstance(thing, (HeadingFact, BlockFact, TagUse)):
        return _rename_named(state, path, thing, new)
    raise Failure(NOTHING_HERE)


def _file_place(state: VaultState, path: str, link: LinkFact) -> tuple[int, int, str] | None:
    found = state.vault.resolve(link, path)
    span = path_span(link)
    return (span.start, span.end, without_md(posixpath.basename(found.path))) if found.path is not None else None


def _rename_target(state: VaultState, old: str, new: str) -> ChangeSet:
    """Rename the file that a link leads to: a bare name stays in its folder, a path counts from the vault's root."""
    extension = posixpath.splitext(old)[1]
    if not new.lower().endswith(extension.lower()):
        new += extension
    new = new.lstrip("/") if "/" in new else posixpath.join(posixpath.dirname(old), new)
    change = rename_files(state, [(old, new)])
    change.operations.append(FileOperation(old, new))
    return change


def _rename_named(state: VaultState, path: str, thing: HeadingFact | BlockFact | TagUse, new: str) -> ChangeSet:
    """Rename a heading, a block id or a tag, with everything that names it."""

    def plan(vault: Vault, read_text: ReadText) -> PartPlan:
        if isinstance(thing, TagUse):
            return plan_tag(vault, _with_tags(state, vault.notes(), thing.name), thing.name, new, read_text)
        if isinstance(thing, BlockFact):
            return plan_block(vault, path, thing, new, read_text)
        return plan_heading(vault, path, thing, new, read_text)

    old = thing.name if isinstance(thing, TagUse) else _name_of(thing)
    fork = state.session.fork(NO_RULES)
    move = prepare_parts(fork, old, new, plan, None if isinstance(thing, TagUse) else path)
    return _change(
        state,
        {at: before for at, (before, _) in move.notes.items()},
        {at: after for at, (_, after) in move.notes.items()},
    )


def _with_tags(state: VaultState, notes: Iterable[Facts], name: str) -> list[Facts]:
    """The facts with tags, which a session leaves out, of the notes that may have the tag."""
    found = []
    for facts in notes:
        text = state.text(facts.path) or ""
        if name.lower() not in text.lower() or facts.kind == "canvas":
            found.append(facts)
        else:
            found.append(collect_facts(state.note(facts.path), {"tags"}))
    return found


def _change(state: VaultState, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> ChangeSet:
    """The edits that make the new texts of the old ones."""
    change = ChangeSet()
    for path, data in before.items():
        edits = differences(data.decode("utf-8"), after[path].decode("utf-8"))
        change.edits[path] = text_edits(state.map(path), edits)
    return change


def _rename_footnote(state: VaultState, path: str, use: FootnoteUse, new: str) -> ChangeSet:
    if any(letter in new for letter in "[]^ \t"):
        raise Failure("the label of a footnote has no spaces, brackets or `^`")
    every = list(footnotes(state.note(path)))
    if any(footnote.label.lower() == new.lower() for footnote in every) and new.lower() != use.label.lower():
        raise Failure(f"there is already a footnote {new}")
    edits = [
        TextEdit(footnote.start, footnote.end, new) for footnote in every if footnote.label.lower() == use.label.lower()
    ]
    proved = prove(state, path, edits, ("footnote",))
    if isinstance(proved, str):
        raise Failure(f"the footnote cannot be renamed: {proved}")
    return ChangeSet({path: text_edits(state.map(path), edits)})
