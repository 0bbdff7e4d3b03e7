"""A note's facts: places of links, tags and aliases of the front matter, digests."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from vaults import facts_of

from vaultlint.facts import Facts
from vaultlint.markdown.spans import Heading, Link, Property
from vaultlint.note import Note
from vaultlint.vault.canvas import canvas_facts
from vaultlint.vault.collect_facts import collect_facts


def facts(text: str) -> Facts:
    return collect_facts(Note("n.md", text))


def test_places_of_links() -> None:
    text = "# To [[a]]\r\n\r\n- [ ] [[b]]\r\n- see [[c]]\r\n\r\n| x |\r\n| - |\r\n| [[d\\|e]] |\r\n\r\n> [[f]]\r\n"
    found = [(one.target, one.place, one.alone, one.row, one.column, one.end_column) for one in facts(text).links]
    assert found == [
        ("a", "heading", False, 1, 6, 11),
        ("b", "text", True, 3, 7, 12),
        ("c", "text", False, 4, 7, 12),
        ("d", "table", False, 8, 3, 11),
        ("f", "text", True, 10, 3, 8),
    ]


@pytest.mark.parametrize(
    ("matter", "tags", "aliases"),
    [
        ("tags: [a, '#b']", ["a", "b"], []),
        ("tags: a, b c", ["a", "b", "c"], []),
        ("tags:\n  - a/b\n  - c d", ["a/b", "c d"], []),
        ("TAGS: x\ntag: y", ["x", "y"], []),
        ("tags:\nx: 1", [], []),
        ("aliases: a, b", [], ["a, b"]),
        ("aliases:\n  - a\n  - b\nalias: c", [], ["a", "b", "c"]),
        ("aliases: []", [], []),
        ("aliases:", [], []),
        ("title: tags", [], []),
    ],
)
def test_front_matter(matter: str, tags: list[str], aliases: list[str]) -> None:
    text = f"---\n{matter}\n---\n#z\n"
    found = facts(text)
    assert [one.name for one in found.tags] == [*tags, "z"]
    assert [text[one.start : one.end].lstrip("#") for one in found.tags] == [*tags, "z"]
    assert found.aliases == aliases


def test_digests_look_at_words_alone() -> None:
    assert facts("---\nx: 1\n---\n\nA  b\r\nc\n").digest == facts("A b c").digest
    assert facts("A b").digest != facts("A d").digest
    assert facts("---\nx: 1\n---\n\n - \n").digest == ""


@given(st.text(st.sampled_from("[]()|#^!<> \n\r-`*ab\\é🚢"), max_size=60))
def test_facts_say_what_the_text_says(text: str) -> None:
    found = facts(text)
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for link in found.links:
        assert text[link.start : link.end] == link.raw
        if "\n" not in link.raw and "\r" not in link.raw:
            assert rows[link.row - 1][link.column - 1 : link.end_column - 1] == link.raw
        assert link.start <= link.target_start <= link.target_end <= link.end
    for heading in found.headings:
        assert text[heading.start : heading.end] == heading.text
    assert Facts.unpack(found.pack()) == found


def test_a_canvas() -> None:
    text = json.dumps(
        {
            "nodes": [
                {"id": "1", "type": "file", "file": "a/C# b.md", "subpath": "#x"},
                {"id": "2", "type": "text", "text": 'see "it":\n[[b|é]] \u2028 #tag ![[c.png]]'},
                {"id": "3", "type": "link", "url": "https://example.org"},
                {"id": "4", "type": "group", "background": "d.png"},
            ],
            "edges": [{"id": "e", "fromNode": "1", "toNode": "2"}],
        },
        indent=1,
    )
    found = canvas_facts("x.canvas", text)
    assert [(one.kind, one.raw) for one in found.links] == [
        ("canvas", "a/C# b.md#x"),
        ("wikilink", "[[b|é]]"),
        ("embed", "![[c.png]]"),
        ("autolink", "https://example.org"),
        ("canvas", "d.png"),
    ]
    assert [text[one.target_start : one.target_end] for one in found.links] == [
        "a/C# b.md",
        "b",
        "c.png",
        "https://example.org",
        "d.png",
    ]
    assert [text[one.start : one.end] for one in found.tags] == ["#tag"]
    assert text.split("\n")[found.links[2].row - 1][found.links[2].column - 1 :].startswith("![[c.png]]")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"nodes": {}}',
        '{"nodes": [1]}',
        '{"nodes": [{"id": "1"}]}',
        '{"nodes": [{"id": "1", "type": "file"}]}',
        '{"nodes": [{"id": 1, "type": "text", "text": "x"}]}',
        '{"nodes": [], "edges": [{"fromNode": "1", "toNode": "2"}]}',
        "[" * 100_000,
    ],
)
def test_a_canvas_that_cannot_be_opened(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        canvas_facts("x.canvas", text)


@pytest.mark.parametrize("text", ["", "\ufeff", "{}", '{"nodes": []}', '\ufeff{"nodes":[],"edges":[]}\r\n'])
def test_an_empty_canvas(text: str) -> None:
    assert facts_of("x.canvas", text) == Facts("x.canvas", "canvas")


PIECES = (
    "[[a]]", "![[b|c]]", "[d](e)", "<https://x.y>", "[[f\ng]]", "[h\ni](j)", "# ", "## ", "#", "- ", "1. ", "- [ ] ",
    "> ", "| ", " |", "|-|\n", "===\n", "a", " ", "\t", "\n", "\n\n", "\r\n", "\r", "---\nup: '[[k]]'\n---\n",
)  # fmt: skip


@example("|-|\n|-|\n![[b|c]][[a]]")
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_links_stand_where_the_slow_way_finds_them(text: str) -> None:
    note = Note("a.md", text)
    headings, place = note.spans(Heading), note.rows.place
    shown = [link for link in collect_facts(note).links if not link.is_hidden]
    for span, fact in zip(note.spans(Link), shown, strict=True):
        assert fact.raw == text[span.start : span.end]
        assert (fact.row, fact.column, fact.end_row, fact.end_column) == (*place(span.start), *place(span.end))
        inside = any(one.start <= span.start < one.end for one in headings)
        table = note.document.tables.covers(span.start)
        stands = "heading" if inside else "table" if table else "text"
        assert fact.place.partition("-")[0] == ("property" if span.kind == "property" else stands)
        before = text[span.start - fact.column + 1 : span.start]
        behind = re.match(r"[ \t]*(?:#+[ \t]*)?(?:\r|\n|\Z)", text[span.end :])
        mark = r"(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[^\r\n]\][ \t]+)?"
        assert fact.alone == bool(behind and re.fullmatch(rf"[ \t>]*(?:{mark})*(?:#{{1,6}}[ \t]+)?", before))
    tops = [one for one in headings if one.top]
    assert [(one.start, one.row) for one in collect_facts(note).headings] == [
        (one.text_start, place(one.start)[0]) for one in tops
    ]


@given(
    st.sampled_from(["alias", "Aliases", "ALIAS", '"alias"', "al\\x69as", '"al\\x69as"', "tags", "x"]), st.booleans()
)
def test_aliases_are_found_however_their_key_is_written(key: str, tagged: bool) -> None:
    text = f"---\n{'tags: [a]' if tagged else 'b: c'}\n{key}: [one, two]\n---\n"
    note = Note("a.md", text)
    named = any(one.name.lower() in ("alias", "aliases") for one in note.spans(Property))
    may_name = tagged or "alias" in key.lower()
    assert collect_facts(note).aliases == (["one", "two"] if named and may_name else [])
