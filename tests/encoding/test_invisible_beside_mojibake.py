"""A character is reported as invisible or as a part of mojibake, never as both, and none is lost between the two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.note import Note
from vaultlint.rules.encoding._mojibake_of import mojibake_of
from vaultlint.rules.encoding.invisible_character import _outside_mojibake, _unseen, invisible_character

PIECES = (
    "allÃ\xad ", "aquÃ\xad ", "asÃ\xad", "ã\x81‚ã\x81„", "â\x80\x9c", "\xad", "\xad\xad", "\u200b", "\x81", "harbour",
    " ", "\n", "`", "`Ã\xad`", "\ufeff", "cafÃ©", "é", "日本",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_all_but_the_characters_of_mojibake_are_left(text: str) -> None:
    note = Note("note.md", text)
    findings = [one for one in mojibake_of(note).findings if not note.code.covers(one.start)]
    explained = {at for one in findings for at in range(one.start, one.end)}
    unseen = list(_unseen(text))
    left = [at for start, end in _outside_mojibake(note, unseen) for at in range(start, end)]
    assert left == [at for start, end in unseen for at in range(start, end) if at not in explained]


@pytest.mark.parametrize("before", [0, 1, 3, 4, 9])
@pytest.mark.parametrize("after", [0, 1, 4])
def test_a_character_is_reported_however_many_are_in_mojibake_on_its_line(before: int, after: int) -> None:
    text = "allÃ\xad " * before + "harbour\xad " + "aquÃ\xad " * after
    found = [problem.where for problem in invisible_character(Note("note.md", text))]
    assert [one and one.start for one in found] == [text.index("r\xad") + 1]


def test_mojibake_in_code_is_left_to_the_options_of_the_rule() -> None:
    text = "`allÃ\xad ` and allÃ\xad"
    found = [problem.where for problem in invisible_character(Note("note.md", text))]
    assert [one and one.start for one in found] == [text.index("\xad")]
