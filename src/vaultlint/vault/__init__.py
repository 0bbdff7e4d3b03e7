"""All notes' facts together: files, collecting facts, the vault, broken links, link edits, renames."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """Give the names that `vaultlint.vault` had when it was a module (0.1), with a deprecation warning."""
    if name in ("Resolution", "Vault"):
        import warnings

        from vaultlint.vault import vault

        warnings.warn(f"import {name} from vaultlint.api", DeprecationWarning, stacklevel=2)
        return getattr(vault, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
