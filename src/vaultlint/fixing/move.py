"""Rename a note, attachment or folder, and update every link to it.

What is written is proved first: in each note nothing but link targets changes, and after the rename no link of the
vault resolves worse or to another file. Plugins own the layout of Excalidraw and Kanban notes, but a link in them that
nobody fixes is broken: their link targets follow, as Obsidian itself has them follow, and nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.facts import LinkFact
from vaultlint.fixing.edits import Shift, TextEdit
from vaultlint.fixing.link_guard import Standing
from vaultlint.fixing.verify import Draft
from vaultlint.fixing.write import Invocation, Saved, Write, write_all
from vaultlint.rule import Edit
from vaultlint.vault.mentions import Mention, find_mentions
from vaultlint.vault.rename import plan_rename
from vaultlint.vault.rename_parts import PartPlan
from vaultlint.vault.vault import Vault

#: What history calls the edits of a move, in the place of a rule.
NAME = "mv"

_MOST_NAMED = 10

#: What the new text of a heading may bring along, and what follows elsewhere (`rule.Change`).
_IN_NOTE: Final = (
    *("heading", "link", "property", "tag", "block-id", "table", "code", "math", "html", "comment", "highlight"),
    "footnote",
)
_IN_OTHERS: Final = ("heading", "link", "property", "tag", "table")

MakePlan: TypeAlias = Callable[[Vault, Callable[[str], str | None]], PartPlan]


@dataclass(slots=True)
class Move:
    """A rename that is proved. `notes` are by the path that a note has before it: its bytes before and after.

    `is_file` tells a file or folder from a tag, heading or block id. `left` are notes in which a tag stays as it is,
    `merges` counts the tags that have the new name already. `mentions` name the file and are not links: they stay.
    """

    old: str
    new: str
    notes: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    links: int = 0
    unread: list[str] = field(default_factory=list)
    cut: list[tuple[str, LinkFact]] = field(default_factory=list)
    is_file: bool = True
    left: list[str] = field(default_factory=list)
    merges: int = 0
    mentions: list[Mention] = field(default_factory=list)


def prepare(session: Session, old: str, new: str, *, mentions: bool = True) -> Move:
    """Plan to rename a file or folder of the session's vault, both paths relative to it, and prove the plan.

    The session is afterwards as if it were done. Failure if a link could not follow; nothing is written here.
    With `mentions` every note is searched for places that name the file and are not links.
    """
    standing = Standing(session, every=True)
    vault = session.vault
    moving = [path for path in vault.index if path == old or path.startswith(old + "/")]
    concerned = vault.linking([*moving, *(new + path[len(old) :] for path in moving)])
    plan = plan_rename(vault, concerned, old, new)
    if plan.lost:
        raise Failure(_lost(plan.lost, new))
    _refuse_conflicts(vault, plan.edits)
    move = Move(old, new, links=sum(map(len, plan.edits.values())), cut=plan.cut)
    move.unread = _unread(session)
    if mentions and old in vault.index:
        move.mentions = list(find_mentions(vault, session.read_text, old))
    shifts = _write_in_session(session, move, plan.edits, lambda path: ("link", "property"))
    moved = session.rename(old, new)
    if (worse := standing.worsened(shifts, moved)) is not None:
        raise Failure(f"the link {worse} would no longer lead where it leads. Nothing was renamed.")
    return move


def prepare_parts(session: Session, old: str, new: str, make_plan: MakePlan, own: str | None = None) -> Move:
    """Plan to rename a tag, heading or block id, and prove the plan; `own` is the note that holds the heading.

    `make_plan` gets the vault and a reader of its texts.

    Raises:
        Failure: a link could not follow, or something else would change; the session is as before then.

    """
    standing = Standing(session, every=True)
    before = session.snapshot()
    plan = make_plan(session.vault, session.read_text)
    if plan.lost:
        raise Failure(_lost(plan.lost, new))
    _refuse_conflicts(session.vault, plan.edits)
    move = Move(old, new, links=plan.places, is_file=False, left=plan.left, merges=plan.merges)
    move.unread = _unread(session)
    try:
        shifts = _write_in_session(session, move, plan.edits, lambda path: _IN_NOTE if path == own else _IN_OTHERS)
        if (worse := standing.worsened(shifts, {})) is not None:
            raise Failure(f"the link {worse} would no longer lead where it leads. Nothing was renamed.")
    except Failure:
        session.restore(before)
        raise
    return move


def _unread(session: Session) -> list[str]:
    return [
        path for path in session.vault.names.in_order if path.lower().endswith(".md") and not session.has_facts(path)
    ]


def _write_in_session(
    session: Session,
    move: Move,
    edits: Mapping[str, Sequence[Edit]],
    may_change: Callable[[str], Iterable[str]],
) -> dict[str, Shift]:
    """Edit the notes in the session, each proved; where the characters of each went."""
    shifts: dict[str, Shift] = {}
    for path, own in sorted(edits.items()):
        draft = Draft(session.read_bytes(path), canvas=path.lower().endswith(".canvas"))
        problem = draft.apply([TextEdit(one.start, one.end, one.text) for one in own], may_change(path))
        if problem is not None:
            raise Failure(f"{path} cannot be rewritten: {problem}. Nothing was renamed.")
        move.notes[path] = (draft.original, draft.data)
        shifts[path] = draft.shift
    for path, (_, after) in move.notes.items():
        session.edit(path, after)
    return shifts


def _lost(lost: Sequence[tuple[str, LinkFact]], new: str) -> str:
    shown = [f"{path}:{link.row}: {link.raw}" for path, link in lost[:_MOST_NAMED]]
    more = f"\n  and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    listed = "".join(f"\n  {one}" for one in shown)
    return (
        f"no link can be written that leads from these places to {new}. "
        f"Choose a name without # ^ [ ] | %% or :, or take these links out first:{listed}{more}"
    )


def _refuse_conflicts(vault: Vault, edits: Iterable[str]) -> None:
    for path in edits:
        facts = vault.facts(path)
        if facts is not None and facts.kind == "conflict":
            raise Failure(f"{facts.path} holds a link that would have to follow, and a merge conflict. End the merge.")


def carry_out(session: Session, move: Move, invocation: Invocation) -> Saved:
    """Write the notes and rename, as one transaction that `undo` reverts. Failure if it was refused as a whole."""
    edits = [(path, before, after, (NAME,)) for path, (before, after) in move.notes.items()]
    renames = [(move.old, move.new, NAME)] if move.is_file else []
    saved = write_all(session.root, [Write(edits, renames)], invocation)
    saved.give_up()
    if saved.unwritten:
        raise Failure(f"nothing was renamed: {saved.refused[0][1]}")
    return saved
