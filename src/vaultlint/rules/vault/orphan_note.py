"""Notes that nothing leads to."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.rule import Problem, rule
from vaultlint.rules.vault._uses import linked_files, without_mentioned
from vaultlint.vault.vault import Vault


@rule(on=Vault, default=False)
def orphan_note(vault: Vault) -> Iterator[Problem]:
    """A note that no other note, canvas or base leads to."""
    linked = linked_files(vault)
    daily = vault.settings.daily_notes_folder
    alone = []
    for facts in vault.notes():
        path = facts.path
        if facts.kind in ("template", "canvas") or path in linked or (daily and path.startswith(daily + "/")):
            continue
        alone.append(path)
    bases = [path for path in vault.index if path.lower().endswith(".base")]
    for path in without_mentioned(vault, alone, bases):
        yield Problem(None, "no other note leads to this one", path=path)
