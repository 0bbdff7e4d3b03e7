"""Names are found as a plain search through all of them would find them."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls", reason="needs the extra `server`")

from hypothesis import given
from hypothesis import strategies as st

from vaultlint.resolution.file_index import path_key
from vaultlint.server.name_search import Name, NameSearch

LABELS = st.lists(st.text("abAB/ ü\n", max_size=6), max_size=8)


def rank(typed: str, label: str) -> int | None:
    wanted, key = path_key(typed).strip().replace("\n", " "), path_key(label).replace("\n", " ")
    last = key.rpartition("/")[2]
    if not wanted:
        return 1
    if wanted in key:
        return 0 if last.startswith(wanted) else 1 if wanted in last else 2
    letters = iter(key)
    return 3 if all(letter in letters for letter in wanted if letter != " ") else None


@given(LABELS, st.text("abB/ ü\n", max_size=4), st.integers(1, 9))
def test_the_best_come_first(labels: list[str], typed: str, most: int) -> None:
    fitting = [(rank(typed, label), len(label), str(number)) for number, label in enumerate(labels)]
    wanted = sorted(one for one in fitting if one[0] is not None)[:most]
    search = NameSearch(Name(label, str(number)) for number, label in enumerate(labels))
    found = [(one.rank, len(one.name.label), one.name.path) for one in search.find(typed, most)]
    assert found == wanted
