"""Blocks: headings, lists, tasks, quotes, callouts, code, tables, footnotes, as Obsidian reads them."""

from __future__ import annotations

import pytest

from vaultlint.markdown.document import Document
from vaultlint.markdown.spans import (
    Callout,
    Code,
    FootnoteDefinition,
    FootnoteReference,
    Heading,
    Html,
    Link,
    ListItem,
    Math,
    Paragraph,
    Quote,
    ReferenceUse,
    Span,
    Table,
)


def written(text: str, kind: type[Span]) -> list[str]:
    return [one.of(text) for one in Document(text).spans(kind)]


def items(text: str) -> list[tuple[str, str, str | None, int]]:
    found = Document(text).spans(ListItem)
    return [(one.marker, text[one.content : one.own_end], one.task, one.depth) for one in found]


# Headings


@pytest.mark.parametrize(
    ("text", "level", "inner"),
    [
        ("# Harbour", 1, "Harbour"),
        ("###### Deep ##", 6, "Deep"),
        ("   ##   Spaced   ", 2, "Spaced"),
        ("# C#", 1, "C#"),
        ("# Closed \\#", 1, "Closed \\#"),
        ("#", 1, ""),
        ("## ##", 2, ""),
        ("#\tTab", 1, "Tab"),
        ("# Éclair 🏔 日本 #", 1, "Éclair 🏔 日本"),
    ],
)
def test_atx_headings(text: str, level: int, inner: str) -> None:
    (heading,) = Document(text).spans(Heading)
    assert (heading.level, text[heading.text_start : heading.text_end], heading.setext) == (level, inner, False)
    assert heading.marker.of(text) == "#" * level


def test_setext_headings() -> None:
    text = "The\nharbour\n===\n\nBoats\n---\n\n#tag\n---\n"
    found = Document(text).spans(Heading)
    assert [(one.level, text[one.text_start : one.text_end], one.setext) for one in found] == [
        (1, "The\nharbour", True),
        (2, "Boats", True),
        (2, "#tag", True),
    ]


@pytest.mark.parametrize("text", ["#tag", "####### seven", "\\# no", "    # code", "`# no`", "%%\n# no\n%%"])
def test_no_headings(text: str) -> None:
    assert Document(text).spans(Heading) == []


def test_only_headings_outside_containers_are_on_top() -> None:
    text = "# a\n\n> # b\n\n- # c\n\n[^1]: # d\n"
    assert [(one.of(text), one.top) for one in Document(text).spans(Heading)] == [
        ("# a", True),
        ("# b", False),
        ("# c", False),
        ("# d", False),
    ]


# Lists and tasks


def test_markers_tasks_and_depth() -> None:
    text = "- a\n* b\n+ c\n1. d\n2) e\n\t- f\n\t\t- [ ] g\n- [x] h\n- [/] i\n- [日] j\n* [-] k\n1. [ ] l\n"
    assert items(text) == [
        ("-", "a", None, 1),
        ("*", "b", None, 1),
        ("+", "c", None, 1),
        ("1.", "d", None, 1),
        ("2)", "e", None, 1),
        ("-", "f", None, 2),
        ("-", "g", " ", 3),
        ("-", "h", "x", 1),
        ("-", "i", "/", 1),
        ("-", "j", "日", 1),
        ("*", "k", "-", 1),
        ("1.", "l", " ", 1),
    ]


@pytest.mark.parametrize("text", ["- []", "- [x]a", "- [xy] a", "-[ ] a", "- [ ](x)"])
def test_no_tasks(text: str) -> None:
    assert all(one.task is None for one in Document(text).spans(ListItem))


def test_the_own_text_ends_before_what_is_nested() -> None:
    text = "- a <b>\n  - b\n\n  second\n- c\n  ```\n  code\n  ```\n- <https://example.com>\n"
    assert [one[1] for one in items(text)] == ["a <b>", "b", "c", "<https://example.com>"]


def test_the_own_text_of_a_loose_item_is_its_first_paragraph() -> None:
    text = "- a\n  more\n\n  second\n\n- b\n"
    assert [one[1] for one in items(text)] == ["a\n  more", "b"]


def test_items_end_with_their_text() -> None:
    text = "- a\n\n\n- b\n\nText\n"
    assert written(text, ListItem) == ["- a", "- b"]
    quoted = "> - a\n>\n> - b\n>\n"
    assert written(quoted, ListItem) == ["- a", "- b"]


def test_the_text_of_a_tight_item_is_a_paragraph() -> None:
    text = "- a\n  b\n- [ ] c\n"
    assert written(text, Paragraph) == ["a\n  b", "c"]


@pytest.mark.parametrize(
    "text",
    ["- a\n  -\n", "- a\n    -\n- b\n", "1. a\n   -\n", "> - a\n>   -\n", "- a\n  - \n", "text\n- \n"],
)
def test_a_lone_bullet_is_an_empty_item_and_no_underline(text: str) -> None:
    document = Document(text)
    assert document.spans(Heading) == []
    empty = [one for one in document.spans(ListItem) if one.empty]
    assert [one.of(text) for one in empty] == ["-"]


def test_an_underline_is_an_underline() -> None:
    assert written("text\n-\n", Heading) == ["text\n-"]
    assert written("text\n---\n", Heading) == ["text\n---"]


def test_lists_are_told_apart() -> None:
    found = Document("- a\n- b\n\ntext\n\n- c\n  1. d\n").spans(ListItem)
    lists = [one.list for one in found]
    assert lists[0] == lists[1]
    assert len({lists[0], lists[2], lists[3]}) == 3
    assert [one.number for one in found] == [None, None, None, 1]


