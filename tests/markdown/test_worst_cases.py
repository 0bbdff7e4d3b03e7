"""Texts on which a careless parser takes hours: each must be read, and every kind of span found, in linear time.

Nothing is timed: at this size a step that is quadratic in the text does not come back in the time of a test run.
"""

from __future__ import annotations

import pytest

from vaultlint.markdown import spans as kind
from vaultlint.markdown.document import Document

pytestmark = pytest.mark.slow

SIZE = 100_000
ROOT = 300
KINDS = [
    one for one in vars(kind).values() if isinstance(one, type) and issubclass(one, kind.Span) and one is not kind.Span
]

REPEATED = (
    "[", "]", "[[", "![[", "[[a]", "[[a|", "[[a]]", "[a](", "[a][", "[![](", "]a", ">", "> ", ">\n", ">%% a\n",
    "> [!a]\n", "> %%", "==", "==a ", "==a\n", "a ==\n", "%%", "%% a", "%%\n", "x%%\n", "%% a %%\n", "^", "^[",
    "^[ ]", "^[a\n", " ^a ", "^a\n", "$", "$$", "$$\n", "$a$ ", ">$$", "<", "<a ", "<!--", "<div>\n", "a<b>",
    "- ", "-\n", "-\n\n", "- [ ] a\n", "- ```\n", "a\n-\n", "- a\n  -\n", "1. ", "* ", "_", "**", "~~", "`",
    "``` ", "```\n", ">```\n", "|", "a|", "|a|b|\n|-|-|\n", "|a|\n|-|\n|[[a\\|b]]|\n\n", "\\", "\\[", "#",
    "#a", "# a\n", "a\n===\n", "http://", "http://a) ", "[a]: b\n", "[^a]: b\n\n", "[^a] ", "&amp;", "{{",
    "<%", "---\n", "+++\n", " ", "\t", "\r", "\r\n", "\x00", "é", "🏔", "\ufeff", "a", "a ", "a\n", "a\n\n",
)  # fmt: skip

BUILT = {
    "nested items": "".join("  " * depth + "- a\n" for depth in range(ROOT)),
    "nested items on one line": "- " * (SIZE // 4) + "\n" * (SIZE // 2),
    "nested quotes": "\n".join(">" * depth + " a" for depth in range(ROOT)),
    "a quote, then a table": ">" * 1000 + "|a|\n" + ">" * 1000 + "|-|\n",
    "a fence in many quotes": ">" * 200 + "```\n" + "a\n" * (SIZE // 2),
    "an item of many paragraphs": "- a\n\n" + "  b\n\n" * (SIZE // 5),
    "one row of many cells": "|" + "a|" * (SIZE // 4) + "\n|" + "-|" * (SIZE // 4) + "\n",
    "many rows of wikilinks": "|a|\n|-|\n" + "|[[a|b]]|\n" * (SIZE // 10),
    "back-tick runs of every length": "".join("`" * length + " " for length in range(ROOT)),
    "many definitions": "".join(f"[a{number}]: b\n" for number in range(SIZE // 10)),
    "many uses": "[a]: b\n\n" + "[a] " * (SIZE // 4),
    "links in links": "[a " * (SIZE // 6) + "](b)" * (SIZE // 8),
    "backslashes": "\\" * (SIZE // 2) + "[[a]]",
    "a URL of brackets": "http://a" + ")" * SIZE,
    "front matter never closed": "---\na: b\n" + "a\n" * (SIZE // 2),
    "many properties": "---\n" + "".join(f"k{number}: v\n" for number in range(SIZE // 50)) + "---\n",
    "a list of many values": "---\na:\n" + "  - b\n" * (SIZE // 50) + "---\n",
    "templates never closed": "---\na: " + "<%" * (SIZE // 2) + "\n---\n",
}


@pytest.mark.parametrize("text", [pytest.param(one * (SIZE // len(one)), id=repr(one)) for one in REPEATED])
def test_one_thing_again_and_again(text: str) -> None:
    document = Document(text)
    assert all(one.end <= len(text) for sort in KINDS for one in document.spans(sort))


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in BUILT.items()])
def test_built(text: str) -> None:
    document = Document(text)
    assert all(one.end <= len(text) for sort in KINDS for one in document.spans(sort))
