"""What the directives of a note leave of its reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vaultlint.diagnostic import Diagnostic
from vaultlint.directives import Silencer
from vaultlint.facts import HAS_DIRECTIVES

if TYPE_CHECKING:
    from vaultlint.engine.session import Session


def silenced(session: Session, path: str, diagnostics: list[Diagnostic]) -> Iterable[Diagnostic]:
    """The reports that no directive of the note silences, and the directives that silenced nothing."""
    result = session.results.get(path)
    if result is None or not result.traits & HAS_DIRECTIVES or result.facts is None:
        return diagnostics
    directives = result.facts.directives
    silencer = Silencer(directives)
    kept = [one for one in diagnostics if not silencer.silences(one.rule, one.group, one.place.row, one.end.row)]
    plan = session.plan.at(path)
    if "unused-directive" in plan.names:
        from vaultlint.engine.suppression import unused_directives

        kept += unused_directives(path, silencer, plan, session.read_text(path) or "", whole=session.whole)
    return kept
