"""Apply fixes to the notes of a session, and write them unless they are only shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from vaultlint.cli.options import FixOptions
from vaultlint.cli.outcome import Outcome
from vaultlint.cli.output import print_diff
from vaultlint.cli.say import say
from vaultlint.engine.session import Session
from vaultlint.fixing.fixer import Choose, Fixer, revert_unwritten
from vaultlint.fixing.write import Invocation, save

#: Times a note is read and fixed that other programs write at the same time.
_MOST_TRIES = 3


def fix_sessions(
    sessions: Sequence[Session],
    options: FixOptions,
    outcome: Outcome,
    *,
    writes: bool,
    color: bool,
    choose_in: Callable[[Session], Choose] | None = None,
) -> None:
    """Fix the notes of the sessions; write them, or show the differences. `choose_in` asks before each fix."""
    invocation = Invocation(sys.argv, lambda text: say(f"vaultlint: {text}"))
    for session in sessions:
        choose = choose_in(session) if choose_in is not None else None
        _fix_session(session, outcome, invocation if writes else None, options.unsafe_fixes, choose)
        if options.diff:
            print_diff(*outcome.fix_results[-1], color)


def _fix_session(
    session: Session,
    outcome: Outcome,
    invocation: Invocation | None,
    unsafe: bool,
    choose: Choose | None,
) -> None:
    """Fix a session's notes and write them; without `invocation` nothing is written.

    A note that changes between reading and writing is read and fixed once more.
    """
    from vaultlint.formatting.keep_layout import layout_of

    layout = layout_of(session)
    for number in range(_MOST_TRIES):
        result = Fixer(session, unsafe=unsafe, choose=choose, layout=layout).run()
        outcome.fix_results.append((session, result))
        if invocation is None:
            return
        saved = save(session.overlay, result, invocation)
        revert_unwritten(session, result, saved.unwritten)
        outcome.saved.append(saved)
        if not saved.stale:
            return
        if number == _MOST_TRIES - 1:
            saved.give_up()
