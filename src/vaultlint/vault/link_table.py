"""Every link with what it leads to, as `vaultlint links` prints it: text, JSON, Graphviz DOT, GraphML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from vaultlint.escape import visible
from vaultlint.facts import Facts, LinkFact
from vaultlint.pattern import Pattern
from vaultlint.vault.vault import Resolution, Vault

FORMATS = ("text", "json", "dot", "graphml")

# XML 1.0 cannot hold these characters, not even escaped.
_NOT_XML = Pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_ENTITY = Pattern(r"&#?\w+;")


class LinkRow(NamedTuple):
    """A link. `source` and `path` are relative to the vault; `path` is None where nothing was found."""

    source: str
    line: int
    column: int
    raw: str
    kind: str
    target: str
    subpath: str
    status: str
    path: str | None
    candidates: list[str]


def resolved_links(vault: Vault, facts: Facts) -> Iterator[tuple[LinkFact, Resolution]]:
    """The links of a note with what each leads to, in order; without what only looks like a link."""
    for link in facts.links:
        if not link.target or vault.is_text(link):
            continue  # `[text]()` is not a link
        found = vault.resolve(link, facts.path)
        if link.place != "bracket" or found.status != "missing-note":  # else text in brackets
            yield link, found


def list_links(vault: Vault, notes: Iterable[Facts]) -> list[LinkRow]:
    """The links of these notes, by path and place."""
    rows = []
    for facts in sorted(notes, key=lambda one: one.path):
        for link, found in resolved_links(vault, facts):
            target, subpath, _ = found.target
            rows.append(
                LinkRow(
                    facts.path,
                    link.row,
                    link.column,
                    link.raw,
                    link.kind,
                    target,
                    subpath,
                    found.status,
                    found.path,
                    list(found.candidates),
                )
            )
    return rows


def render_links(rows: Iterable[LinkRow], format: str) -> str:
    """The rows in one of FORMATS; the text ends with a line end unless it is empty."""
    return {"text": _text, "json": _json, "dot": _dot, "graphml": _graphml}[format](rows)


def _text(rows: Iterable[LinkRow]) -> str:
    lines = []
    for row in rows:
        raw = " ".join(row.raw.split())
        leads = f" -> {', '.join(row.candidates) if row.candidates else row.path}" if row.path else ""
        lines.append(visible(f"{row.source}:{row.line}:{row.column}: {row.status} {raw}{leads}") + "\n")
    return "".join(lines)


def _json(rows: Iterable[LinkRow]) -> str:
    return json.dumps([row._asdict() for row in rows], ensure_ascii=False, indent=1).replace("##[", "#\\u0023[") + "\n"


def nodes_and_edges(rows: Iterable[LinkRow]) -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, int]]]:
    """Nodes (name → note, file or missing) and edges ((source, target) → worst status, number of links)."""
    nodes: dict[str, str] = {}
    edges: dict[tuple[str, str], tuple[str, int]] = {}
    for row in rows:
        nodes[row.source] = "note"
        if row.status in ("external", "template"):
            continue
        name = row.path if row.path is not None else row.target
        kind = "missing" if row.path is None else "note" if row.path.lower().endswith((".md", ".canvas")) else "file"
        if kind == "missing" and nodes.get(name, kind) != kind:
            name += " (missing)"  # a path that is there, asked for in a way that does not lead to it
        nodes.setdefault(name, kind)
        status, count = edges.get((row.source, name), ("resolved", 0))
        edges[row.source, name] = (row.status if row.status != "resolved" else status, count + 1)
    return nodes, edges


def _dot(rows: Iterable[LinkRow]) -> str:
    nodes, edges = nodes_and_edges(rows)
    lines = ["digraph vault {"]
    for name, kind in nodes.items():
        style = {"note": [], "file": ["shape=box"], "missing": ["style=dashed"]}[kind]
        if _ENTITY.search(name):  # Graphviz would show the character
            style = [*style, f"label={_quoted(name.replace('&', '&amp;'))}"]
        shape = f" [{', '.join(style)}]" if style else ""
        lines.append(f"  {_quoted(name)}{shape};")
    for (source, target), (status, count) in edges.items():
        label = "" if status == "resolved" else f", label={_quoted(status)}, style=dashed"
        lines.append(f"  {_quoted(source)} -> {_quoted(target)} [weight={count}{label}];")
    return "\n".join(lines) + "\n}\n"


def _quoted(text: str) -> str:
    # A backslash before the closing quote would escape it; elsewhere in a quoted name it stands for itself.
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _graphml(rows: Iterable[LinkRow]) -> str:
    return "\n".join(_graphml_lines(*nodes_and_edges(rows))) + "\n"


def _graphml_lines(nodes: dict[str, str], edges: dict[tuple[str, str], tuple[str, int]]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    yield '  <key id="kind" for="node" attr.name="kind" attr.type="string"/>'
    yield '  <key id="status" for="edge" attr.name="status" attr.type="string"/>'
    yield '  <key id="weight" for="edge" attr.name="weight" attr.type="int"/>'
    yield '  <graph id="vault" edgedefault="directed">'
    for name, kind in nodes.items():
        yield f'    <node id={_attribute(name)}><data key="kind">{kind}</data></node>'
    for (source, target), (status, count) in edges.items():
        data = f'<data key="status">{status}</data><data key="weight">{count}</data>'
        yield f"    <edge source={_attribute(source)} target={_attribute(target)}>{data}</edge>"
    yield "  </graph>"
    yield "</graphml>"


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
