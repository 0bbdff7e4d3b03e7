"""The corruption suite: each note is one that some formatter damaged, and must come out as it is."""

# ruff: noqa: E501 (a note in one line can be compared with its neighbors)

from __future__ import annotations

import pytest

from vaultlint.config.format_style import style_from
from vaultlint.errors import Failure
from vaultlint.formatting import Block, Formatter, Style

#: Already laid out; not a byte may change.
KEPT = {
    "properties of a template": "---\ncreated: {{date}}\ntags: [ a,b ]\n# why\nx:   'y'\n---\n\n# {{title}}\n",
    "properties below a byte order mark": "\ufeff---\na: {{x}}\n---\n\ntext\n",
    "an unclosed thematic break is no property": "---\n\ntext\n",
    "a blank line above what would be properties": "\n---\n\na: b\n\n---\n",
    "tags at line starts": "#tag\n#nested/tag\n#1a #_x_\n\n- #tag\n",
    "wikilinks": "[[a]] [[a|b]] [[n#h#h2]] [[#^id]] [[wiki [link]]] [see [[a]]] [[1]](https://x.org) [[]]\n",
    "embeds": "![[x.png|100x200]] ![[note#^id]] \\![[x]] ![a|100](x.png)\n",
    "escapes": "\\#no \\[[x]] \\[\\[x\\]\\] a\\_b \\* \\$5 & &amp; < x <b x_ _x * y\n",
    "stars and underscores": "2 * 3 * 4 and a_b_c and __init__ and **b**_i_ and snake_case_ _x\n",
    "inline math": "$a_b*c$ and $\\frac{a}{b}\\\\_x$ and $$x_1 * y$$ costs $5 and $6\n",
    "block math": "$$\n\\begin{aligned}\na &= b \\\\\n- c_1\n# d\n\n* e *\n=\n\\end{aligned}\n$$\n",
    "math in a list": "- a\n\n  $$\n    x_1\n  $$\n\n- b\n",
    "empty destination": "[x]() ![]() [](y)\n",
    "destinations": "[t](file:///C:/a%20b) [t](<a b.md>) [t](a(b)c) [t](x 'T') <https://x.org/_a_> https://x.org/_a_*b\n",
    "definitions where they stand": "[b] [a]\n\n[b]: <x y.md> 'T'\n[a]: file:///x\n\nmore\n\n[A b]: /z\n",
    "definitions nobody uses": "[unused]: https://x.org\n\ntext\n",
    "tasks of any state": "- [ ] a\n- [x] b\n- [X] c\n- [>] d\n- [-] e\n- [?] f\n\n1. [ ] g\n2. [/] h\n",
    "an empty task keeps its blank": "- [ ] \n- [x] a\n",
    "task fields": "- [ ] a #t 🔺 🔁 every day ➕ 2026-01-01 ⏳ 2026-01-02 📅 2026-01-03 🆔 ab ⛔ cd,ef ^id-1\n",
    "callouts": "> [!NOTE]- Title *x*\n> text\n> > [!tIp]+\n> > nested\n\n> [!custom-type|meta] [[a|b]]\n> - item\n>   - nested\n",
    "a callout needs its title in the first line": ">\n> [!note]\n> text\n",
    "block ids": "text ^a-1\n\n- item ^b\n  - nested ^c\n\n> quote\n\n^d\n\n> quote\n^e\n\n| a   |\n| --- |\n^f\n\n# Heading ^g\n",
    "a block id below a list": "- a\n- b\n^id\n\ntext\n",
    "highlights and strikes": "==high== ~~strike~~ a == b == c ~x~\n",
    "inline comments": "a %%b *c*  d%% e %% f %%\n",
    "a comment of two lines in a paragraph": "a %%b\n   c%% d\n",
    "block comments": "%%\n+ a\n     b\n# c\n    1) d\n\n\n\n***\n| a|b |\n|-|-|\n%%\n\ntext\n",
    "a comment that never ends": "text\n\n%%\n+ a\n      * b\n\n\n\n# c\n",
    "kanban settings": '## Lane\n\n- [ ] card\n\n%% kanban:settings\n```\n{"kanban-plugin":"basic"}\n```\n%%\n',
    "templates": '<%* if (x) {\n    y = `- a`\n\n  * b\n} -%>\n\n<% tp.date.now("YYYY") %>\n{{date:YYYY_MM_DD}} {{x*y*z}}\n',
    "conflicts": "<<<<<<< HEAD\n* a\n=======\n+   b\n>>>>>>> branch\n\ntext\n",
    "footnotes": "a[^1] b^[inline *x* [[y]]] c[^long]\n\n[^1]: note\n[^long]: first\n    second\n\n    third\n\ntext below\n",
    "html": "<div class=x>\n   <b>a</b>\n\t*x*\n</div>\n\na <u>[[x]]</u> <br> b\n\n<!-- a\n\n  * b -->\n",
    "hard breaks": "a  \nb\\\nc   \nd\n",
    "line ends": "one\ntwo three\nfour\n",
    "unusual blanks": "\u3000indented\u00a0text\u2009x\u200b\n\nends\u00a0\n\n# \u3000Heading\u00a0\n\na\u2028b\u0085c\x0bd\x0ce\n\n> a\u2028b\n",
    "tables": "| a        | b |\n| -------- | - |\n".replace(" b |", " b   |").replace(" - |", " --- |")
    + "| [[a\\|b]] | c   |\n",
    "a table that would be cut": "| a | b |\n|---|---|\n| [[a|b]] | c |\n",
    "text right under a table": "| a | b |\n|---|---|\n| 1 | 2 |\ntext\n",
    "backslashes before a pipe": "| a | b |\n|---|---|\n| x\\\\| y |\n",
    "tab-nested lists": "- a\n\t- b\n\t\t- c\n\t\t\ttext\n\t- d\n\n1. a\n\t1. b\n\t\t- c\n",
    "blank-nested lists": "- a\n    - b\n        - c\n- d\n",
    "numbers": "1. a\n3. b\n2. c\n\ntext\n\n7. x\n7. y\n\ntext\n\n01) z\n",
    "markers": "* a\n* b\n\ntext\n\n+ a\n+ b\n\n- a\n",
    "two lists in a row": "- a\n\n* b\n\n+ c\n",
    "an item over a lone indented dash": "- a\n  - \n",
    "empty items": "- a\n- \n-\n- b\n",
    "items of dashes": "-\n  - -\n",
    "tight and loose": "- a\n\n- b\n- c\n\n  d\n",
    "fences": "````md\n```js\n  x  =1\n```\n\n\n````\n\n~~~ a`b\n\ty  \n~~~\n\n```dataview\nTABLE a_b\n```\n",
    "a fence that never ends": "```\ncode\n\n- x\n",
    "a fence in a quote": "> ```\n> a\n>\n>   b\n> ```\n",
    "indented code": "text\n\n    code\n\n\tmore\n\n- a\n\n      code\n",
    "thematic breaks": "---\n\na\n\n***\n\n* * *\n\n___\n",
    "setext headings": "Heading\n=======\n\nTwo\nlines\n---\n",
    "headings": "# a\n\n## b # c\n\n###### d ^id\n\n### \n\n#not\n\n####### seven\n",
    "headings that end in marks": "# C\\#\n\n# C#\n\n# a # #\n",
    "a line indented like code is no underline": "> a\n>     ===\n",
    "an underline outside of its item": "- a\n===\n",
    "an underline outside of its quote": "> a\n===\n",
    "an underline outside of the inner quote": "> > a\n> ===\n",
    "an underline outside of an item in a quote": "> - a\n> ===\n",
    "a line outside of both items": "- a\n  - b\n$$x$$\n",
    "a line between two items": "- a\n  - b\n  $$x$$\n",
    "all lines of a text stay outside with one": "1. a\n$$x$$\nb\n",
    "math outside of its item": "- a\n$$\nx\n$$\n",
    "a block id outside of its item": "- a\n^id\n",
    "a task box outside of its item": "- a\n[ ] b\n",
    "a definition outside of its item": "- a\n[b]: c\n",
    "emoji and variation selectors": "- [ ] ⏫ ✔️ ⚠️ 👩‍👩‍👧 ❤\n",
    "deep quotes": "> " * 80 + "bottom\n",
    "deep lists": "".join("  " * depth + "- a\n" for depth in range(60)),
}

