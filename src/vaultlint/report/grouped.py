"""Problems grouped by note, in aligned columns."""

from __future__ import annotations

from itertools import groupby

from vaultlint.diagnostic import Diagnostic
from vaultlint.escape import visible
from vaultlint.report.run import Run
from vaultlint.report.terminal import Paint, painter


def render(run: Run, *, color: bool, width: int | None) -> str:
    """A paragraph a note; nothing for a clean run."""
    paint = painter(color)
    notes = groupby(run.diagnostics, key=lambda diagnostic: diagnostic.path)
    return "\n".join(_note(run.filename(path), list(problems), paint) for path, problems in notes)


def _note(filename: str, problems: list[Diagnostic], paint: Paint) -> str:
    places = [f"{problem.place.row}:{problem.place.column}" for problem in problems]
    widest = max(map(len, places))
    longest = max(len(problem.rule) for problem in problems)
    lines = [
        f"  {place:<{widest}}  {paint(one.severity, f'{one.severity:<7}')}"
        f"  {one.rule:<{longest}}  {visible(one.message)}"
        for place, one in zip(places, problems, strict=True)
    ]
    return "\n".join([paint("path", visible(filename)) + ":", *lines, ""])
