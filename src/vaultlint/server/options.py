"""Settings of a client, by `initializationOptions` or `workspace/didChangeConfiguration`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Options:
    """Settings of the server.

    diagnostics: "push" (all notes, as they change) or "pull" (as the client asks); None leaves it to the client.
    backlinks: whether the number of backlinks is shown above notes and headings.
    """

    diagnostics: str | None = None
    backlinks: bool = False

    @classmethod
    def of(cls, given: Any) -> Options:
        """The options of a JSON object; what is not an option, or has no such value, counts as absent."""
        options = cls()
        if isinstance(given, dict):
            given = given.get("vaultlint", given)
        if not isinstance(given, dict):
            return options
        if given.get("diagnostics") in ("push", "pull"):
            options.diagnostics = given["diagnostics"]
        options.backlinks = given.get("backlinks") is True
        return options
