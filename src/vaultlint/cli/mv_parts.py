"""`vaultlint mv` for parts of notes: a tag, a heading, a block id."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from vaultlint.cli.options import VaultOptions
from vaultlint.cli.sessions import check_all, open_sessions, root_of
from vaultlint.engine.session import Scope, Session
from vaultlint.errors import Failure
from vaultlint.facts import BlockFact
from vaultlint.fixing.move import Move, prepare_parts
from vaultlint.rule_selection import Selection
from vaultlint.vault.files import CHECKED_SUFFIXES, relative
from vaultlint.vault.rename_parts import find_heading, plan_block, plan_heading, plan_tag, tag_name

#: No rule is asked; a rule that needs tags has them collected.
_WITH_TAGS = Selection(select=("tag-case",))
_WITHOUT_RULES = Selection(select=(), ignore=("ALL",))


def prepare_part(old: str, new: str, options: VaultOptions) -> tuple[Session, Move]:
    """Plan to rename `#tag`, `Note#Heading` or `Note#^block`.

    Raises:
        Failure: there is nothing of that name, or it cannot be renamed so.

    """
    note, _, part = old.partition("#")
    if not note:
        return _prepare_tag(part, new, options)
    if part.strip():
        return _prepare_heading(note, part, new, options)
    raise Failure(f"{old}: name a heading after the #, or a block id after #^.")


def _prepare_tag(old: str, new: str, options: VaultOptions) -> tuple[Session, Move]:
    old, new = tag_name(old), tag_name(new)
    options = replace(options, vault=root_of([Path.cwd()], options))
    session = _only_session(options, _WITH_TAGS)
    tree = session.tree  # also notes that are not to be checked
    notes = [path for path in tree.files if path.lower().endswith(CHECKED_SUFFIXES) and path not in tree.names_only]
    session.narrow(Scope(notes, whole=True))
    check_all([session], options)
    return session, prepare_parts(
        session, f"#{old}", f"#{new}", lambda vault, read: plan_tag(vault, vault.notes(), old, new, read)
    )


def _prepare_heading(note: str, part: str, new: str, options: VaultOptions) -> tuple[Session, Move]:
    path = Path(os.path.abspath(note))
    near = path.parent if path.parent.is_dir() else Path.cwd()
    options = replace(options, vault=root_of([near], options))
    session = _only_session(options, _WITHOUT_RULES)
    check_all([session], options, facts_only=True)
    inside = _find_note(session, note)
    found = find_heading(session.vault, inside, part)
    if isinstance(found, BlockFact):
        new_name = f"{inside}#^{new.removeprefix('^')}"
        move = prepare_parts(
            session,
            f"{inside}#^{found.id}",
            new_name,
            lambda vault, read: plan_block(vault, inside, found, new, read),
            inside,
        )
    else:
        move = prepare_parts(
            session,
            f"{inside}#{found.text}",
            f"{inside}#{new.strip()}",
            lambda vault, read: plan_heading(vault, inside, found, new, read),
            inside,
        )
    return session, move


def _find_note(session: Session, note: str) -> str:
    """The note that a path from the current folder names, or a link from the vault's root."""
    named = Path(os.path.abspath(note))
    for path in (named, named.with_name(named.name + ".md")):
        inside = relative(session.root, path)
        if inside and inside in session.vault.index:
            return inside
    found = session.vault.resolver.resolve(note, "")
    if found.candidates:
        raise Failure(f"{note} may be {' or '.join(found.candidates[:5])}. Name it by its path.")
    if found.path is None:
        raise Failure(f"{note}: no such note.")
    return found.path


def _only_session(options: VaultOptions, selection: Selection) -> Session:
    sessions = open_sessions((), options, selection)
    if len(sessions) > 1:
        raise Failure(f"{options.vault} holds several vaults. Name one with --vault.")
    return sessions[0]
