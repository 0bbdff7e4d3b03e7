"""Notes that nothing leads to."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.rule import Problem, rule
from vaultlint.vault.uses import orphan_notes
from vaultlint.vault.vault import Vault


@rule(on=Vault, default=False)
def orphan_note(vault: Vault) -> Iterator[Problem]:
    """A note that no other note, canvas or base leads to."""
    for path in orphan_notes(vault):
        yield Problem(None, "no other note leads to this one", path=path)
