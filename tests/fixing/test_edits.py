"""Edits: what goes together, and where every other character goes."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from vaultlint.fixing.edits import Shift, Taken, TextEdit, apply_edits


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[TextEdit]]:
    text = draw(st.text("abcé📜\n", max_size=30))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    edits = [TextEdit(a, b, draw(st.text("xyz", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return text, edits


@given(texts_with_edits())
def test_every_character_outside_the_edits_is_kept_and_found_again(given_):
    text, edits = given_
    new, shift = apply_edits(text, edits), Shift(edits)
    assert len(new) == len(text) + sum(len(one.text) - (one.end - one.start) for one in edits)
    for offset, character in enumerate(text):
        if not any(one.start <= offset < one.end for one in edits):
            assert new[shift.start(offset)] == character
            assert shift.end(offset + 1) == shift.start(offset) + 1


@given(texts_with_edits())
def test_an_edit_touches_what_it_reaches(given_):
    text, edits = given_
    shift = Shift(edits)
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 5) + 1):
            expected = any(
                (one.start < end and start < one.end) or (one.start == one.end and start <= one.start <= end)
                for one in edits
            )
            assert shift.touches(start, end) == expected


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), max_size=8))
def test_accepted_edits_never_overlap(wanted):
    taken, accepted = Taken(), []
    for start, length in wanted:
        edit = TextEdit(start, start + length, "x")
        if taken.admits([edit]):
            taken.take([edit])
            accepted.append(edit)
    accepted.sort()
    for one, other in itertools.pairwise(accepted):
        assert one.end <= other.start
        assert (one.start, one.end) != (other.start, other.end)


def test_two_insertions_at_one_place_are_two_opinions():
    taken = Taken()
    taken.take([TextEdit(3, 3, "a")])
    assert not taken.admits([TextEdit(3, 3, "b")])
    assert taken.admits([TextEdit(4, 4, "b")])