#: Not laid out yet; the other half is all that may come of it.
LAID_OUT = {
    "one blank line between blocks": ("# a\ntext\n- b\n\n\n\n# c\n", "# a\n\ntext\n\n- b\n\n# c\n"),
    "closing marks": ("##   a   ##\n", "## a\n"),
    "blanks at line ends": ("a \nb\t\nc\n", "a\nb\nc\n"),
    "quote marks": (">a\n>>b\n", "> a\n>\n> > b\n"),
    "lazy lines": ("> a\nb\n\n- c\nd\n", "> a\n> b\n\n- c\n  d\n"),
    "a link outside of its item": ("- a\n[[x]]\n[y](z)\n", "- a\n  [[x]]\n  [y](z)\n"),
    "strong text outside of its item": ("1. a\n**Linked:** b\n", "1. a\n   **Linked:** b\n"),
    "a child list moves with the marker of its parent": ("-   a\n    - b\n\n      c\n", "- a\n  - b\n\n    c\n"),
    "an underline outside of a quote in an item": ("- > a\n===\n", "- > a\n  ===\n"),
    "spaces after markers": ("-  a\n     - b\n", "- a\n     - b\n"),
    "code does not fall into the list above": ("-    a\n\n    code\n", "- a\n\n```\ncode\n```\n"),
    "tables by what is seen": (
        "|名前|b|c|d|\n|-|:-:|--:|:-|\n|a|漢字かな|1\\|2|\n",
        "| 名前 |    b     |    c | d   |\n| ---- | :------: | ---: | :-- |\n| a    | 漢字かな | 1\\|2 |     |\n",
    ),
    "a callout's title stays a line": ("> [!note] Title\n>- a\n", "> [!note] Title\n> - a\n"),
    "no line end at the end": ("a", "a\n"),
    "nothing": (" \n\n", ""),
}

