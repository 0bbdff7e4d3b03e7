"""The list of links and its graph, in every format."""

from __future__ import annotations

import csv
import json
import re
from xml.etree import ElementTree

import pytest
from vaults import vault_of

from vaultlint.escape import visible
from vaultlint.vault import graph_formats, link_table
from vaultlint.vault.graph_formats import render_graph
from vaultlint.vault.link_graph import LinkGraph, build_graph
from vaultlint.vault.link_table import LinkRow, list_links, render_links
from vaultlint.vault.uses import dead_ends

FILES = {
    "a.md": '[[b|x]] [[b]] [[gone]] [s](https://example.org) [[q "1"\\|x]] []()\n',
    "b.md": "[[c#No]] ![[p.png]] [[d]]\n",
    "c.md": "",
    "p.png": "",
    "x/d.md": "",
    "y/d.md": "",
}
SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def rows() -> list[LinkRow]:
    vault = vault_of(FILES)
    return list_links(vault, vault.notes())


def render(links: list[LinkRow], form: str) -> str:
    return render_graph(build_graph(links), form) if form in graph_formats.FORMATS else render_links(links, form)


def test_json_holds_what_the_contract_names() -> None:
    found = json.loads(render_links(rows(), "json"))
    assert found[0] == {
        "source": "a.md", "line": 1, "column": 1, "raw": "[[b|x]]", "kind": "wikilink", "target": "b", "subpath": "",
        "status": "resolved", "path": "b.md", "candidates": [],
    }  # fmt: skip
    assert [(one["raw"], one["status"], one["path"], one["candidates"]) for one in found[2:]] == [
        ("[[gone]]", "missing-note", None, []),
        ("[s](https://example.org)", "external", None, []),
        ('[[q "1"\\|x]]', "missing-note", None, []),
        ("[[c#No]]", "missing-heading", "c.md", []),
        ("![[p.png]]", "resolved", "p.png", []),
        ("[[d]]", "ambiguous", "x/d.md", ["x/d.md", "y/d.md"]),
    ]


def test_graphml_is_xml_with_a_node_for_each_end() -> None:
    awkward = rows()[0]._replace(source='a<&">\x01\n.md')
    graph = ElementTree.fromstring(render([*rows(), awkward], "graphml")).find(f"{SPACE}graph")
    assert graph is not None
    nodes = {node.get("id") for node in graph.iter(f"{SPACE}node")}
    edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{SPACE}edge")]
    assert {end for edge in edges for end in edge} <= nodes
    assert 'a<&">\ufffd\n.md' in nodes
    assert edges.count(("a.md", "b.md")) == 1


def test_dot_quotes_names_and_colors_statuses() -> None:
    lines = [line.strip() for line in render(rows(), "dot").splitlines()]
    assert '"a.md" -> "b.md" [weight=2];' in lines
    [broken] = [line for line in lines if line.startswith('"a.md" -> "q \\"1\\""')]
    assert "dashed" in broken
    assert "missing-note" in broken


def test_folders_are_clusters_within_clusters() -> None:
    graph = build_graph([], ["top.md", "x/one.md", "x/y/two.md"])
    lines = render_graph(graph, "dot").splitlines()
    depths = {name: next(line for line in lines if f'"{name}"' in line).index('"') for name in graph.nodes}
    assert depths["top.md"] < depths["x/one.md"] < depths["x/y/two.md"]
    assert sum("subgraph" in line for line in lines) == 2
    assert lines.count("  }") + lines.count("    }") == 2
    mermaid = render_graph(graph, "mermaid").splitlines()
    assert sum(line.strip() == "end" for line in mermaid) == sum("subgraph" in line for line in mermaid) == 2


def test_mermaid_texts_hold_no_syntax() -> None:
    name = 'a"] --> b["<script>`#35;` %%{init}%% [x](y) \\n __b__ end.md'
    lines = render_graph(build_graph([], [name]), "mermaid").splitlines()
    [node] = [line for line in lines if line.strip().startswith("n0")]
    assert re.fullmatch(r'  n0\["[^"`<>\[\]{}%\\]*"\]', node)
    assert "__" not in node


