"""What must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultlint.encoding import find, repair
from vaultlint.encoding.codecs import SINGLE_BYTE, damage, to_bytes, undo

pytestmark = pytest.mark.slow

#: Characters that make sequences likely: leads and continuations of several codecs, entities, ASCII between them.
SUSPICIOUS = "ÃÂâ€™œ©¨¤àéÐÑ\x80\x93\x9d\xa0√©‚Äô├│┬░РµСЃГ©ĂĄĹş鈥檚茅縺薙챕\uf8ffüì&Atilde;&copy; abS.\n😀\ufffd"
texts = st.one_of(
    st.text(),
    st.text(alphabet=SUSPICIOUS, max_size=60),
    st.lists(
        st.sampled_from(["café", "naïve", "“so”", "Привет", "日本語", "5 °C", "—", "x", " ", "\n"]), max_size=8
    ).map("".join),
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Words of which some were read wrongly, once or more."""
    words = draw(
        st.lists(st.sampled_from(["Brücke", "déjà", "‘ja’", "Łódź", "мир", "λόγος", "語", "€", "🐝", "as"]), max_size=6)
    )
    codecs = st.lists(st.sampled_from(sorted(SINGLE_BYTE)), max_size=3).map(tuple)
    return " ".join(spoil(word, draw(codecs)) for word in words)


def spoil(word: str, codecs: tuple[str, ...]) -> str:
    try:
        return damage(word, codecs)
    except UnicodeError:
        return word


anything = st.one_of(texts, damaged())


@settings(max_examples=400)
@given(anything)
def test_findings_are_sorted_disjoint_and_proved(text: str) -> None:
    last = 0
    for found in find(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end
        assert 0 <= found.confidence <= 1
        if found.tier == "safe":
            assert found.replacement is not None
            assert not found.lossy
            assert undo(text[found.start : found.end], found.codecs) == found.replacement
            assert "\ufffd" not in found.replacement


@settings(max_examples=400)
@given(anything)
def test_repairing_is_idempotent(text: str) -> None:
    once = repair(text)
    assert repair(once) == once
    assert not [found for found in find(once) if found.tier == "safe"]


@settings(max_examples=200)
@given(anything)
def test_nothing_changes_outside_the_findings(text: str) -> None:
    found = [one for one in find(text) if one.tier == "safe"]
    pieces, at = [], 0
    for one in found:
        pieces += [text[at : one.start], one.replacement or ""]
        at = one.end
    once = "".join([*pieces, text[at:]])
    # One round may bring the next layer to light; each of them starts from the one before.
    assert repair(once) == repair(text)


@settings(max_examples=200)
@given(anything, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_a_protected_range_is_never_mended(text: str, ranges: list[tuple[int, int]]) -> None:
    protected = [(min(pair), max(pair)) for pair in ranges if pair[0] != pair[1]]
    for found in find(text, protected=protected):
        if any(start < found.end and found.start < end for start, end in protected):
            assert found.tier == "display"


@pytest.mark.parametrize("codec", sorted(SINGLE_BYTE))
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_single_byte_codec_is_undone(codec: str, text: str) -> None:
    try:
        wrong = damage(text, (codec,))
    except UnicodeError:
        return  # the codec has no character for a byte of this text
    assert to_bytes(wrong, codec) == text.encode("utf-8")
    assert undo(wrong, (codec,)) == text


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_is_clean(text: str) -> None:
    assert repair(text) == text
