"""The public functions of `vaultlint.encoding`, as the documentation describes them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import vaultlint.encoding as api
from vaultlint.encoding import Finding, find, find_many, repair, repair_many

TEXTS = ["CafÃ© du Port", None, "r≈π", "Ñòàðûé ìàÿê ñòîèò íà ñêàëå", "aufhï¿½ngen", "forvi┼¥o", "ni├▒os"]


def test_what_is_exported_is_documented() -> None:
    for name in api.__all__:
        assert getattr(api, name).__doc__


def test_many_texts_are_judged_one_by_one() -> None:
    assert list(repair_many(TEXTS)) == [None if text is None else repair(text) for text in TEXTS]
    assert [[repr(one) for one in found] for found in find_many(TEXTS)] == [
        [] if text is None else [repr(one) for one in find(text)] for text in TEXTS
    ]


def test_threads_get_the_same_answers() -> None:
    texts = [text for text in TEXTS if text] * 20
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(repair, texts)) == [repair(text) for text in texts]


def one(text: str) -> Finding:
    (found,) = find(text)
    return found


def test_a_safe_finding() -> None:
    found = one("CafÃ© du Port")
    assert (found.start, found.end, found.replacement, found.tier) == (3, 5, "é", "safe")
    assert (found.codecs, found.encoding, found.lossy, found.alternative) == (("cp1252",), "utf-8", False, None)
    assert 0.9 < found.confidence <= 1


def test_text_of_a_legacy_encoding_is_offered() -> None:
    found = one("Ñòàðûé ìàÿê ñòîèò íà ñêàëå")
    assert (found.encoding, found.codec, found.tier) == ("cp1251", "Windows-1252", "unsafe")
    assert found.replacement == "Старый маяк стоит на скале"
    assert repair("Ñòàðûé ìàÿê ñòîèò íà ñêàëå", unsafe=True) == found.replacement


def test_lost_text_is_shown() -> None:
    found = one("aufhï¿½ngen")
    assert (found.replacement, found.tier, found.lossy) == (None, "display", True)


def test_two_possible_codecs_leave_an_alternative() -> None:
    found = one("forvi┼¥o")
    assert found.tier == "unsafe"
    assert {found.replacement, found.alternative} == {"ŝ", "ž"}
