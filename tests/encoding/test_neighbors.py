"""Clean text that looks like mojibake: a sample of what `tools/encoding/neighbors.py` makes is never changed."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest

from vaultlint.encoding import find, repair

TOOL = Path(__file__).resolve().parents[2] / "tools" / "encoding" / "neighbors.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("neighbors", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


neighbors = load()


@pytest.mark.parametrize("make", neighbors.GENERATORS, ids=lambda make: make.__name__)
def test_clean_neighbors_are_not_changed(make: object) -> None:
    source = random.Random(20)
    texts = [neighbors.framed(make, source) for _ in range(300)]
    assert [text for text in texts if repair(text) != text] == []
    assert sum(1 for text in texts if find(text)) <= 3


@pytest.mark.parametrize("sentence", neighbors.SENTENCES)
def test_sentences_in_many_languages_are_clean(sentence: str) -> None:
    assert find(sentence) == []
    assert find(sentence.upper()) == []


@pytest.mark.parametrize(
    "text",
    [
        "dx≈∫P",
        "r≈π",
        "1203 Å³",
        "220 В±10%",
        "∆°C",
        "–∞",
        "Ø± tolerance",
        "T•Ø•R",
        "┌─┐ ├┤ └─┘",
        "Mojibake is full of Ã’s and Â’s.",
        "cos√πx and sin√Ωt",
        "CAFÉ™, BÄR®, JOSÉ…",
        "ÔäôĄ",
        "voilà†‘ and ostā†‘",
    ],
)
def test_notation_is_not_even_reported(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("РїС‘СЃ Рё РєРѕС‚", "пёс и кот"),
        ("╨┐╤С╤Б", "пёс"),
        ("GrÃ¼n und Ã–l", "Grün und Öl"),
        ("pr茅f茅r茅s", "préférés"),
        ("馃殌 Launch", "🚀 Launch"),
        ("12 Â°C, 3 Ã— 4", "12 °C, 3 × 4"),
    ],
)
def test_damage_of_the_same_shape_is_repaired(wrong: str, right: str) -> None:
    assert repair(wrong) == right


@pytest.mark.parametrize("text", ["Officiâš´le", "SEKTÃ–R", "forvi┼¥o", "PAPAÄŽINI DA GÃ–TÃŒR, AXÅŽAM HAVA"])
def test_what_leaves_a_doubt_is_not_written(text: str) -> None:
    assert repair(text) == text
    assert find(text)
