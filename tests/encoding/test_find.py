"""What the engine finds and fixes, and what it leaves alone."""

from __future__ import annotations

import pytest

from vaultlint.encoding import find, repair


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