def test_csv_has_a_row_a_link() -> None:
    found = list(csv.DictReader(render(rows(), "csv").splitlines()))
    assert len(found) >= len(rows())
    assert found[0]["source"] == "a.md"
    assert [one["status"] for one in found[:2]] == ["resolved", "resolved"]


def graph_of(files: dict[str, str]) -> LinkGraph:
    vault = vault_of(files)
    return build_graph(list_links(vault, vault.notes()), [path for path in files if path.endswith(".md")])


def test_dead_ends_and_counts() -> None:
    files = {
        "hub.md": "[[leaf]] [[leaf]] ![[pic.png]] [[no such]]",
        "leaf.md": "[w](https://example.org) ![[pic.png]] [[leaf]] [[#x]]",
        "alone.md": "",
        "asks.md": "[[Hub]] [[no such]]",
        "Templates/t.md": "",
        "pic.png": "",
    }
    graph = graph_of(files)
    assert dead_ends(vault_of(files)) == ["alone.md", "leaf.md"]
    assert graph.incoming == {"leaf.md": 1, "pic.png": 2, "no such": 2, "hub.md": 1}
    assert graph.outgoing == {"hub.md": 2, "asks.md": 2}


def test_spellings_of_a_missing_note_are_one_node() -> None:
    graph = graph_of({"a.md": "[[Gone]] [[gone]] [x](gone.md) [[sub/Gone]]", "b.md": "[[GONE]]"})
    assert [name for name, kind in graph.nodes.items() if kind == "missing"] == ["Gone"]


def test_text_is_a_line_a_link() -> None:
    lines = render_links(rows(), "text").splitlines()
    assert lines[0] == "a.md:1:1: resolved [[b|x]] -> b.md"
    assert lines[-1] == "b.md:1:21: ambiguous [[d]] -> x/d.md, y/d.md"


@pytest.mark.parametrize("form", [*link_table.FORMATS, *graph_formats.FORMATS])
def test_no_links(form: str) -> None:
    text = render([], form)
    assert text.endswith("\n") or not text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("form", ["dot", "graphml"])
def test_programs_read_the_graph(form: str) -> None:
    networkx = pytest.importorskip("networkx")
    if form == "graphml":
        graph = networkx.parse_graphml(render(rows(), form))
    else:
        pytest.importorskip("pydot")
        graph = networkx.nx_pydot.from_pydot(__import__("pydot").graph_from_dot_data(render(rows(), form))[0])
    assert graph.number_of_edges() == 6


ODD = [
    'a "quoted" b', "back\\slash", "ends with \\", "two\\\\back", "amp & <tag> co", "&amp; entity", "<b>bold<b>",
    "🏔️👩‍👩‍👧",
    "שלום עולם", "مرحبا", "node", "graph", "strict", "a:b:c", "per%cent", "\\N", "\\l left", "semi;colon",
    "{brace}", "-> arrow",
    "null\u200bzero", "٣", "3", "3.5", "-", "no\u00a0break", "\u202eoverride", "日本", "$math", "line\u2028end", "_",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_programs_read_the_oddest_names() -> None:
    files = {f"{one}.md": f"[[{other}]] [[no {one}]]\n" for one, other in zip(ODD, [*ODD[1:], ODD[0]], strict=True)}
    vault = vault_of(files)
    links = list_links(vault, vault.notes())
    wanted = {(one.source, one.path or one.target) for one in links}
    assert {one.status for one in links} == {"resolved", "missing-note"}
    assert len(wanted) == 2 * len(ODD)
    networkx, pydot = pytest.importorskip("networkx"), pytest.importorskip("pydot")
    assert set(networkx.parse_graphml(render(links, "graphml")).edges()) == wanted
    [graph] = pydot.graph_from_dot_data(render(links, "dot"))
    plain = re.compile(r"\\(.)")
    read = {tuple(plain.sub(r"\1", end.strip('"')) for end in edge.obj_dict["points"]) for edge in graph.get_edges()}
    assert read == {(visible(one).strip('"'), visible(other).strip('"')) for one, other in wanted}


def test_graphviz_shows_an_entity_as_it_is_written() -> None:
    row = rows()[0]._replace(source="R&amp;D.md")
    assert 'label="R&amp;amp;D"' in render([row], "dot")
