"""A vault from Python: its notes, links, backlinks, tags, properties, diagnostics and fixes.

Documented in `docs/library.md`, typed and stable::

    from vaultlint.library import open_vault

    vault = open_vault("my-vault")
    for note in vault:
        print(note.path, len(note.backlinks), note.tags)

Links are resolved, and problems found, by the code of `vaultlint links` and `vaultlint check`. Nothing is read before
it is asked for. `vaultlint.api` is another thing: what the author of a rule imports.
"""

from __future__ import annotations

from vaultlint.diagnostic import Diagnostic
from vaultlint.errors import Failure
from vaultlint.facts import BlockFact, HeadingFact
from vaultlint.library.fixes import Fixes
from vaultlint.library.records import Change, Link, Rejected, Target
from vaultlint.library.vault import Note, Vault, open_vault

__all__ = [
    "BlockFact",
    "Change",
    "Diagnostic",
    "Failure",
    "Fixes",
    "HeadingFact",
    "Link",
    "Note",
    "Rejected",
    "Target",
    "Vault",
    "open_vault",
]
