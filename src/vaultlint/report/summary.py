"""The closing line of a run, and the table of `--statistics`."""

from __future__ import annotations

import json
from collections import Counter

from vaultlint.diagnostic import SEVERITIES
from vaultlint.report.run import Run, counted
from vaultlint.report.terminal import painter


def summary(run: Run) -> str:
    """One line, without a line end: what was found, where, and what can be done about it."""
    parts = [_found(run)]
    if templates := run.templates():
        parts.append(f"{counted(templates, 'note')} {'was' if templates == 1 else 'were'} taken for templates.")
    if run.accepted:
        parts.append(f"The baseline accepts {counted(run.accepted, 'problem')}.")
    if run.outdated:
        is_one = run.outdated == 1
        entries = "1 entry of the baseline is" if is_one else f"{run.outdated} entries of the baseline are"
        parts.append(f"{entries} fixed; `vaultlint baseline prune` removes {'it' if is_one else 'them'}.")
    return " ".join(parts)


def _found(run: Run) -> str:
    total, checked = len(run.diagnostics), counted(run.notes_checked, "note")
    if not total and run.fixed:
        return f"Fixed {counted(run.fixed, 'problem')}; nothing is left to report in {checked}."
    if not total:
        return f"{checked} checked: nothing to report." if run.notes_checked else "No note to check."
    found = f"Found {counted(total, 'problem')}"
    if run.fixed:
        found = f"Fixed {counted(run.fixed, 'problem')}; {total:,} remain{'s' if total == 1 else ''}"
    return f"{found} ({_by_severity(run)}) in {_places(run)}{_fixable(run)}."


def _by_severity(run: Run) -> str:
    nouns = {"error": "error", "warning": "warning"}
    counts = run.severities
    return ", ".join(
        counted(counts[one], nouns[one]) if one in nouns else f"{counts[one]:,} {one}"
        for one in SEVERITIES
        if counts[one]
    )


def _places(run: Run) -> str:
    notes = len({diagnostic.path for diagnostic in run.diagnostics})
    if notes > run.notes_checked:  # attachments, canvases, the vault itself
        return counted(notes, "file")
    return f"{notes:,} of {counted(run.notes_checked, 'note')}"


def _fixable(run: Run) -> str:
    safe, unsafe = run.fixable_safe, run.fixable_unsafe
    if safe and unsafe:
        return f"; {safe:,} fixable with `vaultlint fix`, {unsafe:,} more with `--unsafe-fixes`"
    if safe:
        return f"; {safe:,} fixable with `vaultlint fix`"
    return f"; {unsafe:,} fixable with `vaultlint fix --unsafe-fixes`" if unsafe else ""


def statistics(run: Run, *, color: bool = False, as_json: bool = False) -> str:
    """Number of diagnostics per rule, most frequent first.

    The mark says what `vaultlint fix` repairs: `[*]` all of them, `[-]` some, `[ ]` none. As JSON: an array of
    `code`, `group`, `severity`, `count`, `fixable`, `fixable_unsafe`.
    """
    paint = painter(color)
    counts = Counter(diagnostic.rule for diagnostic in run.diagnostics)
    kinds = {diagnostic.rule: (diagnostic.group, diagnostic.severity) for diagnostic in reversed(run.diagnostics)}
    tiers = Counter(
        (diagnostic.rule, diagnostic.fix.applicability) for diagnostic in run.diagnostics if diagnostic.fix is not None
    )
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if as_json:
        rows = [
            json.dumps({"code": rule, "group": kinds[rule][0], "severity": kinds[rule][1], "count": count,
                        "fixable": tiers[rule, "safe"], "fixable_unsafe": tiers[rule, "unsafe"]})
            for rule, count in ranked
        ]  # fmt: skip
        return "[\n" + ",\n".join("  " + row for row in rows) + "\n]\n" if rows else "[]\n"
    digits = len(str(max(counts.values(), default=0)))
    marks = {rule: _mark(tiers[rule, "safe"], count) for rule, count in ranked}
    return "".join(f"{count:>{digits}}  {marks[rule]} {paint(kinds[rule][1], rule)}\n" for rule, count in ranked)


def _mark(fixable: int, count: int) -> str:
    return "[*]" if fixable == count else "[-]" if fixable else "[ ]"
