"""`--staged` and `--changed-since`: narrow sessions to changed notes and to links that the change breaks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vaultlint import git
from vaultlint.engine.impact import affected
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.session import Scope, Session
from vaultlint.errors import Failure
from vaultlint.resolution.file_index import path_key
from vaultlint.vault.files import CHECKED_SUFFIXES, Filter


def narrow(sessions: Sequence[Session], *, staged: bool, since: str | None, to_fix: bool = False) -> list[Session]:
    """The sessions, each with the notes that changed, and those whose links the change breaks.

    What is staged is read from the index, with the files of the index and the ignored ones as the vault; where notes
    are `to_fix`, from the disk, since that is what is written. With nothing staged everything stays to be checked:
    that is what `pre-commit run --all-files` asks for. Under a push, pre-commit names the commits instead.
    """
    if staged and since:
        raise Failure("--staged and --changed-since cannot be used together.")
    pushed = None if since is not None else os.environ.get("PRE_COMMIT_FROM_REF")
    if pushed:
        since = _base(sessions[0].root, pushed)
        if since is None:
            return list(sessions)
    inside = [_inside(session, sessions) for session in sessions]
    if since is not None:
        for session, nested in zip(sessions, inside, strict=True):
            commit = git.commit_of(session.root, since)
            changes = git.changes_since(session.root, commit, untracked=not pushed, is_compared=_is_note)
            _narrow(session, changes, commit, nested)
        return list(sessions)
    everything = [git.staged_changes(session.root) for session in sessions]
    if not any(one.changed or one.deleted for one in everything) and not git.anything_staged(sessions[0].root):
        return list(sessions)
    narrowed = []
    for session, changes, nested in zip(sessions, everything, inside, strict=True):
        narrowed.append(session if to_fix else _over_index(session, nested))
        _narrow(narrowed[-1], changes, "HEAD", nested)
    return narrowed


def _inside(session: Session, sessions: Sequence[Session]) -> list[str]:
    """The folders of this vault that are vaults of their own in this run."""
    others = (one.root for one in sessions if one.root != session.root)
    return [root.relative_to(session.root).as_posix() for root in others if root.is_relative_to(session.root)]


def _base(root: Path, revision: str) -> str | None:
    """Commit where the pushed commits branched off; None if the remote has no commit known here."""
    target = os.environ.get("PRE_COMMIT_TO_REF") or "HEAD"
    found = git.run(root, ["merge-base", "--end-of-options", revision, target])
    return found.decode().strip() if found else None


def _over_index(session: Session, nested: Sequence[str]) -> Session:
    """A session over what the index holds, and what git leaves alone: links may lead there."""
    root = session.root
    on_disk = set(session.tree.files)
    files = _visible([*git.staged_files(root), *_left_alone(session)], nested)
    # Only what differs from the work tree has to be asked for; of all else the disk holds what the index holds.
    staged = git.read_staged(root, git.unstaged(root, _is_note))
    new = [path for path in files if path not in on_disk and _is_note(path)] if session.whole else []
    chosen = list(session.chosen)
    if new:
        skip = Filter(session.tree, [*session.config.exclude, *session.config.extend_exclude], False)
        chosen += [path for path in new if not skip.skips(path)]
    there = set(files)
    scope = replace(session.scope, notes=sorted(path for path in chosen if path in there))
    return Session(Overlay(replace(session.tree, files=files), staged), scope, session.config, session.plan)


def _narrow(session: Session, changes: git.Changes, base: str, nested: Sequence[str]) -> None:
    """Choose the changed notes, and of the others the links that the change makes worse."""
    root = session.root
    changed = [path for path in session.chosen if path in changes.changed]
    old = list(git.files_of(root, base))
    touched = [path for path in old if _is_note(path) and (path in changes.changed or path in changes.deleted)]
    before = _visible([*old, *_left_alone(session)], nested)
    worse = affected(session, changed, before, git.read_files(root, base, touched))
    session.narrow(Scope(sorted([*changed, *worse]), whole=False, only=worse))


def _left_alone(session: Session) -> list[str]:
    """Files on the disk that are not git's: ignored, or in a repository within, or after a link to a folder."""
    root = session.root
    untracked = git.untracked_files(root)
    tracked = {path_key(path) for path in git.staged_files(root)}  # git may spell a name as another system wrote it
    new, below = set(untracked), tuple(path for path in untracked if path.endswith("/"))
    rest = {path for path in session.tree.files if path not in new and path_key(path) not in tracked}
    linked = tuple(path + "/" for path in untracked if (root / path).is_symlink())
    return sorted(path for path in rest if not path.startswith((*below, *linked)))


def _visible(paths: Sequence[str], nested: Sequence[str]) -> list[str]:
    """The paths that the vault shows, sorted: nothing hidden, nothing of a vault inside it."""
    inside = tuple(folder + "/" for folder in nested)
    return sorted({path for path in paths if not path.startswith((".", *inside)) and "/." not in path})


def _is_note(path: str) -> bool:
    return path.lower().endswith(CHECKED_SUFFIXES)
