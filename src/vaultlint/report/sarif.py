"""SARIF 2.1.0 (OASIS standard, with errata 01) for code scanning services.

A relative URI is relative to `%SRCROOT%`, whose place on disk is left out: the same notes give the same log anywhere.
No `primaryLocationLineHash`: GitHub's upload computes its own and warns of one that differs.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

from vaultlint import __version__
from vaultlint.diagnostic import Diagnostic, Place, PlacedFix
from vaultlint.pattern import Pattern
from vaultlint.report.json import encoded
from vaultlint.report.run import Run

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "info": "recommendation"}
_PLACEHOLDER = Pattern(r"\{(\d+)\}")
_START = Place(1, 1)


def render(run: Run, *, color: bool, width: int | None) -> str:
    """One log with one run; its rules are those that report something."""
    indices: dict[str, int] = {}
    for diagnostic in run.diagnostics:
        indices.setdefault(diagnostic.rule, len(indices))
    driver = {"name": "vaultlint", "version": __version__, "rules": [_rule(name, run) for name in indices]}
    head = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder that was checked."}}},
    }
    # A result a line: a tenth of the time and of the size that an indented log takes, and still fit for a diff.
    results = ",\n".join(encoded(_result(diagnostic, indices[diagnostic.rule], run)) for diagnostic in run.diagnostics)
    opening = f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [\n'
    return f'{opening}{encoded(head)[:-1]}, "results": [\n{results}\n]}}]}}\n'


def _rule(name: str, run: Run) -> dict[str, Any]:
    info = run.rule_info(name)
    help_text = info.help or info.summary or name
    return {
        "id": name,
        "shortDescription": {"text": info.summary or name},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
        "properties": {
            "tags": [info.group] if info.group else [],
            "problem.severity": _GITHUB_LEVELS[info.severity],
        },
    }


def _result(diagnostic: Diagnostic, index: int, run: Run) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": _message(diagnostic.message),
        "locations": [{"physicalLocation": _location(diagnostic.path, diagnostic.place, diagnostic.end, run)}],
    }
    if diagnostic.fingerprint:
        result["partialFingerprints"] = {"vaultlint/v1": diagnostic.fingerprint}
    if diagnostic.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": _message(other.message),
                "physicalLocation": _location(other.path, other.place, other.place, run),
            }
            for number, other in enumerate(dict.fromkeys(diagnostic.related), 1)
        ]
    if diagnostic.fix is not None and (fix := _fix(diagnostic.fix, run)):
        result["fixes"] = [fix]
    return result


def _message(text: str) -> dict[str, str]:
    """Plain text in which nothing reads as a placeholder or as a link to be followed (sections 3.11.5 and 3.11.6)."""
    return {"text": _PLACEHOLDER.sub(r"{{\1}}", text).replace("](", r"\](")}


def _location(path: str, place: Place, end: Place, run: Run) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path, run), "region": _region(place, end)}


def _artifact(path: str, run: Run) -> dict[str, str]:
    # A file name need not be Unicode: its bytes are what is quoted.
    return {"uri": quote(os.fsencode(run.below_base(path))), "uriBaseId": _BASE}


def _region(place: Place, end: Place) -> dict[str, int]:
    if place == end == _START:
        return {"startLine": 1}
    return _span(place, end)


def _span(begin: Place, end: Place) -> dict[str, int]:
    return {"startLine": begin.row, "startColumn": begin.column, "endLine": end.row, "endColumn": end.column}


def _fix(fix: PlacedFix, run: Run) -> dict[str, Any] | None:
    """A fix a viewer may apply: none that is only for show, and none that also renames, for SARIF cannot say so."""
    if fix.applicability == "display" or fix.rename is not None or not fix.edits:
        return None
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        replacement: dict[str, Any] = {"deletedRegion": _span(edit.begin, edit.finish)}
        if edit.text:
            replacement["insertedContent"] = {"text": edit.text}
        changes.setdefault(edit.path, []).append(replacement)
    return {
        "description": _message(fix.message or "Repair it"),
        "artifactChanges": [
            {"artifactLocation": _artifact(path, run), "replacements": replacements}
            for path, replacements in changes.items()
        ],
        "properties": {"applicability": fix.applicability},
    }
