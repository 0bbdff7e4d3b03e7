"""Rows, bytes against characters, and what a block comment hides."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import notes

from vaultlint.markdown.document import Document
from vaultlint.markdown.spans import Comment, Heading, Link, ListItem, Paragraph, Quote
from vaultlint.markdown.text import ByteMap, Rows

UNICODE = st.text(st.characters(exclude_categories=["Cs"]))


def naive_rows(text: str) -> list[str]:
    """Lines with their ends, split at LF, CRLF and CR alone."""
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if text else [""]


@given(notes)
def test_places_agree_with_counting_by_hand(text: str) -> None:
    rows, offset = Rows(text), 0
    for number, line in enumerate(naive_rows(text), 1):
        for column in range(1, len(line) + 1):
            assert rows.place(offset) == (number, column)
            offset += 1
    assert offset == len(text)


@given(st.one_of(notes, UNICODE))
def test_bytes_lead_to_their_characters(text: str) -> None:
    byte_map, byte = ByteMap(text), 0
    for at, character in enumerate(text):
        width = len(character.encode())
        assert [byte_map.char(one) for one in range(byte, byte + width)] == [at] * width
        byte += width
    assert byte_map.char(byte) == len(text)


def test_line_ends_that_are_none() -> None:
    text = "a\x0bb\x0cc\x85d\u2028e\u2029f\x1cg"
    assert Rows(text).place(len(text)) == (1, len(text) + 1)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_markdown_sees_every_line_end(line_end: str) -> None:
    text = line_end.join(["# Harbour", "", "- boats", "- nets", "", "The end."])
    document = Document(text)
    assert [one.of(text) for one in document.spans(Heading)] == ["# Harbour"]
    assert [one.of(text) for one in document.spans(ListItem)] == ["- boats", "- nets"]
    assert document.spans(Paragraph)[-1].of(text) == "The end."


def test_a_block_comment_hides_lists_fences_and_links() -> None:
    text = "Before [[a]]\n\n%%\n- item\n```\n[[b]]\n# h\n%%\n\n[[c]] %% inline [[d]] %%\n"
    document = Document(text)
    assert [one.of(text) for one in document.spans(Link)] == ["[[a]]", "[[c]]", "[[d]]"]
    assert document.spans(ListItem) == []
    assert document.spans(Heading) == []
    block, inline = document.spans(Comment)
    assert block.block
    assert block.closed
    assert block.of(text).endswith("# h\n%%")
    assert not inline.block
    assert inline.of(text) == "%% inline [[d]] %%"


def test_source_keeps_offsets() -> None:
    text = "---\na: b\n---\n%% x %%\n%%\né\r\n%%\ntext"
    source = Document(text).source
    assert len(source) == len(text)
    assert source.endswith("text")
    assert "x" not in source[:-4]


def test_an_open_comment_hides_the_rest() -> None:
    document = Document("a\n\n%% open\n\n[[b]]")
    (comment,) = document.spans(Comment)
    assert comment.block
    assert not comment.closed
    assert comment.end == len(document.text)
    assert document.spans(Link) == []


def test_a_comment_that_opens_in_a_quote_ends_with_it() -> None:
    text = "> a\n> %% open\n> b\n\n[[c]]\n"
    document = Document(text)
    (comment,) = document.spans(Comment)
    assert not comment.closed
    assert comment.of(text) == "%% open\n> b"
    assert [one.of(text) for one in document.spans(Link)] == ["[[c]]"]
    assert [one.of(text) for one in document.spans(Quote)] == ["> a\n> %% open\n> b"]


def test_signs_in_code_open_no_comment() -> None:
    text = "```\n%%\n```\n\n`%%` and [[a]]\n\n~~~\n%%\n~~~\n"
    document = Document(text)
    assert document.spans(Comment) == []
    assert [one.of(text) for one in document.spans(Link)] == ["[[a]]"]


def test_four_signs_are_no_open_comment() -> None:
    document = Document("%%%%\n\n[[a]]\n")
    assert len(document.spans(Link)) == 1


def test_a_fence_in_a_comment_opens_nothing() -> None:
    text = "%%\n```\n%%\n\n# Harbour\n"
    assert [one.of(text) for one in Document(text).spans(Heading)] == ["# Harbour"]


def test_an_inline_comment_ends_with_its_block() -> None:
    text = "a %% open\n\n- b %% c\n"
    comments = Document(text).spans(Comment)
    assert [(one.of(text), one.closed) for one in comments] == [("%%", False), ("%%", False)]
