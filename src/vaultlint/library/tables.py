"""Links as rows and as a graph, for programs that count: pandas, Polars, networkx."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vaultlint.errors import needs_extra
from vaultlint.library.records import Link
from vaultlint.pattern import Pattern
from vaultlint.vault.link_graph import build_graph
from vaultlint.vault.link_table import LinkRow

if TYPE_CHECKING:
    import networkx

_WORD = Pattern(r"[^\W_]+(?:['’-][^\W_]+)*")
_FRONT_MATTER = Pattern(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)


def link_row(link: Link) -> dict[str, Any]:
    """Return a link as a row of plain values: anchors by their text or id, candidates joined by `|`."""
    heading, block = link.heading, link.block
    return {
        **link._asdict(),
        "heading": heading.text if heading is not None else None,
        "block": block.id if block is not None else None,
        "candidates": "|".join(link.candidates),
    }


def count_words(text: str) -> int:
    """Count the words of a note after its front matter, those of links and code included."""
    return sum(1 for _ in _WORD.finditer(_FRONT_MATTER.sub("", text)))


def make_graph(notes: Iterable[str], links: Iterable[Link]) -> networkx.DiGraph[str]:
    """Return the graph of these links, with a node for each of the notes.

    Raises:
        Failure: networkx is not installed.

    """
    with needs_extra("graph", "a graph"):
        import networkx
    rows = [
        LinkRow(link.source, link.line, link.column, link.raw, link.kind, link.target, link.subpath, link.status,
                link.path, list(link.candidates))
        for link in links
    ]  # fmt: skip
    graph = build_graph(rows, notes)
    made: networkx.DiGraph[str] = networkx.DiGraph()
    for name, kind in graph.nodes.items():
        made.add_node(name, kind=kind)
    for edge in graph.edges:
        made.add_edge(edge.source, edge.target, weight=edge.links, status=edge.status)
    return made
