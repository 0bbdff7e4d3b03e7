"""What is only offered or only shown: lost bytes, wrecks, quotations, neighbors that broke."""

from __future__ import annotations

import pytest

from vaultlint.encoding import find, repair


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("she wrote â€œsoonâ€\ufffd and left", "she wrote “soon” and left"),
        ("she wrote â€œsoonâ€ and left", "she wrote “soon” and left"),
        ("on va Ã  Lyon, au cafÃ© fermÃ©", "on va à Lyon, au café fermé"),
    ],
)
def test_lost_bytes_are_guessed_only_when_asked(wrong: str, right: str) -> None:
    assert repair(wrong, unsafe=True) == right
    assert repair(wrong) != right
    assert all(found.tier == "unsafe" for found in find(wrong) if found.lossy)


@pytest.mark.parametrize("text", ["锟斤拷锟斤拷", "she saidâ€¦ \ue000 浣犲ソ\ufffd浣犲ソ", "we donât know"])
def test_wrecks_are_shown(text: str) -> None:
    assert any(found.tier == "display" and found.replacement is None and found.lossy for found in find(text))
    assert "\ufffd" not in "".join(found.replacement or "" for found in find(text))


@pytest.mark.parametrize(
    "text",
    [
        "The importer had written “â€™” instead of ’ here.",
        "In Windows-1252 the character is read as “â€¦”.",
    ],
)
def test_quoted_mojibake_is_shown(text: str) -> None:
    assert [found.tier for found in find(text)] == ["display"]
    assert repair(text) == text


def test_a_sequence_beside_a_broken_piece_is_not_safe() -> None:
    assert all(found.tier != "safe" for found in find("ÆƑÃ²¤Ã³Ã\x81²"))


@pytest.mark.parametrize(
    "text",
    [
        "ANDRÉ… «LÉ» JOSÉ” MENÚ™",
        "the √π rule, ×², 7 Å²",
        "│ Ö │ ö │ ╔═╗",
        "Рівень ґанку, її",
        "L’âge d’or – « déjà »…",
        "René†‡ and Zoë³",
        "茅台酒, 鈥 and 眉",
        "ｱｲｳｴｵ ﾃｽﾄ",
        "\uf8ff → Preferences",
        "&eacute;t&eacute; &auml;&ouml;",
        "naïve “façade”",
    ],
)
def test_right_text_is_left_alone(text: str) -> None:
    assert [found for found in find(text) if found.tier == "safe"] == []
    assert repair(text) == text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Gr&Atilde;&frac14;n", "Grün"),
        ("wer \x93ja\x94 sagt", "wer “ja” sagt"),
        ("jardin caf茅, don鈥檛", "jardin café, don’t"),
        ("un petit dÃƒÂ©jeuner", "un petit déjeuner"),
    ],
)
def test_other_ways_to_be_garbled(wrong: str, right: str) -> None:
    assert repair(wrong) == right
