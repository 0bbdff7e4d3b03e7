"""Canvases that cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.markdown.spans import Span
from vaultlint.rule import Problem, rule
from vaultlint.vault.vault import Vault


@rule(on=Facts, severity="error")
def invalid_canvas(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A canvas that is not what JSON Canvas 1.0 asks for, so that Obsidian cannot open it."""
    if facts.kind != "canvas":
        return
    import json

    from vaultlint.vault.canvas import canvas_facts

    try:
        text = (vault.root / facts.path).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return  # reported as unreadable-note or invalid-encoding
    try:
        canvas_facts(facts.path, text)
    except ValueError as error:
        reason = str(error).partition(": line ")[0]  # the place is the report's own
        yield Problem(_where(error, text, json.JSONDecodeError), f"the canvas cannot be opened: {reason}", key=reason)


def _where(error: ValueError, text: str, kind: type[ValueError]) -> Span | None:
    """Span at which the text stops being JSON; None for a defect of a node."""
    cause = error.__cause__ or error.__context__
    at = getattr(cause, "pos", None) if isinstance(cause, kind) else None
    return Span(at, min(at + 1, len(text))) if isinstance(at, int) and at < len(text) else None
