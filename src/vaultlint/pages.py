"""The rulebook's notes, one a rule: in the wheel beside the code, in a checkout in `rules/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def rulebook() -> Path | None:
    """The folder of the rulebook; None if it was not installed."""
    package = Path(__file__).parent
    for folder in (package / "rulebook", package.parent.parent / "rules"):
        if folder.is_dir():
            return folder
    return None


def page(rule: str) -> str | None:
    """The note of a rule, as written; of a user's own rule without one, what is known of it."""
    from vaultlint import registry

    if (own := registry.own_rule(rule)) is not None:
        from vaultlint.own.page import page_of

        return page_of(own)
    folder = rulebook()
    path = folder / f"{rule}.md" if folder else None
    return path.read_text("utf-8") if path and path.is_file() else None
