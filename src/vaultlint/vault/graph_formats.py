"""A graph as text for the programs that draw graphs: Graphviz DOT, Mermaid, GraphML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from vaultlint.escape import visible
from vaultlint.pattern import Pattern
from vaultlint.vault.link_graph import LinkGraph

FORMATS = ("dot", "mermaid", "graphml")

#: The most edges that Mermaid draws unless its `maxEdges` is raised.
MERMAID_EDGES = 500

# XML 1.0 cannot hold these characters, not even escaped.
_NOT_XML = Pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MERMAID_SYNTAX = Pattern(r"[^\w .,:()/+=\'!?@-]|_(?=_)")

_COLORS = {
    "resolved": "#8a94a0",
    "ambiguous": "#d9822b",
    "missing-block": "#b45fc2",
    "missing-heading": "#b45fc2",
    "missing-note": "#d33f49",
}
_SHAPES = {
    "note": "",
    "file": "shape=note, ",
    "missing": 'style="rounded,dashed", color="#d33f49", fontcolor="#d33f49", ',
}


@dataclass(slots=True)
class _Folder:
    """Names of nodes in a folder, and the folders in it."""

    nodes: list[str] = field(default_factory=list)
    folders: dict[str, _Folder] = field(default_factory=dict)


def render_graph(graph: LinkGraph, format: str) -> str:
    """The graph in one of FORMATS, with a line end."""
    lines = {"dot": _dot, "mermaid": _mermaid, "graphml": _graphml}[format](graph)
    return "\n".join(lines) + "\n"


def _tree(graph: LinkGraph) -> _Folder:
    """The folders with the nodes that lie in them; what is missing lies in none."""
    top = _Folder()
    for name, kind in graph.nodes.items():
        folder = top
        for part in name.split("/")[:-1] if kind != "missing" else ():
            folder = folder.folders.setdefault(part, _Folder())
        folder.nodes.append(name)
    return top


def _title(name: str) -> str:
    """Title of a node: its name without folders, for a note without `.md`."""
    base = name.rpartition("/")[2] or name
    return base.removesuffix(".md") or base


def _nested(
    folder: _Folder, open_folder: Callable[[int, str], str], close: str, node: Callable[[str], str], depth: int = 1
) -> Iterator[str]:
    """Lines for a folder and all in it, folders as clusters."""
    for name in folder.nodes:
        yield "  " * depth + node(name)
    for part, inner in folder.folders.items():
        yield "  " * depth + open_folder(id(inner), part)
        yield from _nested(inner, open_folder, close, node, depth + 1)
        yield "  " * depth + close


# Graphviz


def _dot(graph: LinkGraph) -> Iterator[str]:
    numbers: dict[int, int] = {}

    def open_folder(key: int, name: str) -> str:
        number = numbers.setdefault(key, len(numbers))
        return f'subgraph "cluster_{number}" {{ label={_label(name)}; color="#c3cad3";'

    def node(name: str) -> str:
        shape = _SHAPES[graph.nodes[name]]
        return f"{_quoted(name)} [{shape}label={_label(_title(name))}, tooltip={_label(name)}];"

    yield "digraph vault {"
    yield '  graph [rankdir=LR, fontname="Helvetica", fontsize=11];'
    yield '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=10];'
    yield '  edge [color="#8a94a0"];'
    yield from _nested(_tree(graph), open_folder, "}", node)
    for edge in graph.edges:
        broken = f', color="{_COLORS[edge.status]}", tooltip="{edge.status}"' if edge.status != "resolved" else ""
        dashed = ", style=dashed" if edge.status.startswith("missing") else ""
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [weight={edge.links}{broken}{dashed}];"
    yield "}"


def _quoted(text: str) -> str:
    # A backslash before the closing quote would escape it; elsewhere in a quoted name it is literal.
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _label(text: str) -> str:
    return _quoted(text.replace("&", "&amp;"))  # Graphviz would show the character that an entity names


# Mermaid


def _mermaid(graph: LinkGraph) -> Iterator[str]:
    ids = {name: f"n{number}" for number, name in enumerate(graph.nodes)}
    numbers: dict[int, int] = {}

    def open_folder(key: int, name: str) -> str:
        return f'subgraph f{numbers.setdefault(key, len(numbers))}["{_mermaid_text(name)}"]'

    def node(name: str) -> str:
        kind = graph.nodes[name]
        return f'{ids[name]}["{_mermaid_text(_title(name))}"]{":::missing" if kind == "missing" else ""}'

    yield "flowchart LR"
    yield f"  classDef missing stroke:{_COLORS['missing-note']},color:{_COLORS['missing-note']},stroke-dasharray:4"
    yield from _nested(_tree(graph), open_folder, "end", node)
    by_status: dict[str, list[int]] = {}
    for number, edge in enumerate(graph.edges):
        by_status.setdefault(edge.status, []).append(number)
        yield f"  {ids[edge.source]} --> {ids[edge.target]}"
    for status, edges in by_status.items():
        if status != "resolved":
            yield f"  linkStyle {','.join(map(str, edges))} stroke:{_COLORS[status]}"


def _mermaid_text(text: str) -> str:
    """A text in double quotes: Mermaid reads entities as `#35;`, and everything that might be syntax becomes one."""
    return str(_MERMAID_SYNTAX.sub(lambda match: f"#{ord(match[0])};", visible(text)))


# GraphML


def _graphml(graph: LinkGraph) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for key, part, type_ in (
        ("kind", "node", "string"),
        ("folder", "node", "string"),
        ("backlinks", "node", "int"),
        ("status", "edge", "string"),
        ("weight", "edge", "int"),
    ):
        yield f'  <key id="{key}" for="{part}" attr.name="{key}" attr.type="{type_}"/>'
    yield '  <graph id="vault" edgedefault="directed">'
    for name, kind in graph.nodes.items():
        folder = name.rpartition("/")[0] if kind != "missing" else ""
        data = f'<data key="kind">{kind}</data><data key="folder">{_xml(folder)}</data>'
        data += f'<data key="backlinks">{graph.incoming.get(name, 0)}</data>'
        yield f"    <node id={_attribute(name)}>{data}</node>"
    for edge in graph.edges:
        data = f'<data key="status">{edge.status}</data><data key="weight">{edge.links}</data>'
        yield f"    <edge source={_attribute(edge.source)} target={_attribute(edge.target)}>{data}</edge>"
    yield "  </graph>"
    yield "</graphml>"


def _xml(text: str) -> str:
    return _attribute(text)[1:-1]


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
