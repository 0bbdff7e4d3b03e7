"""A JSON array in the shape of ruff's, one diagnostic per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix
from vaultlint.report.run import Run

# Line ends to some readers of lines, though not to JSON: written as escapes so that a record stays on its line.
_LINE_ENDS = ("\x85", "\u2028", "\u2029")
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def render(run: Run, *, color: bool, width: int | None) -> str:
    """The array; `[]` for a clean run."""
    body = ",\n".join("  " + record for record in records(run))
    return f"[\n{body}\n]\n" if body else "[]\n"


def records(run: Run) -> Iterator[str]:
    """Each diagnostic as a JSON object on one line."""
    for diagnostic in run.diagnostics:
        yield encoded(_record(diagnostic, run))


def encoded(content: Any) -> str:
    """JSON on one line, whatever its reader takes for a line end."""
    text: str = _ENCODE(content).replace("##[", "#\\u0023[")  # GitHub's runner takes `##[…]` anywhere for a command
    for char in _LINE_ENDS:
        if char in text:
            text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _record(diagnostic: Diagnostic, run: Run) -> dict[str, Any]:
    return {
        "code": diagnostic.rule,
        "group": diagnostic.group,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "filename": run.filename(diagnostic.path),
        "location": _place(diagnostic.place),
        "end_location": _place(diagnostic.end),
        "fix": _fix(diagnostic.fix, diagnostic.path, run) if diagnostic.fix else None,
        "related": [
            {"filename": run.filename(other.path), "location": _place(other.place), "message": other.message}
            for other in diagnostic.related
        ],
        "fingerprint": diagnostic.fingerprint,
        "url": None,
    }


def _place(place: Place) -> dict[str, int]:
    return {"row": place.row, "column": place.column}


def _fix(fix: PlacedFix, path: str, run: Run) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "applicability": fix.applicability,
        "message": fix.message,
        "edits": [_edit(edit, path, run) for edit in fix.edits],
    }
    if fix.rename is not None:
        shown["rename"] = {"old": run.filename(fix.rename[0]), "new": run.filename(fix.rename[1])}
    return shown


def _edit(edit: PlacedEdit, path: str, run: Run) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "content": edit.text,
        "location": _place(edit.begin),
        "end_location": _place(edit.finish),
    }
    if edit.path != path:
        shown["filename"] = run.filename(edit.path)
    return shown
