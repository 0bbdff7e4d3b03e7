"""Beside ftfy, line by line: where it fixes a line it says the same, and some lines only one of them fixes."""

from __future__ import annotations

import ftfy
import pytest

from vaultlint.encoding import repair
from vaultlint.encoding.codecs import damage

LINES = [
    "Der Bär trägt ein blaues Höschen – na und?",
    "La clé de la chaufferie était cachée là.",
    "El cigüeñal del camión no gira.",
    "Žluté květy voněly až k řece.",
    "“Quite so,” said the heron’s aunt.",
    "Зимой здесь темно — даже днём.",
    "Το φως στην κουζίνα άναψε.",
    "庭の池に鯉が三匹いる。",
    "🦊 seen at 7 °C, 3 µm wide",
]
CODECS = ["cp1252", "mac_roman", "cp1250", "cp1251", "cp437", "koi8-r", "cp850", "cp866"]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("line", LINES)
def test_every_line_is_mended_and_ftfy_says_the_same_where_it_speaks(line: str, codec: str) -> None:
    wrong = damage(line, (codec,))
    assert repair(wrong) == line
    assert ftfy.fix_encoding(wrong) in (wrong, line)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("the innocent Å stays, the guilty one goes: bÃ¸rek", "the innocent Å stays, the guilty one goes: børek"),
        ("\uf8ffüêù in the garden", "🐝 in the garden"),
        ("one’s own ‚Äúquote‚Äù", "one’s own “quote”"),
        ("Frau Müller sagt: gr├╝n", "Frau Müller sagt: grün"),
    ],
)
def test_what_ftfy_leaves_broken_or_breaks(wrong: str, right: str) -> None:
    assert ftfy.fix_encoding(wrong) != right
    assert repair(wrong) == right
