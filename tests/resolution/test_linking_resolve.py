"""Links to files: by name, by path, near before far, and what a destination means."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import Files, vault_of, verdicts

from vaultlint.resolution.file_index import FileIndex, path_key
from vaultlint.resolution.resolver import Resolver, decode_uri, split_target

PATHS = [
    "Boat.md",
    "Harbour/Boat.md",
    "Harbour/Pier.md",
    "Harbour/old/Net.md",
    "Rivers/Net.md",
    "Rivers/Lake/Ferry.md",
    "Lakes/Ferry.md",
    "img/tide.png",
    "Rope.v2.md",
    "Rope.v2",
    "Ünter/Größe.md",
]


@pytest.mark.parametrize(
    ("source", "link", "expected"),
    [
        ("note.md", "boat", "Boat.md"),
        ("Harbour/note.md", "Boat", "Boat.md"),
        ("note.md", "Pier", "Harbour/Pier.md"),
        ("note.md", "Pier.md", "Harbour/Pier.md"),
        ("note.md", "Pier.MD", "Harbour/Pier.md"),
        ("note.md", "pier.txt", None),
        ("Harbour/note.md", "Net", "Harbour/old/Net.md"),
        ("Rivers/note.md", "Net", "Rivers/Net.md"),
        ("note.md", "old/Net", "Harbour/old/Net.md"),
        ("note.md", "ld/Net", None),
        ("note.md", "Wrong/Pier", None),
        ("note.md", "/Pier", None),
        ("note.md", "/harbour/pier", "Harbour/Pier.md"),
        ("Rivers/note.md", "./Net", "Rivers/Net.md"),
        ("Rivers/Lake/note.md", "../Net", "Rivers/Net.md"),
        ("Rivers/note.md", "../../../img/tide.png", "img/tide.png"),
        ("Rivers/note.md", "../Pier", "Harbour/Pier.md"),
        ("note.md", "tide", None),
        ("note.md", "Rope.v2", "Rope.v2"),
        ("note.md", "rope.v2.md", "Rope.v2.md"),
        ("note.md", "u\u0308nter/GRÖSSE", None),
        ("note.md", "U\u0308nter/GRO\u0308ßE", "Ünter/Größe.md"),
        ("note.md", "Harbour", None),
        ("note.md", "Harbour/", None),
        ("note.md", "..", None),
        ("Harbour/note.md", "", "Harbour/note.md"),
    ],
)
def test_where_a_link_leads(source: str, link: str, expected: str | None) -> None:
    found = Resolver(FileIndex(PATHS)).resolve(link, source)
    assert (found.path, found.candidates) == (expected, ())


def test_ambiguous_links_name_the_bucket_and_what_lies_beyond() -> None:
    index = FileIndex(["a/deep/x.md", "a/y/x.md", "b/x.md", "c/x.md"])
    near = Resolver(index).resolve("x", "a/note.md")
    assert near[:2] == ("a/y/x.md", ("a/y/x.md", "a/deep/x.md"))
    assert list(near.rivals) == ["b/x.md", "c/x.md"]
    assert (len(near.rivals), near.rivals[0], near.rivals[-1]) == (2, "b/x.md", "c/x.md")
    far = Resolver(index).resolve("x", "z/note.md")
    assert far.candidates == ("b/x.md", "c/x.md", "a/y/x.md", "a/deep/x.md")


def test_no_break_blanks_are_blanks() -> None:
    assert verdicts({"a\u00a0b.md": "", "n.md": "[[a b]] [[a\u202fb]] [[a\u2009b]]"}, "n.md") == [
        "resolved a\u00a0b.md",
        "resolved a\u00a0b.md",
        "missing-note",
    ]


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("a%20b", "a b"),
        ("%C3%A4%23%2F%3f", "ä%23%2F%3f"),
        ("50%", "50%"),
        ("50%25", "50%"),
        ("%C3", "%C3"),
        ("%ED%A0%80", "%ED%A0%80"),
        ("a%zz%20", "a%zz%20"),
        ("%F0%9F%9A%A2x", "🚢x"),
    ],
)
def test_percent_escapes_are_those_of_decode_uri(text: str, decoded: str) -> None:
    assert decode_uri(text) == decoded


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("a%20b.md#x%20y", ("a b.md", "#x y", False)),
        ("https://example.org/#x", ("https://example.org/#x", "", True)),
        ("./a:b.md", ("./a:b.md", "", False)),
        ("a:b.md", ("a:b.md", "", True)),
        ("#here#there", ("", "#here#there", False)),
        ("c%23.md", ("c%23.md", "", False)),
    ],
)
def test_markdown_destinations(target: str, expected: tuple[str, str, bool]) -> None:
    assert split_target(True, target) == expected


def test_wikilinks_are_taken_as_they_stand() -> None:
    assert split_target(False, "a%20b: c #x") == ("a%20b: c", "#x", False)


def test_links_of_every_kind() -> None:
    text = (
        '---\nup: "[[Boat]]"\nvia: "[x](Boat.md)"\n---\n'
        "[[Boat]] ![[Boat]] [x](Boat.md) ![x](Boat.md) <https://example.org> [r][r] [[{{title}}]] [x](a:b)\n"
        "\n[r]: Boat.md\n"
    )
    files = {"Boat.md": "", "n.md": text}
    found = vault_of(files).facts("n.md")
    assert found is not None
    kinds = " ".join(link.kind for link in found.links)
    assert kinds == "property property wikilink embed markdown image autolink wikilink markdown reference"
    statuses = [one.split()[0] for one in verdicts(files, "n.md")]
    assert statuses == ["resolved"] * 6 + ["external", "template", "external", "resolved"]


names = st.text(st.sampled_from("abAB./#^|%: []é\u0301\u00a0ß"), max_size=12)


@given(st.lists(names.map(lambda one: one.strip("/") or "x"), max_size=8), names, names)
def test_resolving_never_fails_and_never_invents_a_file(paths: list[str], link: str, source: str) -> None:
    index = FileIndex(paths)
    for markdown in (True, False):
        target = split_target(markdown, link)
        found = Resolver(index).resolve(target.linkpath, source)
        assert found.path is None or found.path in paths or found.path == source
        assert set(found.candidates) <= set(paths)


@given(names.filter(lambda one: one.strip("/. ")))
def test_the_full_path_of_a_note_always_leads_to_it(name: str) -> None:
    path = f"top/{name.replace('/', '')}.md"
    assert Resolver(FileIndex([path, "other/x.md"])).resolve(path, "z/note.md").path == path


@given(st.text())
def test_keys_do_not_depend_on_the_unicode_form(text: str) -> None:
    import unicodedata

    assert path_key(unicodedata.normalize("NFD", text)) == path_key(unicodedata.normalize("NFC", text))


GOLD = os.environ.get("VAULTLINT_GOLD")


@pytest.mark.skipif(not GOLD, reason="VAULTLINT_GOLD names no folder of labelled links")
def test_labelled_links() -> None:
    wrong = []
    for line in (Path(GOLD or "") / "links.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        said = _verdict(row["vault"], row["source"], row["line"], row["link"])
        if said != row["expect"].split("|")[0]:
            wrong.append((row["id"], row["expect"], said))
    assert wrong == []


def _verdict(files: Files, source: str, line: int, raw: str) -> str:
    shown = {path: text for path, text in files.items() if not path.startswith(".") and "/." not in path}
    vault = vault_of(shown)
    facts = vault.facts(source)
    assert facts is not None
    for link in facts.links:
        if link.target and link.raw == raw and line in (0, link.row):
            found = vault.resolve(link, source)
            return f"{found.status}:{found.path}" if found.status in ("resolved", "ambiguous") else found.status
    return "not-a-link"
