"""Fixes applied to the notes of a session, and written unless they are only shown."""

from __future__ import annotations

from vaultlint.cli.outcome import Outcome
from vaultlint.engine.session import Session
from vaultlint.fixing.fixer import Choose, Mender, take_back
from vaultlint.fixing.write import Invocation, save

#: Times a note is read and fixed that other programs write at the same time.
_MOST_TRIES = 3


def apply_fixes(
    session: Session,
    outcome: Outcome,
    invocation: Invocation | None,
    *,
    unsafe: bool,
    choose: Choose | None = None,
) -> None:
    """Fix a session's notes and write them; without `invocation` nothing is written.

    A note that changes between reading and writing is read and fixed once more.
    """
    for number in range(_MOST_TRIES):
        mended = Mender(session, unsafe=unsafe, choose=choose).run()
        outcome.mended.append((session, mended))
        if invocation is None:
            return
        saved = save(session.overlay, mended, invocation)
        take_back(session, mended, saved.unwritten)
        outcome.saved.append(saved)
        if not saved.stale:
            return
        if number == _MOST_TRIES - 1:
            saved.give_up()
