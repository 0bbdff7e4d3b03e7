"""Identifiers that cannot exist, and those that can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.urls import identifier_syntax
from vaultlint.urls.identifiers import impossible

IMPOSSIBLE = [
    ("https://arxiv.org/abs/1999.01234", "1999.01234", None),
    ("https://arxiv.org/abs/2301.0123", "2301.0123", None),
    ("https://arxiv.org/pdf/1301.01234.pdf", "1301.01234.pdf", "1301.1234"),
    ("https://arxiv.org/abs/2413.01234", "2413.01234", None),
    ("https://arxiv.org/abs/0601.1234", "0601.1234", None),
    ("https://arxiv.org/abs/1604.31234", "1604.31234", None),
    ("https://arxiv.org/abs/2301.00000", "2301.00000", None),
    ("https://arxiv.org/abs/2301-01234", "2301-01234", "2301.01234"),
    ("https://arxiv.org/abs/cs/0113001", "cs/0113001", None),
    ("https://arxiv.org/abs/knitting/0101001", "knitting/0101001", None),
    ("https://arxiv.org/abs/cs/01010011", "cs/01010011", None),
    ("https://doi.org/10.12/abc", "10.12", None),
    ("https://doi.org/10.1000", "10.1000", None),
    ("https://youtu.be/abcdefghij", "abcdefghij", None),
    ("https://www.youtube.com/watch?v=abcdefghij12", "abcdefghij12", None),
    ("https://www.youtube.com/watch?v/abcdefghij1", "v/abcdefghij1", "v=abcdefghij1"),
    ("https://orcid.org/0000-0001-2345-6788", "0000-0001-2345-6788", None),
    ("https://openlibrary.org/isbn/9780306406158", "9780306406158", None),
    ("https://www.amazon.com/dp/0306406153", "0306406153", None),
    ("https://portal.issn.org/resource/ISSN/0378-5956", "0378-5956", None),
    ("https://github.com/" + "a" * 40, "a" * 40, None),
    ("https://github.com/owner/na,me", "na,me", None),
    ("https://en.wikipedia.org/wiki/A%5B1%5D", "A%5B1%5D", None),
]

POSSIBLE = [
    "https://arxiv.org/abs/0704.0001",
    "https://arxiv.org/abs/1412.1234v1",
    "https://arxiv.org/abs/1501.00001",
    "https://arxiv.org/abs/math.GT/0309136v3",
    "https://arxiv.org/abs/hep-th/9108001",
    "https://arxiv.org/abs/2401.xxxxx",
    "https://arxiv.org/list/cs/recent",
    "https://doi.org/10.1000/182",
    "https://doi.org/10.1000%2F182",
    "https://youtu.be/abcdefghij1?t=3",
    "https://www.youtube.com/watch?v=abcdefghij1?t=3",
    "https://www.youtube.com/watch?list=PL1",
    "https://www.youtube.com/@someone",
    "https://www.youtube.com/embed/videoseries?list=PL1",
    "https://orcid.org/0000-0001-2345-6789",
    "https://openlibrary.org/isbn/9780306406157",
    "https://www.amazon.com/dp/B000000000",
    "https://github.com/some-owner/some.repo_name/issues/1",
    "https://github.com/topics/markdown",
    "https://en.wikipedia.org/wiki/C++",
    "https://example.org/10.12/abc",
]


@pytest.mark.parametrize(("url", "where", "likely"), IMPOSSIBLE)
def test_it_cannot_exist(url: str, where: str, likely: str | None) -> None:
    found = impossible(url)
    assert found is not None
    assert url[found.start : found.end] == where
    assert found.likely == likely


@pytest.mark.parametrize("url", POSSIBLE)
def test_it_may_exist(url: str) -> None:
    assert impossible(url) is None


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_a_thirteenth_digit_makes_an_isbn_and_no_other_does(digits: str) -> None:
    isbn = "978" + digits[3:]
    right = identifier_syntax.isbn13_check(isbn)
    assert [digit for digit in "0123456789" if identifier_syntax.isbn_is_possible(isbn + digit)] == [right]


@given(st.text(alphabet="0123456789", min_size=9, max_size=9), st.integers(0, 8), st.integers(1, 9))
def test_a_wrong_digit_breaks_an_isbn(digits: str, place: int, more: int) -> None:
    isbn = digits + identifier_syntax.weighted_check(digits, 10)
    other = str((int(isbn[place]) + more) % 10)
    assert identifier_syntax.isbn_is_possible(isbn)
    assert not identifier_syntax.isbn_is_possible(isbn[:place] + other + isbn[place + 1 :])


@given(st.text(alphabet="0123456789", min_size=15, max_size=15))
def test_an_orcid_has_one_right_end(digits: str) -> None:
    ends = [end for end in "0123456789X" if identifier_syntax.orcid_is_possible(digits + end)]
    assert ends == [identifier_syntax.orcid_check(digits)]


@given(st.text() | st.text(alphabet="/?&=.v0123456789xX%-", max_size=30).map("https://arxiv.org/abs/{}".format))
def test_any_text_can_be_asked(url: str) -> None:
    found = impossible(url)
    assert found is None or 0 <= found.start <= found.end <= len(url)
