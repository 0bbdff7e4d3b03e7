"""GitLab's Code Quality report: an array of `description`, `check_name`, `fingerprint`, `severity`, `location`.

GitLab compares the fingerprints of two branches and drops a second problem with the same one, so each is made unique
within the report: of the path and the problem's own fingerprint.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Any

from vaultlint.diagnostic import Diagnostic
from vaultlint.report.json import encoded
from vaultlint.report.run import Run, last_row

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(run: Run, *, color: bool, width: int | None) -> str:
    """The array; `[]` for a clean run."""
    seen: Counter[tuple[str, str, str]] = Counter()
    records = [encoded(_record(diagnostic, run, seen)) for diagnostic in run.diagnostics]
    return "[\n" + ",\n".join("  " + record for record in records) + "\n]\n" if records else "[]\n"


def _record(diagnostic: Diagnostic, run: Run, seen: Counter[tuple[str, str, str]]) -> dict[str, Any]:
    path = run.filename(diagnostic.path)
    identity = (path, diagnostic.rule, diagnostic.fingerprint or diagnostic.message)
    seen[identity] += 1
    parts = "\0".join([*identity, str(seen[identity])])
    place = {"line": diagnostic.place.row, "column": diagnostic.place.column}
    return {
        "description": f"{diagnostic.rule}: {diagnostic.message}",
        "check_name": diagnostic.rule,
        "fingerprint": sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": path,
            "lines": {"begin": diagnostic.place.row, "end": last_row(diagnostic)},
            "positions": {"begin": place, "end": {"line": diagnostic.end.row, "column": diagnostic.end.column}},
        },
    }
