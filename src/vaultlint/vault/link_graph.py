"""The graph of a vault: every note is a node, and each pair of notes with a link between them is an edge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from vaultlint.resolution.file_index import name_key
from vaultlint.vault.link_table import LinkRow

NodeKind = Literal["note", "file", "missing"]

#: From best to worst; an edge for several links has the worst status of them.
_STATUSES = ("resolved", "ambiguous", "missing-block", "missing-heading", "missing-note")

NOTES = (".md", ".markdown", ".canvas")


class Edge(NamedTuple):
    """All links of a note that lead to one target: their worst status, and how many they are."""

    source: str
    target: str
    status: str
    links: int


@dataclass(slots=True)
class LinkGraph:
    """Nodes by name: the path of a note or file, the written name of what is missing.

    incoming: how many other notes link to a node.
    outgoing: how many other notes, written or not, a note links to.
    """

    nodes: dict[str, NodeKind] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    incoming: dict[str, int] = field(default_factory=dict)
    outgoing: dict[str, int] = field(default_factory=dict)


def build_graph(rows: Iterable[LinkRow], notes: Iterable[str] = ()) -> LinkGraph:
    """The graph of these links. `notes` are nodes even if no link leads to or from them."""
    graph = LinkGraph(dict.fromkeys(notes, "note"))
    found: dict[tuple[str, str], tuple[int, int]] = {}
    names: dict[str, str] = {}
    for row in rows:
        graph.nodes[row.source] = "note"
        if row.status in ("external", "template"):
            continue
        if row.path is not None:
            name = row.path
            graph.nodes.setdefault(name, "note" if name.lower().endswith(NOTES) else "file")
        else:
            name = names.setdefault(name_key(row.target), row.target)
        rank, count = found.get((row.source, name), (0, 0))
        found[row.source, name] = (max(rank, _STATUSES.index(row.status)), count + 1)
    apart = _add_missing(graph, names.values())
    for (source, target), (rank, count) in found.items():
        status = _STATUSES[rank]
        name = apart.get(target, target) if status == "missing-note" else target
        graph.edges.append(Edge(source, name, status, count))
        if name != source:
            graph.incoming[name] = graph.incoming.get(name, 0) + 1
            if graph.nodes[name] != "file":
                graph.outgoing[source] = graph.outgoing.get(source, 0) + 1
    return graph


def _add_missing(graph: LinkGraph, names: Iterable[str]) -> dict[str, str]:
    """Add nodes for what is missing; a name that is the path of another node gets another one, which is returned."""
    apart = {}
    for name in names:
        node = name
        while node in graph.nodes:  # a path that is there, asked for in a way that does not lead to it
            node += " (missing)"
        graph.nodes[node] = "missing"
        apart[name] = node
    return apart
