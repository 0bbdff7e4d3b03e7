"""URLs and identifiers in running text, and texts that nearly say what their URL says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.link_text.near_misses import another_article, misspelled_host
from vaultlint.urls.identifiers_in_text import mentioned
from vaultlint.urls.malformed import overrun


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://harbour.org/a）。船", "https://harbour.org/a"),
        ("https://harbour.org/a（船）。", "https://harbour.org/a（船）"),
        ("https://harbour.org/a（船，", "https://harbour.org/a"),
        ("https://harbour.org/a]、船", "https://harbour.org/a"),
        ("https://harbour.org/a)", "https://harbour.org/a"),
        ("https://harbour.org/a_(b)", None),
        ("https://[::1]/a", None),
        ("https://zh.wikipedia.org/wiki/港口（消歧义）", None),
    ],
)
def test_where_a_bare_url_runs_on_into_the_text(url: str, kept: str | None) -> None:
    cut = overrun(url)
    assert (None if cut is None else url[:cut]) == kept


@given(st.text(alphabet="ab/()[]（）【】。，“”", max_size=60))
def test_what_is_cut_off_is_cut_off_once(tail: str) -> None:
    url = "https://harbour.org/" + tail
    cut = overrun(url)
    assert cut is None or (len("https://harbour.org/") <= cut < len(url) and overrun(url[:cut]) is None)


@given(st.text(max_size=60))
def test_mentions_lie_in_the_text(text: str) -> None:
    for found in mentioned(f"{text} arXiv:2113.04512 {text}"):
        assert 0 <= found.start < found.end


@pytest.mark.parametrize(
    ("text", "url", "label"),
    [
        ("Harbourmaster", "https://harbuormaster.github.io/", "harbuormaster"),
        ("Stationary Harbour", "https://www.stationery-harbour.org/x", "stationery-harbour"),
        ("Harbourmaster", "https://harbourmaster.github.io/", None),
        ("Harbourmaster", "https://getharbourmaster.com", None),
        ("Harbour Center", "https://harbourcentre.org", None),
        ("Harbours Guide", "https://harbourguide.org", None),
        ("Harbor Watch", "https://harbourwatch.org", None),
        ("Boat", "https://boot.org", None),
    ],
)
def test_a_name_spelt_otherwise_than_its_host(text: str, url: str, label: str | None) -> None:
    assert misspelled_host(text, url) == label


def test_the_title_of_a_window_over_another_article() -> None:
    article = "https://en.wikipedia.org/wiki/Tides_in_marginal_seas"
    assert another_article("Operator Calculus of the Tides - Wikipedia", article) == "Tides in marginal seas"
    assert another_article("Marginal Seas and Tides - Wikipedia", article) is None
    assert another_article("Operator Calculus of the Tides", article) is None
