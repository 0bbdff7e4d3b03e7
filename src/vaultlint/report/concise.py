"""`path:line:column: rule message`, one line per problem, for editors and grep."""

from __future__ import annotations

from vaultlint.escape import visible
from vaultlint.report.run import Run
from vaultlint.report.terminal import painter


def render(run: Run, *, color: bool, width: int | None) -> str:
    """One line a diagnostic; nothing for a clean run."""
    paint = painter(color)
    return "".join(
        f"{paint('path', visible(run.filename(diagnostic.path)))}:{diagnostic.place.row}:{diagnostic.place.column}:"
        f" {paint(diagnostic.severity, diagnostic.rule)} {visible(diagnostic.message)}\n"
        for diagnostic in run.diagnostics
    )
