"""What a rule asks first, to spare itself the rest in nearly every note, keeps nothing from being found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vaultlint.markdown.spans import Paragraph, Table
from vaultlint.note import Note
from vaultlint.rule import Problem
from vaultlint.rules.links import malformed_wikilink
from vaultlint.rules.structure import ordered_list_numbering, table_columns
from vaultlint.rules.urls import malformed_url

sys.path.append(str(Path(__file__).parent.parent / "markdown"))
from strategies import notes_with_rare_marks


class Shortcut(NamedTuple):
    """A rule, and what it would do without its shortcut."""

    rule: Callable[[Note], Iterable[Problem]]
    whole: Callable[[Note], Iterable[Problem]]


def whole_tables(note: Note) -> Iterable[Problem]:
    for table in note.spans(Table):
        text = table.of(note.source)
        if not table_columns._is_regular(text):
            yield from table_columns._odd_rows(table, note)
        else:
            assert text.splitlines()[0].count("|") == len(table.rows[0]) + 1
    for paragraph in note.spans(Paragraph):
        yield from table_columns._no_table(paragraph, note)


def whole_numbering(note: Note) -> Iterable[Problem]:
    source = note.source.replace("\r", "\n")
    places = [match.end() for match in ordered_list_numbering._NUMBERED_LINE.finditer(source)]
    return ordered_list_numbering._odd_numbers(note, places)


SHORTCUTS = [
    Shortcut(ordered_list_numbering.ordered_list_numbering, whole_numbering),
    Shortcut(table_columns.table_columns, whole_tables),
]


@pytest.mark.slow
@pytest.mark.parametrize("shortcut", SHORTCUTS, ids=lambda one: one.rule.__name__)
@settings(max_examples=1500)
@example("> a\n> [!note]\n")
@given(text=notes_with_rare_marks)
def test_the_short_way_leads_to_the_same(shortcut: Shortcut, text: str) -> None:
    assert list(shortcut.rule(Note("note.md", text))) == list(shortcut.whole(Note("note.md", text)))


@pytest.mark.slow
@settings(max_examples=3000)
@example("[[https://a.b]] ")
@example("[[a]](b)")
@example("[[a]\n")
@given(
    text=st.lists(
        st.sampled_from(("[[", "]]", "[", "]", "(", "a", "|", " ", "\n", "https://", "www.")), max_size=12
    ).map("".join)
)
def test_no_unusual_wikilink_is_missed(text: str) -> None:
    if malformed_wikilink._UNUSUAL.search(text):
        assert malformed_wikilink._NOT_PLAIN.search(text)


@pytest.mark.slow
@settings(max_examples=3000)
@given(
    text=st.lists(
        st.sampled_from(("](", "https://", "HTTP://", "(", ")", "a", '"', " ", "\t", "\u00a0", "<", "\n")), max_size=12
    ).map("".join)
)
def test_no_cut_off_url_is_missed(text: str) -> None:
    urls = [match[1].strip() for match in malformed_url._CUT_OFF.finditer(text)]
    if any((" " in url or "\t" in url) and not malformed_url._TITLED.fullmatch(url) for url in urls):
        assert malformed_url._MAY_BE_CUT_OFF.search(text)
