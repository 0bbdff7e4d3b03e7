"""The facts of all notes together, and what follows from them.

Read `files` (the root, all files, the notes to check), `flavor`, `collect_facts` and `canvas` (a file → its facts),
`vault` (resolve links with all facts), `shared` (indexes that several states of a vault share). Broken links:
`broken_links`, `respellings`, `heading_suggestions`. Renames: `link_edits` (write a link), `rename`, `rename_parts`,
`mentions`. Lists: `link_table`, `link_graph`, `graph_formats`, `uses`, `attachments`, `unwritten_notes`,
`note_template`, `date_format`. `publishing` says which notes are public, `commit_dates` when they changed.
`ignore_patterns` matches `.gitignore` and `exclude`.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """Return names that `vaultlint.vault` had as a module (0.1), with a deprecation warning."""
    if name in ("Resolution", "Vault"):
        import warnings

        from vaultlint.vault import vault

        warnings.warn(f"import {name} from vaultlint.api", DeprecationWarning, stacklevel=2)
        return getattr(vault, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
