"""The list of links in its four formats."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from vaults import vault_of

from vaultlint.vault.link_table import FORMATS, LinkRow, list_links, render_links

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
    graph = ElementTree.fromstring(render_links([*rows(), awkward], "graphml")).find(f"{SPACE}graph")
    assert graph is not None
    nodes = {node.get("id") for node in graph.iter(f"{SPACE}node")}
    edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{SPACE}edge")]
    assert {end for edge in edges for end in edge} <= nodes
    assert 'a<&">\ufffd\n.md' in nodes
    assert edges.count(("a.md", "b.md")) == 1


def test_dot_quotes_names() -> None:
    text = render_links(rows(), "dot")
    assert '"a.md" -> "q \\"1\\"" [weight=1, label="missing-note", style=dashed];' in text
    assert '"a.md" -> "b.md" [weight=2];' in text


def test_text_is_a_line_a_link() -> None:
    lines = render_links(rows(), "text").splitlines()
    assert lines[0] == "a.md:1:1: resolved [[b|x]] -> b.md"
    assert lines[-1] == "b.md:1:21: ambiguous [[d]] -> x/d.md, y/d.md"


@pytest.mark.parametrize("form", FORMATS)
def test_no_links(form: str) -> None:
    text = render_links([], form)
    assert text.endswith("\n") or not text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("form", ["dot", "graphml"])
def test_programs_read_the_graph(form: str) -> None:
    networkx = pytest.importorskip("networkx")
    if form == "graphml":
        graph = networkx.parse_graphml(render_links(rows(), form))
    else:
        pytest.importorskip("pydot")
        graph = networkx.nx_pydot.from_pydot(__import__("pydot").graph_from_dot_data(render_links(rows(), form))[0])
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
    assert set(networkx.parse_graphml(render_links(links, "graphml")).edges()) == wanted
    [graph] = pydot.graph_from_dot_data(render_links(links, "dot"))
    plain = re.compile(r"\\(.)")
    read = {tuple(plain.sub(r"\1", end.strip('"')) for end in edge.obj_dict["points"]) for edge in graph.get_edges()}
    assert read == {(one.strip('"'), other.strip('"')) for one, other in wanted}


def test_graphviz_shows_an_entity_as_it_is_written() -> None:
    row = rows()[0]._replace(source="R&amp;D.md")
    assert '"R&amp;D.md" [label="R&amp;amp;D.md"];' in render_links([row], "dot")
