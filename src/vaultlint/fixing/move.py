"""A note, attachment or folder gets another name, and every link leads on to where it led.

What is written is proved first: in each note nothing but link targets changes, and after the rename no link of the
vault resolves worse or to another file. Plugins own the layout of Excalidraw and Kanban notes, but a link in them that
nobody mends is broken: their link targets follow, as Obsidian itself has them follow, and nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.facts import Facts, LinkFact
from vaultlint.fixing.edits import Shift, TextEdit
from vaultlint.fixing.link_guard import Standing
from vaultlint.fixing.verify import Draft
from vaultlint.fixing.write import Saved, Write, write_all
from vaultlint.vault.rename import Plan, plan_rename

#: What history calls the edits of a move, in the place of a rule.
NAME = "mv"

_MOST_NAMED = 10


@dataclass(slots=True)
class Move:
    """A rename that is proved. `notes` are by the path that a note has before it: its bytes before and after."""

    old: str
    new: str
    notes: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    links: int = 0
    unread: list[str] = field(default_factory=list)
    cut: list[tuple[str, LinkFact]] = field(default_factory=list)


def prepare(session: Session, old: str, new: str) -> Move:
    """Plan to rename a file or folder of the session's vault, both paths relative to it, and prove the plan.

    The session stands afterwards as if it were done. Failure if a link could not follow; nothing is written here.
    """
    standing = Standing(session, every=True)
    vault = session.vault
    notes = list(vault.notes())
    plan = plan_rename(vault, notes, old, new)
    if plan.lost:
        raise Failure(_lost(plan.lost, new))
    _refuse_conflicts(notes, plan)
    move = Move(old, new, links=sum(map(len, plan.edits.values())), cut=plan.cut)
    known = {one.path for one in notes}
    move.unread = sorted(path for path in vault.index if path.lower().endswith(".md") and path not in known)
    shifts: dict[str, Shift] = {}
    for path, edits in sorted(plan.edits.items()):
        draft = Draft(session.read_bytes(path), canvas=path.lower().endswith(".canvas"))
        problem = draft.apply([TextEdit(one.start, one.end, one.text) for one in edits], ("link", "property"))
        if problem is not None:
            raise Failure(f"{path}: its links cannot be rewritten: {problem}. Nothing was renamed.")
        move.notes[path] = (draft.original, draft.data)
        shifts[path] = draft.shift
    for path, (_, after) in move.notes.items():
        session.edit(path, after)
    moved = session.rename(old, new)
    if (worse := standing.worsened(shifts, moved)) is not None:
        raise Failure(f"the link {worse} would no longer lead where it leads. Nothing was renamed.")
    return move


def _lost(lost: Sequence[tuple[str, LinkFact]], new: str) -> str:
    shown = [f"{path}:{link.row}: {link.raw}" for path, link in lost[:_MOST_NAMED]]
    more = f"\n  and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    listed = "".join(f"\n  {one}" for one in shown)
    return (
        f"no link can be written that leads from these places to {new}. "
        f"Choose a name without # ^ [ ] | %% or :, or take these links out first:{listed}{more}"
    )


def _refuse_conflicts(notes: Sequence[Facts], plan: Plan) -> None:
    for facts in notes:
        if facts.kind == "conflict" and facts.path in plan.edits:
            raise Failure(f"{facts.path} holds a link that would have to follow, and a merge conflict. End the merge.")


def carry_out(
    session: Session, move: Move, command: Sequence[str], on_wait: Callable[[str], None] | None = None
) -> Saved:
    """Write the notes and rename, as one transaction that `undo` takes back. Failure if it was refused as a whole."""
    edits = [(path, before, after, (NAME,)) for path, (before, after) in move.notes.items()]
    saved = write_all(session.root, [Write(edits, [(move.old, move.new, NAME)])], command, on_wait)
    if saved.unwritten:
        raise Failure(f"nothing was renamed: {saved.refused[0][1]}")
    return saved
