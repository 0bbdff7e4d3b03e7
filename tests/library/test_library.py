"""`vaultlint.library` says what `check` and `links` say, and reads and imports nothing before it is asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_type_hints

import pytest

import vaultlint.library as library
from vaultlint.library import Failure, Link, Note, Vault, open_vault

FILES = {
    "Home.md": "---\ntags: [a/b, A/B]\naliases: Start\nn: 1\nwhen: 2024-02-28\nup: '[[Plan]]'\n---\n# Top\n"
    "[[Plan]] [[plan#Beds|b]] [[Plan#^x]] [[Plan#No]] ![[pic.png]] ![[gone.png]] [[Nobody]] [t](Sub/Deep.md) "
    "[w](https://example.org)\n%% [[Nowhere]] %% #c\n",
    "Plan.md": "## Beds\nText ^x\n\n[[Plan#Beds]] [[Nobody]] [[Twin]]\n",
    "Sub/Deep.md": "[[Nobody]]\n",
    "x/Twin.md": "one\n",
    "y/Twin.md": "[[Home]] [[missing too]]\n",
    "Board.canvas": '{"nodes": [{"id": "1", "type": "file", "file": "Sub/Deep.md", "x": 0, "y": 0}]}',
    "Old.md": b"caf\xe9 [[Plan]]\n",
    "pic.png": b"\x89PNG",
    "out/Left.md": "[[Plan]] [[Nobody]]\n",
    "vaultlint.toml": 'exclude = ["out/"]\n',
}


@pytest.fixture
def root(make_vault: Callable[..., Path]) -> Path:
    return make_vault(FILES)


@pytest.fixture
def vault(root: Path) -> Vault:
    return open_vault(root)


def test_links_are_those_of_the_command(vault: Vault, root: Path, vaultlint) -> None:
    rows = json.loads(vaultlint("links", "--format", "json", cwd=root).out)
    fields = list(rows[0])
    assert [
        {name: getattr(link, name) for name in fields} | {"candidates": [*link.candidates]} for link in vault.links
    ] == rows


def test_diagnostics_are_those_of_the_command(vault: Vault, root: Path, vaultlint) -> None:
    rows = json.loads(vaultlint("check", "-f", "json", cwd=root).out)
    assert [(one.path, one.place.row, one.rule, one.message, one.fingerprint) for one in vault.diagnostics()] == [
        (row["filename"], row["location"]["row"], row["code"], row["message"], row["fingerprint"]) for row in rows
    ]
    selected = open_vault(root, select=["invalid-encoding", "orphan-note"]).diagnostics()
    assert {one.rule for one in selected} == {"invalid-encoding", "orphan-note"}
    orphans = [one.path for one in selected if one.rule == "orphan-note"]
    assert [note.path for note in vault.orphans()] == [path for path in orphans if path in vault]


def test_what_links_lead_to(vault: Vault) -> None:
    links = {link.raw: link for link in vault["Home.md"].links}
    assert links["[[plan#Beds|b]]"].heading is not None
    assert links["[[plan#Beds|b]]"].heading.text == "Beds"
    assert links["[[plan#Beds|b]]"].text == "b"
    assert links["[[Plan#^x]]"].block is not None
    assert links["[[Plan#^x]]"].block.row == 2
    assert links["[[Plan#No]]"].is_broken
    assert (links["[[Plan#No]]"].path, links["[[Plan#No]]"].heading) == ("Plan.md", None)
    assert links["![[pic.png]]"].is_embed
    assert links["[w](https://example.org)"].is_external
    assert (links["[[Plan]]"].place, links["[[Nowhere]]"].place) == ("text", "comment")
    [twin] = [link for link in vault["Plan.md"].links if link.target == "Twin"]
    assert (twin.status, twin.path, twin.candidates) == ("ambiguous", "x/Twin.md", ("x/Twin.md", "y/Twin.md"))


def test_notes_and_who_links_to_them(vault: Vault) -> None:
    assert [note.path for note in vault] == ["Home.md", "Plan.md", "Sub/Deep.md", "x/Twin.md", "y/Twin.md"]
    assert [note.path for note in vault.canvases] == ["Board.canvas"]
    assert (vault.unreadable, vault.attachments, len(vault)) == (["Old.md"], ["pic.png"], 5)
    home = vault["Home.md"]
    assert (home.name, home.kind, home.aliases, home.tags) == ("Home", "note", ["Start"], ["a/b", "c"])
    assert home.properties == {
        "tags": ["a/b", "A/B"], "aliases": "Start", "n": 1, "when": "2024-02-28", "up": "[[Plan]]",
    }  # fmt: skip
    assert [link.source for link in vault["Sub/Deep.md"].backlinks] == ["Board.canvas", "Home.md"]
    assert {link.source for link in vault["Plan.md"].backlinks} == {"Home.md"}
    assert [link.raw for link in vault.backlinks("pic.png")] == ["![[pic.png]]"]
    assert vault.tags() == {"a/b": ["Home.md"], "c": ["Home.md"]}
    assert [note.path for note in vault.dead_ends()] == ["Sub/Deep.md", "x/Twin.md"]


def test_unwritten_notes_by_demand(vault: Vault) -> None:
    unwritten = vault.unwritten()
    assert list(unwritten) == ["Nobody", "missing too"]  # not the picture, and not what a comment says
    assert [link.source for link in unwritten["Nobody"]] == ["Home.md", "Plan.md", "Sub/Deep.md"]


def test_names_are_found_as_by_a_wikilink(vault: Vault) -> None:
    assert vault.find("deep") == vault["Sub/Deep.md"]
    assert vault.find("Start") is None  # an alias is not a name
    assert vault.resolve("Twin", "y/Twin.md").path == "y/Twin.md"
    assert vault.resolve("Plan#Beds").heading is not None
    assert vault.resolve("Plan#^y").status == "missing-block"
    assert "out/Left.md" not in vault
    with pytest.raises(KeyError):
        vault["out/Left.md"]


def test_fixes_are_written_on_request_and_undone(vault: Vault, root: Path, vaultlint) -> None:
    (root / "Bad.md").write_bytes("cafÃ© [[Plan]]\n".encode())
    (root / "Plan.md").write_bytes(b"## Beds\n- [] task ^x\n")
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    fixes = vault.fix()
    assert [(one.path, one.before) for one in fixes.changes] == [
        (name, before[root / name]) for name in ("Bad.md", "Plan.md")
    ]
    assert {path: path.read_bytes() for path in before} == before
    assert vaultlint("fix", "--diff", cwd=root).out == fixes.diff()
    (root / "Plan.md").write_bytes(b"Somebody wrote this meanwhile.\n")
    run = fixes.write()
    assert (root / "Bad.md").read_text("utf-8") == "café [[Plan]]\n"
    assert (list(fixes.refused), fixes.rejected) == (["Plan.md"], [])
    with pytest.raises(Failure):
        fixes.write()
    assert run is not None
    assert vaultlint("undo", run, cwd=root).status == 0
    assert (root / "Bad.md").read_bytes() == before[root / "Bad.md"]


def test_fixes_keep_the_layout_that_the_command_keeps(root: Path, vaultlint) -> None:
    (root / "Formatted.md").write_text("text\n\n-\n\nmore\n", "utf-8")
    fixes = open_vault(root).fix()
    assert "Formatted.md" in [one.path for one in fixes.changes]
    assert vaultlint("fix", "--diff", cwd=root).out == fixes.diff()


def test_what_was_read_is_kept_until_it_is_refreshed(vault: Vault, root: Path) -> None:
    assert "New.md" not in vault
    (root / "New.md").write_text("[[Plan]] [[Home]]\n", "utf-8")
    assert "New.md" not in vault
    vault.refresh()
    assert [link.source for link in vault["Home.md"].backlinks] == ["New.md", "y/Twin.md"]


def test_tables_have_one_shape(vault: Vault) -> None:
    for rows in (vault.links_table(), vault.notes_table(), vault.properties_table(), vault.tags_table()):
        assert rows
        assert len({tuple(row) for row in rows}) == 1
    values = {type(value) for row in vault.links_table() + vault.notes_table() for value in row.values()}
    assert values <= {str, int, type(None)}
    assert vault.notes_table()[0] | {"words": 0} == {
        "path": "Home.md", "name": "Home", "kind": "note", "words": 0, "links": 7, "external_links": 1,
        "broken_links": 4, "backlinks": 1, "tags": 2,
    }  # fmt: skip


def test_the_graph_is_that_of_the_command(vault: Vault, root: Path, vaultlint) -> None:
    networkx = pytest.importorskip("networkx")
    graph = vault.graph()
    told = networkx.parse_graphml(vaultlint("links", "--format", "graphml", cwd=root).out)
    assert set(told) <= set(graph)
    assert set(graph) - set(told) <= {note.path for note in vault}
    assert set(graph.edges) == set(told.edges)
    assert graph.nodes["Nobody"] == {"kind": "missing"}
    assert graph.edges["Home.md", "Plan.md"] == {"weight": 5, "status": "missing-heading"}


def test_nothing_is_imported_before_it_is_needed(root: Path) -> None:
    script = (
        "import sys\n"
        "for name in ('networkx',): sys.modules[name] = None\n"
        "from vaultlint.library import Failure, open_vault\n"
        f"vault = open_vault({str(root)!r})\n"
        "vault.links_table(), vault.notes_table(), vault.properties_table(), vault.diagnostics()\n"
        "print([name for name in ('pandas', 'polars', 'numpy', 'multiprocessing') if name in sys.modules])\n"
        "try: vault.graph()\n"
        "except Failure as failure: print(failure)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", timeout=60)
    first, second = done.stdout.splitlines()
    assert (first, done.stderr) == ("[]", "")
    assert "networkx" in second
    assert "install" in second


def test_what_cannot_be_opened_is_said(tmp_path: Path, make_vault: Callable[..., Path], capfd) -> None:
    with pytest.raises(Failure, match="no such folder"):
        open_vault(tmp_path / "none")
    make_vault({"a.md": "a\n"}, "one")
    make_vault({"b.md": "b\n"}, "two")
    with pytest.raises(Failure, match="2 vaults"):
        len(open_vault(tmp_path))
    with pytest.raises(Failure, match="no-such-rule"):
        open_vault(tmp_path / "one", select=["no-such-rule"]).diagnostics()
    hostile = make_vault({"c.md": "c\n", "vaultlint.toml": 'rule-paths = ["x.py"]\n'}, "three")
    assert len(open_vault(hostile)) == 1
    assert open_vault(hostile).notices == []
    with pytest.raises(Failure, match="rule-paths"):
        open_vault(hostile).diagnostics()
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "d.md").write_text("[x](e.md)\n", "utf-8")
    opened = open_vault(plain)
    assert opened.flavor == "commonmark"
    assert len(opened.notices) == 1
    assert capfd.readouterr() == ("", "")


def test_several_processes_know_the_same(make_vault: Callable[..., Path]) -> None:
    text = "#tag [[n1]] [[none]] " + "word " * 400
    root = make_vault({f"n{number}.md": text for number in range(160)})
    one, two = open_vault(root), open_vault(root, jobs=2)
    assert one.links == two.links
    assert one.tags() == two.tags()


def test_what_is_exported_is_documented_and_typed() -> None:
    for name in library.__all__:
        assert getattr(library, name).__doc__, name
    for kind in (Vault, Note, Link):
        for name, member in vars(kind).items():
            if name.startswith("_") or name == "links" or not (callable(member) or isinstance(member, property)):
                continue
            function = member.fget if isinstance(member, property) else member
            assert "return" in function.__annotations__, (kind, name)
    assert get_type_hints(Link)["path"] == str | None
