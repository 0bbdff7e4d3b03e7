"""Links, tags, block ids, highlights, inline footnotes: what is inside the text."""

from __future__ import annotations

import pytest

from vaultlint.markdown.document import Document
from vaultlint.markdown.spans import BlockId, Highlight, InlineFootnote, Link, Span, Tag


def written(text: str, kind: type[Span]) -> list[str]:
    return [one.of(text) for one in Document(text).spans(kind)]


def links(text: str) -> list[tuple[str, str, str]]:
    """Kind, target and text of every link."""
    return [(one.kind, one.target, text[one.text_start : one.text_end]) for one in Document(text).spans(Link)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Harbour]]", ("wikilink", "Harbour", "")),
        ("[[ Harbour | the harbour ]]", ("wikilink", "Harbour", " the harbour ")),
        ("[[a/b#Heading#Sub|x|y]]", ("wikilink", "a/b#Heading#Sub", "x|y")),
        ("[[#^id]]", ("wikilink", "#^id", "")),
        ("[[|x]]", ("wikilink", "|x", "")),
        ("[[a\\|b]]", ("wikilink", "a", "b")),
        ("[[wiki [link]]]", ("wikilink", "wiki [link]", "")),
        ("![[boat.png|100x20]]", ("embed", "boat.png", "100x20")),
        ("\\![[a]]", ("wikilink", "a", "")),
        ("[[Café 🏔]]", ("wikilink", "Café 🏔", "")),
        ("[a](b)", ("markdown", "b", "a")),
        ("[a](<b c> 'title')", ("markdown", "b c", "a")),
        ("[a](b_(c).md)", ("markdown", "b_(c).md", "a")),
        ("[a\\]b](c%20d#e)", ("markdown", "c%20d#e", "a\\]b")),
        ("[a](b\\_c&amp;d)", ("markdown", "b_c&d", "a")),
        ("[a](b\u00a0c)", ("markdown", "b\u00a0c", "a")),
        ("[]()", ("markdown", "", "")),
        ("![alt](boat.png)", ("image", "boat.png", "alt")),
        ("<https://example.com>", ("autolink", "https://example.com", "")),
        ("(see https://example.com/a_(b)).", ("autolink", "https://example.com/a_(b)", "")),
        ("https://example.com/a?b=c&d.", ("autolink", "https://example.com/a?b=c&d", "")),
    ],
)
def test_one_link(text: str, expected: tuple[str, str, str]) -> None:
    assert links(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "[[]]", "[[ ]]", "[[a\nb]]", "\\[[a]]", "[\\[a]]", "`[[a]]`", "$[[a]]$", "[a](b c)", "[[a", "[a]]",
        "[ ] x", "[a] (b)", "http://", "xhttps://example.com", "[[a]b]]",
    ],
)  # fmt: skip
def test_no_link(text: str) -> None:
    assert links(text) == []


def test_a_wikilink_wins_over_the_link_around_it() -> None:
    assert links("[[1]](https://example.com)") == [("wikilink", "1", ""), ("autolink", "https://example.com", "")]
    assert links("[see [[a]]]") == [("wikilink", "a", "")]


def test_a_link_in_a_link() -> None:
    assert links("[![alt](a.png)](b.md)") == [("markdown", "b.md", "![alt](a.png)"), ("image", "a.png", "alt")]


def test_a_bare_url_ends_before_what_follows() -> None:
    assert written("https://a.example/[[b]] https://a.example/[^1] http://a.example/`c`\n\n[^1]: x", Link) == [
        "https://a.example/",
        "[[b]]",
        "https://a.example/",
        "http://a.example/",
    ]


def test_bars_in_tables() -> None:
    assert links("| a |\n|---|\n| [[b\\|c]] ![[d.png\\|10]] |\n") == [("wikilink", "b", "c"), ("embed", "d.png", "10")]
    assert links("| a | b |\n|---|---|\n| [[b|c]] |\n") == []
    assert links("| a | b |\n|---|---|\n| [[b]] | [[c]] |\n") == [("wikilink", "b", ""), ("wikilink", "c", "")]


@pytest.mark.parametrize(
    "where",
    [
        "# {}",
        "- {}",
        "- [ ] {}",
        "> {}",
        "> [!note] {}",
        "| {} |\n|---|",
        "[^1]: {}",
        "a ^[see {}]",
        "==a {}==",
        "**{}**",
    ],
)
def test_links_stand_everywhere(where: str) -> None:
    assert "[[a]]" in written(where.format("[[a]]"), Link)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#boats and #harbour/north-pier_1", ["#boats", "#harbour/north-pier_1"]),
        ("#日本語 #Café #🏔️ #y1984", ["#日本語", "#Café", "#🏔️", "#y1984"]),
        ("#1984 # a a#b \\#c `#d` [[#e]] [f](#g) https://example.com/#h", []),
        ("#boats, #nets.", ["#boats", "#nets"]),
        ("- #boats\n> #nets\n\n| #a |\n|---|", ["#boats", "#nets", "#a"]),
        ("：#boats", []),
        ("# Heading #tag", ["#tag"]),
        ("#1a #a1", ["#1a", "#a1"]),
    ],
)
def test_tags(text: str, expected: list[str]) -> None:
    found = Document(text).spans(Tag)
    assert [one.of(text) for one in found] == expected
    assert [f"#{one.name}" for one in found] == expected


def test_block_ids() -> None:
    text = (
        "A paragraph ^one\n\n- item ^two\n  - sub ^three\n\n| a |\n|---|\n\n^four\n\n"
        "not^five\nmiddle ^six\nend\n\n![[a]]^seven\n\n`x ^no`\n"
    )
    found = {one.id: (one.placed, one.glued) for one in Document(text).spans(BlockId)}
    assert found == {
        "one": (True, False),
        "two": (True, False),
        "three": (True, False),
        "four": (True, False),
        "six": (False, False),
        "seven": (False, True),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("==a== and ==b c==", ["==a==", "==b c=="]),
        ("== a == ==b", []),
        ("a ==x\n\ny== b", []),
        ("# ==a==\n\n| ==b== |\n|---|", ["==a==", "==b=="]),
        ("`==a==` ==[[b]] c==", ["==[[b]] c=="]),
        ("a == b and c == d", []),
    ],
)
def test_highlights(text: str, expected: list[str]) -> None:
    assert written(text, Highlight) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a^[note] b^[with [[link]] and [x](y)]", ["^[note]", "^[with [[link]] and [x](y)]"]),
        ("a^[open\n\nb]", []),
        ("a\\^[b] `^[c]`", []),
        ("| a^[b] |\n|---|", ["^[b]"]),
        ("a^[1](https://example.com)", []),
    ],
)
def test_inline_footnotes(text: str, expected: list[str]) -> None:
    assert written(text, InlineFootnote) == expected
