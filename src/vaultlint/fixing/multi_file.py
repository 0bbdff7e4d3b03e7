"""Fixes over several files: edits of other notes, renames. They are applied whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vaultlint.diagnostic import Diagnostic, PlacedFix
from vaultlint.engine.session import Session
from vaultlint.fixing.edits import Taken, TextEdit
from vaultlint.fixing.link_guard import Standing
from vaultlint.fixing.verify import Draft
from vaultlint.note import NEVER_REWRITTEN
from vaultlint.resolution.file_index import path_key


@dataclass(slots=True)
class WideStep:
    """A fix over several files, carried out.

    `files` are those that it edits or moves, by their names on the disk; `texts` the notes that it edits, by their new
    names, with their bytes before it. `renames` are in the order in which they have to be done.
    """

    diagnostic: Diagnostic
    files: frozenset[str]
    texts: dict[str, bytes]
    moved: dict[str, str] = field(default_factory=dict)
    renames: tuple[tuple[str, str], ...] = ()


def is_wide(diagnostic: Diagnostic) -> bool:
    fix = diagnostic.fix
    return fix is not None and (fix.rename is not None or any(edit.path != diagnostic.path for edit in fix.edits))


def involved(session: Session, diagnostic: Diagnostic) -> set[str]:
    """Every file that the fix edits or moves, by its name before and after."""
    fix = diagnostic.fix
    assert fix is not None
    found = {edit.path for edit in fix.edits}
    if fix.rename is not None:
        old, new = fix.rename
        inside = [path for path in session.tree.files if path == old or path.startswith(old + "/")]
        found.update(inside)
        found.update(new + path[len(old) :] for path in inside)
    return found


def carry_out(session: Session, diagnostic: Diagnostic, standing: Standing) -> WideStep | str:
    """Carry out a fix in the session, or leave the session as it is and say why."""
    fix = diagnostic.fix
    assert fix is not None
    drafts = _drafts(session, fix)
    if isinstance(drafts, str):
        return drafts
    if fix.rename is not None and (problem := _obstacle(session, *fix.rename)) is not None:
        return problem
    before_all = session.snapshot()
    before = {path: draft.original for path, draft in drafts.items()}
    files = {session.overlay.on_disk(path) for path in drafts}
    for path, draft in drafts.items():
        session.edit(path, draft.data)
    moved: dict[str, str] = {}
    if fix.rename is not None:
        moved = session.rename(*fix.rename)
        files.update(session.overlay.on_disk(path) for path in moved.values())
    if (worse := standing.worsened({path: draft.shift for path, draft in drafts.items()}, moved)) is not None:
        session.restore(before_all)
        return f"the link {worse} would no longer lead where it leads"
    texts = {moved.get(path, path): data for path, data in before.items()}
    return WideStep(diagnostic, frozenset(files), texts, moved, (fix.rename,) if fix.rename else ())


def _drafts(session: Session, fix: PlacedFix) -> dict[str, Draft] | str:
    """The notes with their edits, each proved; or the reason why one cannot be."""
    by_path: dict[str, list[TextEdit]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.path, []).append(TextEdit(edit.start, edit.end, edit.text))
    drafts: dict[str, Draft] = {}
    for path, edits in by_path.items():
        facts = session.vault.facts(path)
        if facts is None:
            return f"{path}, which it has to edit, cannot be read as text"
        # Plugins own the layout of their notes; a link in them that does not follow a rename would break.
        if facts.kind in NEVER_REWRITTEN and (fix.rename is None or facts.kind == "conflict"):
            return f"{path}, which it has to edit, is never rewritten ({facts.kind})"
        taken = Taken()
        for one in edits:
            if not taken.admits([one]):
                return f"its edits of {path} touch each other"
            taken.take([one])
        draft = Draft(session.read_bytes(path), canvas=path.lower().endswith(".canvas"))
        if (problem := draft.apply(edits, fix.may_change)) is not None:
            return f"{path}: {problem}"
        drafts[path] = draft
    return drafts


def _obstacle(session: Session, old: str, new: str) -> str | None:
    """Obstacle to a rename, as far as the vault knows; the disk is checked again on writing."""
    files = session.tree.files
    inside = [path for path in files if path == old or path.startswith(old + "/")]
    if not inside:
        return f"{old} is not there"
    keys = {path_key(new + path[len(old) :]) for path in inside}
    staying: Mapping[str, str] = {path_key(path): path for path in files if path not in set(inside)}
    for key, path in staying.items():
        if key in keys:
            return f"{path} is in the way"
    return None
