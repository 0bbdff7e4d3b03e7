"""Renames: every link leads afterwards to the file it led to before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaults import Files, vault_of

from vaultlint.settings import VaultSettings
from vaultlint.vault.rename import plan_rename


def rename(files: Files, old: str, new: str, form: str = "shortest") -> Files:
    vault = vault_of(files, VaultSettings(link_format=form))
    plan = plan_rename(vault, vault.notes(), old, new)
    assert plan.lost == []
    after = {}
    for path, text in files.items():
        for edit in reversed(plan.edits.get(path, [])):
            text = text[: edit.start] + edit.text + text[edit.end :]
        after[plan.renames.get(path, path)] = text
    return after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[Boat]]", "[[Ship (new)]]"),
        ("[[boat|my boat]]", "[[Ship (new)|my boat]]"),
        ("![[Boat#Sails|x]]", "![[Ship (new)#Sails|x]]"),
        ("[[Boat.md]]", "[[Ship (new).md]]"),
        ("[[Harbour/Boat]]", "[[Sea/Ship (new)]]"),
        ("[[/Harbour/Boat]]", "[[/Sea/Ship (new)]]"),
        ("[[./Harbour/Boat]]", "[[./Sea/Ship (new)]]"),
        ("[b](Harbour/Boat.md)", "[b](Sea/Ship%20(new).md)"),
        ("[b](./Harbour/Boat.md#Sails)", "[b](./Sea/Ship%20(new).md#Sails)"),
        ("[b](<Harbour/Boat.md> 'title')", "[b](<Sea/Ship (new).md> 'title')"),
        ("[b](Boat)", "[b](Ship%20(new))"),
        ("![b](Harbour%2FBoat.md)", "![b](Harbour%2FBoat.md)"),
        ("[b][b]\n\n[b]: Harbour/Boat.md", "[b][b]\n\n[b]: Sea/Ship%20(new).md"),
        ("| a |\n| - |\n| [[Boat\\|x]] |", "| a |\n| - |\n| [[Ship (new)\\|x]] |"),
        ('---\nup: "[[Boat|x]]"\n---', '---\nup: "[[Ship (new)|x]]"\n---'),
        ('---\nup: "[x](Boat.md)"\n---', '---\nup: "[x](Ship%20(new).md)"\n---'),
        ("`[[Boat]]` [[Pier]] [[Gone]]", "`[[Boat]]` [[Pier]] [[Gone]]"),
    ],
)
def test_a_note_gets_another_name_and_folder(before: str, after: str) -> None:
    files = {"Harbour/Boat.md": "# Sails", "Pier.md": "", "n.md": before + "\n"}
    assert rename(files, "Harbour/Boat.md", "Sea/Ship (new).md")["n.md"] == after + "\n"


def test_a_bare_name_stays_where_it_leads_on() -> None:
    assert rename({"a/Boat.md": "", "n.md": "[[Boat]]"}, "a", "b")["n.md"] == "[[Boat]]"


def test_relative_links_of_the_note_that_moves() -> None:
    files = {"a/n.md": "[x](../b/y.md) ![[./z.png]] [[y]] [x](sub/q.md)", "b/y.md": "", "a/z.png": "", "a/sub/q.md": ""}
    after = rename(files, "a/n.md", "c/d/n.md")
    assert after["c/d/n.md"] == "[x](../../b/y.md) ![[../../a/z.png]] [[y]] [x](../../a/sub/q.md)"


def test_links_that_have_no_part_in_it_stay_as_they_are() -> None:
    files = {"a/n.md": "[x](../m.md) [[./m]] [[M|x]] [[b/m]] [x](b/../m.md)", "a/b/m.md": "", "x.md": ""}
    assert rename(files, "x.md", "y.md")["a/n.md"] == files["a/n.md"]


def test_a_folder_moves_with_all_that_it_holds() -> None:
    files = {"a/n.md": "[x](m.md) [[a/m]]", "a/m.md": "", "n2.md": "[[a/m]] [x](a/m.md)", "ab/m2.md": "[[a/n]]"}
    assert rename(files, "a", "c/e") == {
        "c/e/n.md": "[x](m.md) [[c/e/m]]",
        "c/e/m.md": "",
        "n2.md": "[[c/e/m]] [x](c/e/m.md)",
        "ab/m2.md": "[[c/e/n]]",
    }


def test_the_new_name_catches_no_link_of_another_note() -> None:
    files = {"archive/Log.md": "", "n.md": "[[Log]] [[Log|here]]", "x.md": ""}
    assert rename(files, "x.md", "Log.md")["n.md"] == "[[archive/Log]] [[archive/Log|here]]"


def test_a_link_in_a_heading_keeps_the_links_to_the_heading() -> None:
    files = {"Boat.md": "", "a.md": "# On [[Boat]]\n## Part\n", "n.md": "[[a#On Boat]] [x](a.md#On%20Boat#Part)"}
    after = rename(files, "Boat.md", "Big ship.md")
    assert after["a.md"] == "# On [[Big ship]]\n## Part\n"
    assert after["n.md"] == "[[a#On Big ship]] [x](a.md#On%20Big%20ship#Part)"


def test_canvases() -> None:
    canvas = '{"nodes":[{"id":"1","type":"file","file":"a.md"},{"id":"2","type":"text","text":"\\"q\\" [[a]]"}]}'
    after = rename({"a.md": "", "b.canvas": canvas}, "a.md", 'c/d "e".md')
    assert after["b.canvas"] == canvas.replace('"a.md"', '"c/d \\"e\\".md"').replace("[[a]]", '[[d \\"e\\"]]')


def test_a_name_that_cannot_be_linked_is_said() -> None:
    vault = vault_of({"a.md": "", "n.md": "[[a]]"})
    plan = plan_rename(vault, vault.notes(), "a.md", "C# a.md")
    assert [(path, link.raw) for path, link in plan.lost] == [("n.md", "[[a]]")]


STEMS = st.sampled_from(["a", "b", "Cc", "d e", "é", "f(1", "50%", "x.y", "g&amp;"])
FOLDERS = st.sampled_from(["", "p/", "p/q/", "r s/"])
PATHS = st.builds(lambda folder, stem, end: folder + stem + end, FOLDERS, STEMS, st.sampled_from([".md", ".png"]))
SPELLINGS = st.sampled_from(["{0}", "{0}|t", "/{0}", "./{0}", "../{0}", "{0}#h", "{1}", "../{1}"])


@st.composite
def vaults(draw: st.DrawFn) -> tuple[Files, str, str]:
    paths = draw(st.lists(PATHS, min_size=2, max_size=6, unique_by=str.lower))
    files = {}
    for path in paths:
        links = []
        for _ in range(draw(st.integers(0, 3))):
            target = draw(st.sampled_from(paths))
            text = draw(SPELLINGS).format(target.removesuffix(".md"), target.rpartition("/")[2])
            if draw(st.booleans()):
                links.append(f"[[{text}]]")
            else:
                escaped = text.partition("|")[0].replace("%", "%25").replace("(", "%28").replace("&", "%26")
                links.append(f"[t](<{escaped}>)")
        files[path] = "\n".join(links) if path.endswith(".md") else ""
    old = draw(st.sampled_from(paths))
    old = draw(st.sampled_from([old, old.partition("/")[0]]))
    new = draw(FOLDERS) + draw(st.sampled_from(["new", "a", "N (2", "x.y", "1%20"]))
    return files, old, new + ("." + old.rpartition(".")[2] if old in files else "")


@settings(max_examples=400)
@given(vaults(), st.sampled_from(["shortest", "relative", "absolute"]))
def test_every_link_leads_where_it_led(given_vault: tuple[Files, str, str], form: str) -> None:
    files, old, new = given_vault
    others = {path.lower() for path in files if path != old and not path.startswith(old + "/")}
    moved = {path: new + path[len(old) :] for path in files if path == old or path.startswith(old + "/")}
    if others & {path.lower() for path in moved.values()} or new.startswith(old + "/"):
        return
    after = rename(files, old, new, form)
    before_vault, after_vault = vault_of(files), vault_of(after)
    for path in files:
        facts, later = before_vault.facts(path), after_vault.facts(moved.get(path, path))
        if facts is None or later is None:
            continue
        assert len(facts.links) == len(later.links)
        for link, now in zip(facts.links, later.links, strict=True):
            was = before_vault.resolve(link, path)
            if was.path is None:
                continue
            found = after_vault.resolve(now, later.path)
            assert found.path == moved.get(was.path, was.path)
            assert not found.candidates or was.candidates
            assert (now.kind, now.text, found.target.subpath) == (link.kind, link.text, was.target.subpath)


@pytest.mark.parametrize(
    ("quotes", "new", "written"),
    [
        ('"', 'Ida\'s "boat"', 'Ida\'s \\"boat\\"'),
        ("'", 'Ida\'s "boat"', "Ida''s \"boat\""),
        ('"', "a\\b", "a\\\\b"),
    ],
)
def test_the_quotes_around_a_property_are_minded(quotes: str, new: str, written: str) -> None:
    files = {"Boat.md": "", "n.md": f"---\nup: {quotes}[[Boat|x]]{quotes}\n---\n"}
    after = rename(files, "Boat.md", f"{new}.md")
    assert after["n.md"] == f"---\nup: {quotes}[[{written}|x]]{quotes}\n---\n"
    assert rename(after, f"{new}.md", "Boat.md")["n.md"] == files["n.md"]
