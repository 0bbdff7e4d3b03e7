"""What is left out, remembered or looked at all together says what a look at each run by itself says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.encoding.candidates import _PIECE, is_word, look_at, shapes_in
from vaultlint.encoding.codecs import MULTI_BYTE, NOTHING, SINGLE_BYTE, byte_codec, damage
from vaultlint.encoding.east_asian import taken_back, undone
from vaultlint.encoding.legacy import SIGN as LEGACY
from vaultlint.encoding.runs import RUN, places, runs_of, texts_of
from vaultlint.encoding.runs_with_mojibake import _SIGN, telling

#: Characters of several scripts and codecs, controls, and what is between runs.
MIXED = "ÃÂâ€™éд├│ркаµСЃ茅縺薙챕语，。\uf8ff\uf900Яⅰ①﨩\x80\x9d\ufffd\u200b\ud800😀 a~\t\n\r\x0b\x85\x7f"
texts = st.one_of(st.text(), st.text(alphabet=MIXED, max_size=80))
runs = st.lists(texts.map(lambda text: "".join(RUN.findall(text))).filter(bool), max_size=6, unique=True)


@given(texts)
def test_runs_are_those_of_the_expression(text: str) -> None:
    found = runs_of(text)
    assert set(texts_of(found.raw)) == set(RUN.findall(text))
    assert found.controls == any((char < " " and char not in "\t\n\r") or char == "\x7f" for char in text)


@given(texts, st.booleans())
def test_places_are_all_places_in_order(text: str, many: bool) -> None:
    wanted = set(RUN.findall(text)[::2])
    asked = wanted | {f"é{number:c}" for number in range(0x3400, 0x3430)} if many else wanted
    found = [(match.start(), match[0]) for match in RUN.finditer(text) if match[0] in wanted]
    assert [one for one in places(text, asked) if one[1] in wanted] == found


@pytest.mark.parametrize("codec", SINGLE_BYTE)
def test_pieces_are_made_of_all_that_a_codec_has(codec: str) -> None:
    assert _PIECE.fullmatch(byte_codec(codec).upper.replace(NOTHING, ""))


@given(runs)
def test_runs_together_look_as_each_alone(given_runs: list[str]) -> None:
    found = look_at(given_runs)
    for run in given_runs:
        alone = [one for one in shapes_in(run) if not (len(one[3]) < 3 and is_word(run, one[1], one[2]))]
        assert found.get(run, []) == alone


@given(runs, st.sampled_from(sorted(MULTI_BYTE)))
def test_runs_together_are_taken_back_as_each_alone(given_runs: list[str], codec: str) -> None:
    given_runs = list(dict.fromkeys([*given_runs, *(text for run in given_runs if (text := _damaged(run, codec)))]))
    found, _ = taken_back(given_runs)
    for run in given_runs:
        alone = [(codec, result) for codec in MULTI_BYTE if (result := undone(run, codec)) is not None]
        assert found.get(run, []) == alone


def _damaged(run: str, codec: str) -> str:
    try:
        return damage(run, (codec,))
    except UnicodeError:
        return ""


@given(texts)
def test_what_is_remembered_of_a_run_is_what_was_heard(text: str) -> None:
    raw = runs_of(text).raw
    first = {one.text: (one.shapes, one.eastern) for one in telling(raw)}
    assert {one.text: (one.shapes, one.eastern) for one in telling(raw)} == first
    for run in texts_of(raw):
        back, cut = taken_back([run])
        signs = _SIGN.search(run) is not None or LEGACY.search(run) is not None
        loud = run in look_at([run]) or run in back or run in cut or signs
        assert loud == (run in first)
