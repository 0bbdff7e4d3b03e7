"""What the engine finds and fixes, and what it leaves alone."""

from __future__ import annotations

import pytest

from vaultlint.encoding import find, repair
from vaultlint.encoding.codecs import damage


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Das Fenster schlieÃŸen", "Das Fenster schließen"),
        ("\uf8ffüêù bees", "🐝 bees"),
        ("the neighbour‚Äôs hedge", "the neighbour’s hedge"),
        ("Ð¿Ñ€Ð¾ÑÑ‚Ð¾ Ñ‚ÐµÐºÑÑ‚".replace("ÑÑ", "Ñ\x81Ñ"), "просто текст"),
        ("an innocent Å beside bÃ¸lge", "an innocent Å beside bølge"),
    ],
)
def test_mends_what_was_utf8(wrong: str, right: str) -> None:
    assert repair(wrong) == right


def test_a_protected_range_is_only_shown() -> None:
    text = "see `blÃ¥` and blÃ¥"
    tiers = [found.tier for found in find(text, protected=[(4, 10)])]
    assert tiers == ["display", "safe"]


@pytest.mark.parametrize(
    "word",
    ["abschließend", "etkinleştirme", "edilmiştir", "Überraschung", "größer", "siła", "příště", "señora", "garçon",
     "håndværk", "ładowanie", "Željko", "Ångström", "façade", "œuvre", "Microsoft Edge។"],
)  # fmt: skip
def test_one_word_that_was_read_wrongly_twice_comes_back_or_stays(word: str) -> None:
    wrong = damage(word, ("cp1252", "cp1252"))
    assert repair(wrong) in (word, wrong)


@pytest.mark.parametrize("word", ["abschließend", "etkinleştirme", "größer", "siła", "garçon", "håndværk"])
def test_what_a_second_wrong_reading_made_of_a_word_is_judged_within_the_word(word: str) -> None:
    assert repair(damage(word, ("cp1252", "cp1252"))) == word
