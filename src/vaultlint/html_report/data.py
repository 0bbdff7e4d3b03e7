"""Data of a report: figures, health, worst notes, missing notes, attachments, repairs, graph. Plain JSON values.

All paths count from the outermost vault, with `/`. Texts are unescaped: who shows them escapes them.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vaultlint import __version__
from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.html_report.folders import group_by_folder
from vaultlint.report.run import RuleInfo
from vaultlint.vault.attachments import AttachmentReport
from vaultlint.vault.link_graph import NOTES, LinkGraph, build_graph
from vaultlint.vault.link_table import LinkRow, link_row, resolved_links
from vaultlint.vault.unwritten_notes import UnwrittenNote, find_unwritten
from vaultlint.vault.uses import dead_ends, orphan_notes
from vaultlint.vault.vault import Vault

#: What each report begins with, by which it is known again.
GENERATOR = "vaultlint report"

SEVERITIES = ("error", "warning", "info")

#: Notes that ask for a missing one, of which each is named.
_ASKERS = 5

#: Longer texts before and after a repair add nothing.
_LONGEST = 60

_BROKEN = frozenset({"missing-note", "missing-heading", "missing-block"})

_STATUS_CODE = {"resolved": 0, "ambiguous": 1, "missing-heading": 2, "missing-block": 2, "missing-note": 3}


@dataclass(slots=True)
class Part:
    """One vault of a report. `prefix` comes before its paths, which count from the outermost vault."""

    session: Session
    prefix: str
    attachments: AttachmentReport
    rows: list[LinkRow] = field(default_factory=list)
    graph: LinkGraph = field(default_factory=LinkGraph)
    unwritten: list[UnwrittenNote] = field(default_factory=list)

    def read(self) -> None:
        """Resolve the links of all notes."""
        vault = self.session.vault
        self.rows = list(_links(vault))
        facts = [found for path in self.session.chosen if (found := vault.facts(path)) is not None]
        self.graph = build_graph(self.rows, [one.path for one in facts])
        self.unwritten = [one for one in find_unwritten(vault, facts) if one.is_planned]


def _links(vault: Vault) -> Iterator[LinkRow]:
    """The links of all notes. One in a comment counts as a link and never as broken, as in the reports of rules."""
    for facts in vault.notes():
        for link, found in resolved_links(vault, facts):
            row = link_row(facts.path, link, found)
            if not link.is_hidden or row.status not in _BROKEN:
                yield row
            elif row.path is not None:
                yield row._replace(status="resolved")


@dataclass(frozen=True, slots=True)
class Subject:
    """Subject of a report: the name of the vault, its problems, and how to learn more.

    `diagnostics` are those that `check` reports. `rules` are the names of the rules that ran.
    """

    name: str
    diagnostics: Sequence[Diagnostic]
    rules: frozenset[str]
    rule_info: Callable[[str], RuleInfo]
    accepted: int = 0


def make_report(subject: Subject, parts: Sequence[Part], history: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Everything that is known of these vaults now."""
    for part in parts:
        part.read()
    notes = [part.prefix + path for part in parts for path in part.session.chosen]
    attachments = _attachments(parts)
    orphans = sorted(_chosen(parts, orphan_notes))
    ends = sorted(_chosen(parts, dead_ends))
    unwritten = [_unwritten(part.prefix, one) for part in parts for one in part.unwritten]
    report: dict[str, Any] = {
        "generator": GENERATOR,
        "format": 1,
        "version": __version__,
        "created": datetime.now().astimezone().isoformat(timespec="seconds"),
        "vault": subject.name,
        "vaults": [{"name": part.session.root.name, "prefix": part.prefix, "flavor": _flavor(part)} for part in parts],
        "figures": {},
        "groups": _groups(subject),
        "rules": _rules(subject),
        "folders": _folders(notes, subject.diagnostics),
        "worst": _worst(subject.diagnostics),
        "problems": [_problem(one) for one in subject.diagnostics],
        "unwritten": sorted(unwritten, key=lambda one: (-one["notes"], one["name"])),
        "orphans": orphans,
        "dead_ends": ends,
        "attachments": attachments,
        "encoding": _repairs(subject.diagnostics, parts),
        "graph": _graph(parts, subject.diagnostics),
    }
    report["figures"] = _figures(subject, parts, report)
    report["history"] = [*history, {key: report[key] for key in ("created", "figures")}]
    return report


def history_line(report: Mapping[str, Any]) -> dict[str, Any]:
    """Data that later reports need for the trend."""
    return {key: report[key] for key in ("generator", "format", "version", "created", "vault", "figures")}


def _chosen(parts: Iterable[Part], select: Callable[[Any], Iterable[str]]) -> Iterable[str]:
    for part in parts:
        chosen = set(part.session.chosen)
        yield from (part.prefix + path for path in select(part.session.vault) if path in chosen)


