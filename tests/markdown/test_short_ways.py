"""The parser takes short ways where most notes allow them: without each of them every span is the same."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import notes

from vaultlint.markdown import links, pulldown, spans
from vaultlint.markdown.document import Document
from vaultlint.markdown.pulldown import parser
from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import FrontMatter, Quote, Span
from vaultlint.markdown.text import front_matter
from vaultlint.pattern import Pattern

KINDS = [one for one in vars(spans).values() if isinstance(one, type) and issubclass(one, Span) and one is not Span]
_SIGNS = (
    "$", "$$", "$ ", " $", "$5", "$x$", "\n$$\n", "{", "<a@b.c>", "<é@b.c>", "<a?b@c.d>", "<", ">", "@", "<?", "?>",
    "}", "?", "<br ", "=", "<!--", "-->", "é", "日", "٣", "²", "😀", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85",
    "“", "a", "1", " ", "\n", "\n\n", "\\", "`", "*", "_", "|", "> ", "- ", "[", "](x)", "]", "[[", "]]", "|a|\n|-|\n",
)  # fmt: skip
_LONG = {
    "stand-in": (pulldown, "ascii_projection", lambda _: None),
    "regions": (Regions, "of", lambda found: Regions((one.start, one.end) for one in found)),
    "schemes": (links, "_SCHEME", Pattern("")),
    "definitions": (links, "may_define", lambda source: "]:" in source),
}


def _spans(text: str, kinds: list[type[Any]] = KINDS) -> dict[str, Any]:
    document = Document(text)
    found = {kind.__name__: repr(document.spans(kind)) for kind in kinds}
    return {**found, "opaque": (document.opaque.starts, document.opaque.ends)}


@pytest.mark.parametrize("name", _LONG)
def test_a_short_way_changes_nothing(name: str) -> None:
    @given(st.one_of(notes, st.lists(st.sampled_from(_SIGNS)).map("".join)))
    def same(text: str) -> None:
        module, attribute, long_way = _LONG[name]
        text = re.sub(r"\r(?!\n)", "\n", text)  # the info string of a fence is another one where CR alone ends it
        with patch.object(module, attribute, long_way):
            without = _spans(text)
        assert _spans(text) == without

    same()


@given(notes)
def test_a_plain_inline_link_is_found_as_any_other(text: str) -> None:
    short = links.link

    def both(source: str, start: int, end: int, text_end: int, data: dict[str, Any], image: bool) -> Any:
        found = short(source, start, end, text_end, data, image)
        if data["link_type"] == "Inline":
            assert repr(found) == repr(links._inline(source, start, end, text_end, data["dest_url"], image))
        return found

    with patch.object(links, "link", both):
        Document(text)


@given(notes, st.permutations(KINDS))
def test_it_does_not_matter_which_spans_are_asked_for_first(text: str, kinds: list[type[Any]]) -> None:
    assert _spans(text, kinds) == _spans(text)


@given(
    st.lists(st.sampled_from(("[[a]]: b", "]]: c", "]]:", "[", "[a", "[^1", "\\", "\n", "> ", "- ", "x", "`", "\\]")))
)
def test_what_defines_nothing_for_certain_has_no_definitions(parts: list[str]) -> None:
    text = "".join(parts)
    if not links.may_define(text):
        assert not parser()[0].reference_definitions(text)
        assert not Document(text).spans(spans.FootnoteDefinition)


@given(
    st.lists(st.sampled_from((">", "> ", " >", "> > ", "- ", "1. ", "[^1]: ", "a", "\n", "\n\n", "  ", "$$", "|-|\n")))
)
def test_quotes_that_are_found_alone_know_how_deep_they_are(parts: list[str]) -> None:
    quotes = Document("".join(parts)).spans(Quote)
    for one in quotes:
        assert one.depth == 1 + sum(other.start < one.start < other.end for other in quotes)


@given(st.lists(st.sampled_from(("---", "--", "-", "a: b", "\n", "\n", "\r\n", "\r", " ", "\t", "\ufeff"))))
def test_front_matter_ends_at_the_first_closing_line(parts: list[str]) -> None:
    text = "---\n" + "".join(parts)
    lines = text.replace("\r\n", "\r\r").replace("\r", "\n").split("\n")  # of the same length
    at, expected = 4, None
    for line in lines[1:]:
        if line.startswith("---") and not line[3:].strip(" \t"):
            before = at - (2 if text[at - 2 : at] == "\r\n" else 1)
            expected = FrontMatter(0, at + len(line), 4, max(4, before), True)
            break
        at += len(line) + 1
    found = front_matter(text)
    if expected is None:
        assert found is None or not found.closed
    else:
        assert repr(found) == repr(expected)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.integers(0, 10), st.integers(1, 10))
def test_regions_answer_as_their_characters_do(ranges: list[tuple[int, int]], start: int, length: int) -> None:
    made = Regions.of([Span(*one) for one in ranges])
    assert (made.starts, made.ends) == (Regions(ranges).starts, Regions(ranges).ends)
    covered = {at for one in ranges for at in range(*one)}
    end = start + length
    assert made.cuts(start, end) == (start in covered or end - 1 in covered)
    joined = {at for first, last in zip(made.starts, made.ends, strict=True) for at in range(first + 1, last)}
    assert made.split_at(start) == (start in joined)