STYLED = [
    (Style(list_marker="*"), "- a\n  + b\n\n+ c\n", "* a\n  * b\n\n- c\n"),
    (Style(list_marker="-"), "- a\n\n* b\n\n+ c\n", "- a\n\n* b\n\n- c\n"),
    (Style(list_indent="align"), "- a\n\t- b\n\t\tc\n", "- a\n  - b\n    c\n"),
    (Style(numbering="ones"), "1. a\n2. b\n\ntext\n\n4. c\n5. d\n", "1. a\n1. b\n\ntext\n\n4. c\n4. d\n"),
    (Style(numbering="consecutive"), "3. a\n3. b\n9. c\n", "3. a\n4. b\n5. c\n"),
    (Style(emphasis="_"), "*a* __b__ ***c*** x*y*z [[*d*]] $*e*$\n", "_a_ __b__ _**c**_ x*y*z [[*d*]] $*e*$\n"),
    (Style(emphasis="_"), "*a* `*b*` **c**\n[*d*](x*y*z) %%*e*%%\n", "_a_ `*b*` **c**\n[_d_](x*y*z) %%*e*%%\n"),
    (Style(strong="**", emphasis="*"), "__a__ _b_ snake_case_x\n", "**a** *b* snake_case_x\n"),
    (Style(thematic_break="---"), "a\n\n* * *\n\n- b\n  ***\n", "a\n\n---\n\n- b\n  ***\n"),
    (Style(headings="atx"), "a\n===\n\nb ^id\n---\n\nc #\n---\n", "# a\n\n## b ^id\n\nc #\n---\n"),
    (Style(tables="compact"), "|a|bcdef|\n|-|:-:|\n|漢字|x|\n", "| a | bcdef |\n| --- | :-: |\n| 漢字 | x |\n"),
    (Style(tables="keep"), "|a|b|\n|-|-|\n", "|a|b|\n|-|-|\n"),
]  # fmt: skip


@pytest.fixture(scope="module")
def formatter() -> Formatter:
    return Formatter()


@pytest.mark.parametrize("note", KEPT.values(), ids=KEPT)
def test_a_note_that_others_damage_is_kept(formatter: Formatter, note: str) -> None:
    assert formatter.text(note) == note


@pytest.mark.parametrize(("note", "expected"), LAID_OUT.values(), ids=LAID_OUT)
def test_only_layout_changes(formatter: Formatter, note: str, expected: str) -> None:
    assert formatter.text(note) == expected
    assert formatter.text(expected) == expected


@pytest.mark.parametrize(("style", "note", "expected"), STYLED)
def test_style_is_changed_on_request(style: Style, note: str, expected: str) -> None:
    assert Formatter(style).text(note) == expected
    assert Formatter(style).text(expected) == expected


def test_blocks_say_where_they_stand_and_what_they_become(formatter: Formatter) -> None:
    note = "---\na: b\n---\n#  A\n*  x\n   y\n\n\n[r]: /x\nText [r]\n"
    assert formatter.blocks(note) == [
        Block(0, 3, "front matter", 0, "---\na: b\n---"),
        Block(3, 4, "heading", 0, "# A"),
        Block(4, 6, "bullet_list", 1, "* x\n  y"),
        Block(8, 9, "definition", 1, "[r]: /x"),
        Block(9, 10, "paragraph", 0, "Text [r]"),
    ]


def test_blocks_and_their_gaps_make_the_formatted_note(formatter: Formatter) -> None:
    for note in KEPT.values():
        found = formatter.blocks(note)
        assembled = "".join("\n" * (block.gap + (index > 0)) + block.text for index, block in enumerate(found))
        assert formatter.text(note).strip("\n") == assembled.strip("\n")


def test_an_unknown_choice_is_named_with_those_there_are() -> None:
    with pytest.raises(Failure, match="list-marker"):
        style_from({"marker": "-"})
    with pytest.raises(Failure, match="consecutive"):
        style_from({"numbering": "random"})
    assert style_from({"list-marker": "+", "thematic_break": "---"}) == Style(list_marker="+", thematic_break="---")