def _flavor(part: Part) -> str:
    return part.session.config.flavor or "obsidian"


def _counts(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """Number of problems per severity, of fixable ones, and of files with problems."""
    severities: Counter[str] = Counter()
    fixes: Counter[str] = Counter()
    paths = set()
    for one in diagnostics:
        severities[one.severity] += 1
        paths.add(one.path)
        if one.fix is not None:
            fixes[one.fix.applicability] += 1
    counts = {severity: severities[severity] for severity in SEVERITIES}
    return {**counts, "safe": fixes["safe"], "unsafe": fixes["unsafe"], "files": len(paths)}


def _by(diagnostics: Iterable[Diagnostic], key: Callable[[Diagnostic], str]) -> dict[str, list[Diagnostic]]:
    found: dict[str, list[Diagnostic]] = {}
    for one in diagnostics:
        found.setdefault(key(one), []).append(one)
    return found


def _groups(subject: Subject) -> list[dict[str, Any]]:
    """The groups of which rules ran, those with most problems first."""
    found = _by(subject.diagnostics, lambda one: one.group)
    ran = Counter(subject.rule_info(name).group for name in subject.rules)
    rows = [{"name": name, "rules": ran[name], **_counts(found.get(name, ()))} for name in {*found, *ran}]
    return sorted(rows, key=lambda row: (*(-row[severity] for severity in SEVERITIES), row["name"]))


def _rules(subject: Subject) -> list[dict[str, Any]]:
    """The rules that reported something, those with most problems first."""
    rows = []
    for name, found in _by(subject.diagnostics, lambda one: one.rule).items():
        info = subject.rule_info(name)
        rows.append({"name": name, "group": found[0].group, "summary": info.summary, **_counts(found)})
    return sorted(rows, key=lambda row: (-sum(row[severity] for severity in SEVERITIES), row["name"]))


def _folders(notes: Sequence[str], diagnostics: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    """Folders with their notes and problems; files that are not notes count for the folder that they lie in."""
    folder_of = group_by_folder(dict.fromkeys([*notes, *(one.path for one in diagnostics)]))
    counted = Counter(folder_of[path] for path in notes)
    known = set(notes)
    rows = {name: {"path": name, "notes": counted[name], "clean": 0, "groups": {}, **_counts(())} for name in counted}
    for name, found in _by(diagnostics, lambda one: folder_of[one.path]).items():
        row = rows.setdefault(name, {"path": name, "notes": 0, "clean": 0, "groups": {}, **_counts(())})
        row.update(_counts(found))
        row["groups"] = dict(Counter(one.group for one in found))
    bad = Counter(folder_of[path] for path in {one.path for one in diagnostics if one.severity != "info"} & known)
    for name, row in rows.items():
        row["clean"] = counted[name] - bad[name]
    return sorted(rows.values(), key=lambda row: (-row["error"] - row["warning"], -row["notes"], row["path"]))


def _worst(diagnostics: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    """The notes with problems, the worst first."""
    rows = []
    for path, found in _by(diagnostics, lambda one: one.path).items():
        counts = _counts(found)
        rows.append(
            {
                "path": path,
                **{severity: counts[severity] for severity in SEVERITIES},
                "rules": dict(Counter(one.rule for one in found).most_common()),
            }
        )
    return sorted(rows, key=lambda row: (*(-row[severity] for severity in SEVERITIES), row["path"]))


def _problem(one: Diagnostic) -> dict[str, Any]:
    return {
        "path": one.path,
        "row": one.place.row,
        "column": one.place.column,
        "rule": one.rule,
        "group": one.group,
        "severity": one.severity,
        "message": one.message,
        "fix": one.fix.applicability if one.fix is not None else None,
    }


def _unwritten(prefix: str, one: UnwrittenNote) -> dict[str, Any]:
    first = {source: link.row for source, link in reversed(one.links)}
    sources = [{"path": prefix + source, "row": first[source]} for source in one.notes[:_ASKERS]]
    return {"name": one.name, "notes": len(one.notes), "links": len(one.links), "sources": sources}


def _attachments(parts: Sequence[Part]) -> dict[str, Any]:
    kinds: dict[str, list[int]] = {}
    sizes: dict[str, int] = {}
    for part in parts:
        for path, size in part.attachments.sizes.items():
            sizes[part.prefix + path] = size
            kinds.setdefault(posixpath.splitext(path)[1].lower(), []).append(size)
    reports = [(part.prefix, part.attachments) for part in parts]
    unused = [prefix + path for prefix, report in reports for path in report.unused]
    large = [prefix + path for prefix, report in reports for path in report.large]
    by_kind = [{"kind": kind[1:], "files": len(each), "bytes": sum(each)} for kind, each in kinds.items()]
    return {
        "files": len(sizes),
        "bytes": sum(sizes.values()),
        "kinds": sorted(by_kind, key=lambda row: (-row["bytes"], row["kind"])),
        "missing": [
            {"path": prefix + one.source, "row": one.line, "target": one.target}
            for prefix, report in reports
            for one in report.missing
        ],
        "unused": [{"path": path, "bytes": sizes[path]} for path in unused],
        "duplicates": [
            {"paths": [prefix + path for path in group], "bytes": report.sizes[group[0]]}
            for prefix, report in reports
            for group in report.duplicates
        ],
        "large": [{"path": path, "bytes": sizes[path]} for path in large],
        "misplaced": [
            {"path": prefix + path, "folder": prefix + folder}
            for prefix, report in reports
            for path, folder in report.misplaced
        ],
    }


def _repairs(diagnostics: Sequence[Diagnostic], parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Replacements by the fixes of the group encoding, most frequent first."""
    found: dict[tuple[str, str, str, str], Counter[str]] = {}
    by_path = _by((one for one in diagnostics if one.group == "encoding" and one.fix), lambda one: one.path)
    for path, own in by_path.items():
        text = _text_of(parts, path)
        for one in own if text is not None else ():
            assert one.fix is not None
            assert text is not None
            for edit in one.fix.edits:
                if edit.path == path:
                    pair = (text[edit.start : edit.end][:_LONGEST], edit.text[:_LONGEST])
                    found.setdefault((*pair, one.rule, one.fix.applicability), Counter())[path] += 1
    rows = [
        {"before": before, "after": after, "rule": rule, "fix": fix, "count": sum(paths.values()), "notes": len(paths)}
        for (before, after, rule, fix), paths in found.items()
    ]
    return sorted(rows, key=lambda row: (-row["count"], row["before"], row["after"], row["rule"]))


def _text_of(parts: Sequence[Part], path: str) -> str | None:
    for part in sorted(parts, key=lambda one: -len(one.prefix)):
        if path.startswith(part.prefix):
            return part.session.read_text(path[len(part.prefix) :])
    return None


def _graph(parts: Sequence[Part], diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    """Notes, written or not, and the links between them; nodes are named by their index."""
    nodes: list[dict[str, Any]] = []
    index: dict[tuple[str, str], int] = {}
    problems = Counter(one.path for one in diagnostics)
    for part in parts:
        for name, kind in part.graph.nodes.items():
            if kind == "file":
                continue
            index[part.prefix, name] = len(nodes)
            node: dict[str, Any] = {
                "name": part.prefix + name if kind == "note" else name,
                "missing": kind == "missing",
            }
            node["backlinks"] = part.graph.incoming.get(name, 0)
            node["problems"] = problems[part.prefix + name] if kind == "note" else 0
            nodes.append(node)
    folder_of = group_by_folder([node["name"] for node in nodes if not node["missing"]], 16)
    for node in nodes:
        node["folder"] = folder_of.get(node["name"], "") if not node["missing"] else None
    edges = [
        [index[part.prefix, edge.source], index[part.prefix, edge.target], _STATUS_CODE[edge.status]]
        for part in parts
        for edge in part.graph.edges
        if part.graph.nodes[edge.target] != "file" and edge.source != edge.target
    ]
    return {"nodes": nodes, "edges": edges}


def _figures(subject: Subject, parts: Sequence[Part], report: Mapping[str, Any]) -> dict[str, Any]:
    notes = [path for part in parts for path in part.session.chosen]
    statuses = Counter(row.status for part in parts for row in part.rows)
    counts = _counts(subject.diagnostics)
    bad = {one.path for one in subject.diagnostics if one.severity != "info"}
    known = {part.prefix + path for part in parts for path in part.session.chosen}
    return {
        "notes": len(notes),
        "canvases": sum(path.lower().endswith(NOTES[-1]) for path in notes),
        "links": sum(statuses.values()) - statuses["external"],
        "external": statuses["external"],
        "broken": sum(statuses[status] for status in _BROKEN),
        "problems": len(subject.diagnostics),
        **{severity: counts[severity] for severity in SEVERITIES},
        "safe": counts["safe"],
        "unsafe": counts["unsafe"],
        "accepted": subject.accepted,
        "with_problems": counts["files"],
        "clean": len(notes) - len(bad & known),
        "unwritten": len(report["unwritten"]),
        "orphans": len(report["orphans"]),
        "dead_ends": len(report["dead_ends"]),
        "attachments": report["attachments"]["files"],
        "attachment_bytes": report["attachments"]["bytes"],
        "unused": len(report["attachments"]["unused"]),
        "groups": {row["name"]: sum(row[severity] for severity in SEVERITIES) for row in report["groups"]},
    }