# Quotes and callouts


def test_quotes_nest() -> None:
    text = "> a\n> > b\n> c\n\n> d\n"
    assert [(one.of(text), one.depth) for one in Document(text).spans(Quote)] == [
        ("> a\n> > b\n> c", 1),
        ("> b\n> c", 2),
        ("> d", 1),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> [!note]", ("note", "", "")),
        ("> [!TIP]- The *title* ", ("TIP", "-", "The *title*")),
        (">[!my-type|meta]+", ("my-type|meta", "+", "")),
        ("- > [!info] In an item", ("info", "", "In an item")),
    ],
)
def test_callouts(text: str, expected: tuple[str, str, str]) -> None:
    (callout,) = Document(text).spans(Callout)
    assert (callout.type, callout.fold, callout.title) == expected


def test_a_quote_around_a_callout_is_none() -> None:
    text = "> > [!note] inner\n> text\n"
    assert [one.start for one in Document(text).spans(Callout)] == [2]
    assert len(Document("> [!a] x\n> > [!b] y\n").spans(Callout)) == 2


@pytest.mark.parametrize("text", ["> [! note", "[!note] x", "> text [!note]", "> \\[!note]"])
def test_no_callouts(text: str) -> None:
    assert Document(text).spans(Callout) == []


# Code, math, HTML


def test_code() -> None:
    text = "`a` and ``b ` c``\n\n```python title\nx = 1\n```\n\n~~~\ny\n~~~\n\n    indented\n\nend\n"
    found = Document(text).spans(Code)
    assert [(one.of(text), one.block, one.fenced, one.language) for one in found] == [
        ("`a`", False, False, ""),
        ("``b ` c``", False, False, ""),
        ("```python title\nx = 1\n```", True, True, "python title"),
        ("~~~\ny\n~~~", True, True, ""),
        ("indented", True, False, ""),
    ]


def test_nested_fences() -> None:
    text = "````md\n```\n[[a]]\n```\n````\n\n- item\n  ```\n  [[b]]\n  ```\n\n> ```\n> [[c]]\n\n[[d]]\n"
    document = Document(text)
    assert [one.of(text) for one in document.spans(Link)] == ["[[d]]"]
    assert [one.of(text) for one in document.spans(Code)] == [
        "````md\n```\n[[a]]\n```\n````",
        "```\n  [[b]]\n  ```",
        "```\n> [[c]]",
    ]


def test_an_open_fence_runs_to_the_end() -> None:
    text = "a\n\n```\n[[b]]\n\n# c\n"
    assert written(text, Code) == ["```\n[[b]]\n\n# c"]
    assert written(text, Heading) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x$ and $y_1$", ["$x$", "$y_1$"]),
        ("$5 and $6", []),
        ("it costs $5 or 6 $", []),
        ("\\$x\\$", []),
        ("$$\na\n\nb\n$$", ["$$\na\n\nb\n$$"]),
        ("$$x$$ here", ["$$x$$"]),
        ("`$x$`", []),
    ],
)
def test_math(text: str, expected: list[str]) -> None:
    assert written(text, Math) == expected


def test_display_math_with_blank_lines_hides_what_it_holds() -> None:
    text = "a\n\n$$\n# no\n\n- [[no]]\n$$\n\n[[yes]]\n"
    document = Document(text)
    assert document.spans(Heading) == []
    assert document.spans(ListItem) == []
    assert [one.of(text) for one in document.spans(Link)] == ["[[yes]]"]


def test_html() -> None:
    text = "<div>\n[[a]]\n</div>\n\n[[b]] <u>[[c]]</u> <!-- [[d]] -->\n"
    document = Document(text)
    assert [one.of(text) for one in document.spans(Link)] == ["[[b]]", "[[c]]"]
    assert [one.of(text) for one in document.spans(Html) if one.block] == ["<div>\n[[a]]\n</div>"]


# Tables, footnotes, references


def test_tables() -> None:
    text = "| a | b |\n|---|:-:|\n| [[c\\|d]] | `e` |\n| é | |\n\nend\n"
    (table,) = Document(text).spans(Table)
    assert table.of(text) == text[: text.index("\n\nend")]
    cells = [[cell.of(text).strip() for cell in row] for row in table.rows]
    assert cells == [["a", "b"], ["[[c\\|d]]", "`e`"], ["é", ""]]


def test_footnotes() -> None:
    text = "a[^1] b[^note] c[^none]\n\n[^1]: first\n    more\n\n[^note]: second\n"
    document = Document(text)
    assert [one.label for one in document.spans(FootnoteReference)][:2] == ["1", "note"]
    assert [one.of(text) for one in document.spans(FootnoteDefinition)] == ["[^1]: first\n    more", "[^note]: second"]


def test_references() -> None:
    text = "[The harbour][h], [h][] and [h] and ![p][h]\n\n[h]: <Harbour note.md> 'title'\n[H]: second.md\n"
    document = Document(text)
    uses = document.spans(ReferenceUse)
    assert [one.of(text) for one in uses] == ["[The harbour][h]", "[h][]", "[h]", "![p][h]"]
    assert {one.target for one in uses} == {"Harbour note.md"}
    assert [one.image for one in uses] == [False, False, False, True]
    (definition,) = [one for one in document.spans(Link) if one.kind == "reference"]
    assert definition.target == text[definition.target_start : definition.target_end] == "Harbour note.md"
