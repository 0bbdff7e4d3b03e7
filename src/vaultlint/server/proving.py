"""Fixes proved as `fix` proves them, before the client is offered any.

An editor writes what it is given, so nothing unproved leaves the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.check_note import check_note
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import NO_RULES
from vaultlint.engine.session import Scope, Session
from vaultlint.fixing.edits import Shift, TextEdit
from vaultlint.fixing.fixer import Fixer
from vaultlint.fixing.link_guard import Standing
from vaultlint.fixing.multi_file import carry_out, is_wide
from vaultlint.fixing.verify import Draft
from vaultlint.formatting.keep_layout import layout_of
from vaultlint.note import NEVER_REWRITTEN
from vaultlint.server.vaults import VaultState


class Proved(NamedTuple):
    """A note after edits that are proved."""

    data: bytes
    shift: Shift


def prove(state: VaultState, path: str, edits: Sequence[TextEdit], may_change: Iterable[str]) -> Proved | str:
    """The note after the edits; or the reason why they would do harm."""
    session = state.session
    draft = Draft(session.read_bytes(path), canvas=path.lower().endswith(".canvas"))
    if (problem := draft.apply(edits, may_change)) is not None:
        return problem
    before = state.facts(path)
    after = check_note(path, draft.data, NO_RULES, session.settings).facts
    if before is not None and after is not None:
        same = [(heading.level, heading.text) for heading in before.headings] == [
            (heading.level, heading.text) for heading in after.headings
        ]
        if same and {block.id for block in before.blocks} <= {block.id for block in after.blocks}:
            return Proved(draft.data, draft.shift)
    # What other notes link to changes, so their links are asked.
    fork = session.fork(NO_RULES)
    guard = Standing(fork)
    fork.edit(path, draft.data)
    worse = guard.worsened_by(path, [draft.shift])
    if worse is not None:
        return f"the link {worse} would no longer lead where it leads"
    return Proved(draft.data, draft.shift)


def prove_fix(state: VaultState, diagnostic: Diagnostic) -> str | None:
    """None if the fix of a diagnostic is proved; else the reason why it is not."""
    fix = diagnostic.fix
    if fix is None or not (fix.edits or fix.rename):
        return "there is nothing to apply"
    if is_wide(diagnostic):
        fork = state.session.fork(NO_RULES)
        step = carry_out(fork, diagnostic, Standing(fork, every=True))
        return step if isinstance(step, str) else None
    facts = state.facts(diagnostic.path)
    if facts is not None and facts.kind in NEVER_REWRITTEN:
        return f"notes of this kind are never rewritten ({facts.kind})"
    edits = [TextEdit(edit.start, edit.end, edit.text) for edit in fix.edits]
    proved = prove(state, diagnostic.path, edits, fix.may_change)
    return proved if isinstance(proved, str) else None


def fix_note(state: VaultState, path: str, *, unsafe: bool = False, rule: str | None = None) -> str | None:
    """A note's text after all its fixes, or those of one rule; None if they change nothing or it is not UTF-8."""
    session = state.session
    data = session.read_bytes(path)
    alone = Session(
        Overlay(session.tree, {**session.overlay.edited, path: data}),
        Scope([path], whole=False),
        session.config,
        session.plan,
    )
    alone.check_all()
    choose = None if rule is None else lambda one: one.rule == rule
    Fixer(alone, unsafe=unsafe, choose=choose, layout=layout_of(alone)).run()
    fixed = alone.read_bytes(path)
    if fixed == data:
        return None
    try:
        return fixed.decode("utf-8")
    except UnicodeDecodeError:
        return None
