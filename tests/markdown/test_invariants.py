"""What holds for any text: spans lie in it, nest or are disjoint, and say what is there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from strategies import notes

from vaultlint.markdown import spans as kind
from vaultlint.markdown.document import Document

pytestmark = pytest.mark.slow

KINDS = [
    one for one in vars(kind).values() if isinstance(one, type) and issubclass(one, kind.Span) and one is not kind.Span
]


def all_spans(document: Document) -> list[kind.Span]:
    return [one for sort in KINDS for one in document.spans(sort)]


@settings(max_examples=400)
@given(notes)
def test_spans_lie_in_the_text_in_order_and_are_not_empty(text: str) -> None:
    document = Document(text)
    for sort in KINDS:
        found = document.spans(sort)
        assert all(0 <= one.start < one.end <= len(text) for one in found), sort
        assert [one.start for one in found] == sorted(one.start for one in found), sort


@settings(max_examples=400)
@given(notes)
def test_spans_nest_or_are_disjoint(text: str) -> None:
    open_spans: list[kind.Span] = []
    for one in sorted(all_spans(Document(text)), key=lambda span: (span.start, -span.end)):
        while open_spans and open_spans[-1].end <= one.start:
            open_spans.pop()
        assert not open_spans or one.end <= open_spans[-1].end, (one, open_spans[-1])
        open_spans.append(one)


@settings(max_examples=400)
@given(notes)
def test_the_parts_of_a_span_lie_in_it(text: str) -> None:
    document = Document(text)
    for link in document.spans(kind.Link):
        assert link.start <= link.target_start <= link.target_end <= link.end
        assert link.start <= link.text_start <= link.text_end <= link.end
    for use in document.spans(kind.ReferenceUse):
        assert use.start <= use.text_start <= use.text_end <= use.end
    for heading in document.spans(kind.Heading):
        assert heading.start <= heading.text_start <= heading.text_end <= heading.end
    for item in document.spans(kind.ListItem):
        assert item.start < item.content <= item.own_end <= item.end or (item.empty and item.content == item.own_end)
    for table in document.spans(kind.Table):
        assert all(table.start <= cell.start <= cell.end <= table.end for row in table.rows for cell in row)
    for entry in document.spans(kind.Property):
        assert entry.end <= entry.value_start <= entry.value_end <= len(text)


@settings(max_examples=400)
@given(notes)
def test_slicing_gives_what_the_span_says(text: str) -> None:
    document = Document(text)
    for link in document.spans(kind.Link):
        check_link(link, link.of(text), text)
    for heading in document.spans(kind.Heading):
        assert heading.setext or heading.of(text).startswith("#" * heading.level)
        inner = text[heading.text_start : heading.text_end]
        assert inner == inner.strip(" \t\r\n")
    for item in document.spans(kind.ListItem):
        assert item.of(text).startswith(item.marker)
        assert item.task is None or f"[{item.task}]" in text[item.start : item.content]
    for tag in document.spans(kind.Tag):
        assert tag.of(text) == f"#{tag.name}"
        assert not tag.name.isdigit()
    for block in document.spans(kind.BlockId):
        assert block.of(text) == f"^{block.id}"
    for comment in document.spans(kind.Comment):
        assert comment.of(text).startswith("%%")
        assert not comment.closed or comment.of(text).endswith("%%")
    for code in document.spans(kind.Code):
        assert not code.fenced or code.of(text)[0] in "`~"
        assert code.block or (code.of(text)[0] == "`" == code.of(text)[-1])
    for quote in document.spans(kind.Quote):
        assert quote.of(text).startswith(">")
    starts = ((kind.Highlight, "=="), (kind.InlineFootnote, "^["), (kind.Math, "$"), (kind.FootnoteReference, "[^"))
    for sort, start in starts:
        assert all(one.of(text).startswith(start) for one in document.spans(sort))
    for entry in document.spans(kind.Property):
        assert entry.of(text).strip("\"'") == entry.name


def check_link(link: kind.Link, written: str, text: str) -> None:
    if link.kind in ("wikilink", "embed"):
        assert written.startswith("[[" if link.kind == "wikilink" else "![[")
        assert written.endswith("]]")
        assert text[link.target_start : link.target_end] == link.target
        assert link.target
    elif link.kind in ("markdown", "image"):
        assert written.startswith("![" if link.kind == "image" else "[")
        assert written.endswith(")")
    elif link.kind == "reference":
        assert written.startswith("[")
        assert text[link.text_end :].startswith("]:")
    elif link.kind == "autolink":
        assert written.startswith(("<", "http://", "https://"))


@settings(max_examples=400)
@given(notes)
def test_what_is_hidden_is_blank_and_offsets_stay(text: str) -> None:
    document = Document(text)
    assert len(document.source) == len(text)
    for comment in document.block_comments:
        assert not comment.of(document.source).strip(" \r\n>")


@settings(max_examples=400)
@given(notes)
def test_nothing_is_markdown_in_code(text: str) -> None:
    document = Document(text)
    code = document.spans(kind.Code)
    inner = (kind.Tag, kind.BlockId, kind.Highlight, kind.InlineFootnote, kind.Link, kind.Heading)
    for one in (span for sort in inner for span in document.spans(sort)):
        assert not any(block.start < one.start and one.end < block.end for block in code)


@settings(max_examples=400)
@given(notes)
def test_line_ends_make_no_difference(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    with_crlf = plain.replace("\n", "\r\n")
    for sort in (kind.Heading, kind.Link, kind.Tag, kind.ListItem, kind.Quote, kind.Table, kind.BlockId, kind.Property):
        before = [one.of(plain) for one in Document(plain).spans(sort)]
        after = [one.of(with_crlf).replace("\r\n", "\n") for one in Document(with_crlf).spans(sort)]
        assert before == after, sort
