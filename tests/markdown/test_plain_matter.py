"""What the shortcut for plain front matter accepts, it reads as PyYAML does."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultlint.markdown import front_matter
from vaultlint.markdown.front_matter_fast import plain_properties
from vaultlint.markdown.spans import FrontMatter, Property

_PIECES = (
    "a", "tags", "Kéy_2", "first-name", ":", ": ", ":  ", "\n", "\n\n", "\n- ", "\n  - ", "\n    - ", "-", " ", "  ",
    "word", "two words", "12", "-3", "+1.5e3", "0x1F", "0o17", "017", ".5", ".inf", "nan", ".NaN", "1_000", "12:30",
    "2024-01-31", "2024-01-31T10:00:00Z", "true", "False", "yes", "null", "~", "Null", "=", "<<", "https://a.b/c?d=e",
    '"', "'", '"quoted: #1"', "'it'", '""', "''", "[", "]", "[a, b]", "[ 'x' , \"y\",z ]", "[]", "[a,]", "[[a]]", "{",
    "}", "{}", ",", ", ", "#", " # c", "&x", "*x", "!t", "!", "|", ">", "%", "@", "`", "?", "? ", "\\",
    "\\n", "{{date}}", "<% x %>", "---", "...", "\t", "\r\n", "\r", "\u00a0", "\u0085", "\u2028", "\ufeff",
    "\ufffe", "\x00", "\x7f", "é", "日本", "🏔", "\U0010ffff",
)  # fmt: skip
_LINES = st.one_of(
    st.tuples(
        st.sampled_from(("a: ", "b:", "c:  ", "tags: ", "- ", "  - ", "-", " -  ")),
        st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3)), max_size=3).map("".join),
        st.sampled_from(("\n", "\n", "\n", " \n", "\n\n", "")),
    ).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=3).map("".join),
)
_BODIES = st.lists(_LINES, max_size=8).map("".join)


def _seen(entries: list[Property]) -> list[tuple[object, ...]]:
    return [
        (one.start, one.end, one.path, one.value, one.value_start, one.value_end, one.tag, one.items) for one in entries
    ]


def _as_the_parser(text: str, start: int, end: int) -> list[Property]:
    with patch.object(front_matter, "plain_properties", lambda *_: None):
        return list(front_matter.find_properties(text, FrontMatter(0, end, start, end, True)))


@pytest.mark.slow
@settings(max_examples=1500)
@given(_BODIES)
def test_what_is_accepted_is_what_the_parser_says(body: str) -> None:
    text = f"---\n{body}\n---\n"
    found = plain_properties(text, 4, 4 + len(body))
    if found is not None:
        assert _seen(list(found)) == _seen(_as_the_parser(text, 4, 4 + len(body)))


@pytest.mark.parametrize(
    "body",
    [
        "created: 2020-07-11\ntags:\n  - recipe\n  - 2024/review\nstatus: draft\nrating: 4",
        'aliases: [工作方法, 历史]\nup: "[[a b]]"\nempty:\nlink: https://example.com/a?b=c',
        "aliases:\n-\n- \ntags:\n- a\npublish: true\n\nnext: 'x: y'",
    ],
)
def test_the_front_matter_of_most_notes_is_plain(body: str) -> None:
    assert _seen(list(plain_properties(body, 0, len(body)) or [])) == _seen(_as_the_parser(body, 0, len(body)))


@pytest.mark.parametrize(
    "body",
    [
        "a: b: c",
        "a: a:",
        "a: a: ",
        "a: a: \n",
        "a: 'a': ",
        "a: b #c",
        "a: *b",
        "a: b\n  c",
        "a:b",
        "a: b\n- c",
        "a: {{b}}",
        "a: [b]]",
        'a: "\\n"',
        "a: 'b''c'",
        "",
    ],
)
def test_what_may_mean_more_is_left_to_the_parser(body: str) -> None:
    assert plain_properties(body, 0, len(body)) is None
