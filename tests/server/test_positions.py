"""Positions of the protocol against a plain reading of the specification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pygls", reason="needs the extra `server`")

from lsprotocol import types

from vaultlint.diagnostic import Place
from vaultlint.server.documents import Document, joined, shows_same, to_bytes
from vaultlint.server.positions import Encoding, TextMap, count_characters, count_units

CODECS = {Encoding.Utf8: ("utf-8", 1), Encoding.Utf16: ("utf-16-le", 2), Encoding.Utf32: ("utf-32-le", 4)}

encodings = st.sampled_from(list(CODECS))
#: Any characters, with many line endings and what is easily taken for one, and characters of every width.
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\n\r\n\r\u2028\u0085\x0c\ufeff\u00e9\u20ac\U0001f600a "),
    ),
    max_size=60,
)


def units(text: str, encoding: Encoding) -> int:
    codec, width = CODECS[encoding]
    return len(text.encode(codec)) // width


def lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@given(texts, encodings)
def test_units_are_those_of_the_encoding(text: str, encoding: Encoding) -> None:
    assert count_units(text, encoding) == units(text, encoding)


@given(texts.map(lambda text: text.replace("\n", "").replace("\r", "")), encodings, st.integers(0, 200))
def test_characters_before_a_unit(line: str, encoding: Encoding, wanted: int) -> None:
    count = count_characters(line, wanted, encoding)
    assert units(line[:count], encoding) <= wanted
    assert count == len(line) or units(line[: count + 1], encoding) > wanted


@given(texts, encodings, st.data())
def test_every_character_has_one_position(text: str, encoding: Encoding, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    position = TextMap(text, encoding).position(offset)
    before = lines(text[:offset])
    inside_crlf = text[offset - 1 : offset + 1] == "\r\n"
    if not inside_crlf:
        assert (position.line, position.character) == (len(before) - 1, units(before[-1], encoding))
        assert TextMap(text, encoding).offset(position) == offset


@given(texts, encodings, st.integers(0, 80), st.integers(0, 300))
def test_any_position_is_in_the_text(text: str, encoding: Encoding, line: int, character: int) -> None:
    offset = TextMap(text, encoding).offset(types.Position(line, character))
    assert 0 <= offset <= len(text)
    every = lines(text)
    if line >= len(every):
        assert offset == len(text)
    else:
        assert text[:offset].replace("\r\n", "\n").replace("\r", "\n").count("\n") == line


@given(texts.filter(lambda text: not text.startswith("\ufeff")), encodings, st.data())
def test_a_hidden_byte_order_mark_takes_no_place(text: str, encoding: Encoding, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    plain, marked = TextMap(text, encoding), TextMap("\ufeff" + text, encoding, hides_bom=True)
    assert marked.position(offset + 1) == plain.position(offset)
    assert marked.offset(plain.position(offset)) == plain.offset(plain.position(offset)) + 1
    row, column = plain.rows.place(offset)
    assert marked.at(Place(row, column + (row == 1))) == plain.at(Place(row, column))


@given(texts, encodings, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30), texts), max_size=5))
def test_changes_are_applied_as_the_protocol_says(
    text: str, encoding: Encoding, edits: list[tuple[int, int, str]]
) -> None:
    document = Document("file:///v/a.md", 1, text, encoding)
    expected = text
    for version, (line, character, inserted) in enumerate(edits, 2):
        start = TextMap(expected, encoding).offset(types.Position(line, character))
        end = TextMap(expected, encoding).offset(types.Position(line + 1, 0))
        begin, finish = (TextMap(expected, encoding).position(each) for each in (start, end))
        change = types.TextDocumentContentChangePartial(types.Range(begin, finish), inserted)
        document.change(version, [change])
        span = TextMap(expected, encoding).span(types.Range(begin, finish))
        expected = expected[: span[0]] + inserted + expected[span[1] :]
        assert (document.text, document.version) == (expected, version)


def test_line_separators_of_unicode_end_no_line() -> None:
    text = TextMap("a\u2028b\x0cc\u0085d\ne", Encoding.Utf16)
    assert text.position(7) == types.Position(0, 7)
    assert text.position(8) == types.Position(1, 0)


def test_halves_of_a_pair_are_joined() -> None:
    assert joined("\ud83d\ude00") == "\U0001f600"
    assert to_bytes("a\ud83d") == "a\ufffd".encode()


@pytest.mark.parametrize(
    ("text", "data", "same"),
    [
        ("a\nb", b"a\r\nb", True),
        ("a\nb", b"\xef\xbb\xbfa\rb", True),
        ("caf\ufffd", b"caf\xe9", True),
        ("café", b"caf\xe9", True),
        ("a\n", b"a", False),
        ("a ", b"a", False),
    ],
)
def test_what_an_editor_shows_for_a_file(text: str, data: bytes, same: bool) -> None:
    assert shows_same(text, data) is same
