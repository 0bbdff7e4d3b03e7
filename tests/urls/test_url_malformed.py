"""URLs as people mistype them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.urls.malformed import malformed

SAFE = [
    ("https:/example.org/a", "https://example.org/a"),
    ("https//example.org/a", "https://example.org/a"),
    ("https:example.org", "https://example.org"),
    ("http;//example.org", "http://example.org"),
    ("https:://example.org", "https://example.org"),
    ("https:///example.org/a", "https://example.org/a"),
    ("https:\\\\example.org", "https://example.org"),
    ("http://https://example.org/a", "https://example.org/a"),
    ("https ://example.org", "https://example.org"),
    (" https://example.org ", "https://example.org"),
    ("https://example.org/a b", "https://example.org/a%20b"),
    ("https://example.org/a[1]", "https://example.org/a%5B1%5D"),
]

LIKELY = [
    ("htp://example.org", "http://example.org"),
    ("htps://example.org/a", "https://example.org/a"),
    ("ttps://example.org", "https://example.org"),
    ("www.example.org", "https://www.example.org"),
    ("//example.org/a", "https://example.org/a"),
    ("example.org/a", "https://example.org/a"),
    ("https://example,org/a", "https://example.org/a"),
    ("https://example.org/a,", "https://example.org/a"),
    ("https://example.org/a)", "https://example.org/a"),
    ("https://example.org/a，", "https://example.org/a"),
    ("https://example.org/https://example.org/a", "https://example.org/a"),
]

UNKNOWN = [
    "https://",
    "http:///",
    "https://?a=b",
    "https://example..org",
    "https://exam ple.org",
    "https://example.org:port/",
    "https://example.orghttps://example.net/a",
    "https://example.org/a](https://example.org/a",
    "https://example.org/a and https://example.org/b",
]

FINE = [
    "",
    "https://example.org/a_(b)",
    "https://example.org/wiki/Some_Inc.",
    "https://example.org/a?b[]=1&c[x]=2",
    "https://[::1]:8080/a",
    "http://localhost:3000",
    "https://web.archive.org/web/2020/https://example.org/",
    "https://bücher.example/weg",
    "HTTPS://EXAMPLE.ORG",
    "ftp://example.org",
    "mailto:a@example.org",
    "obsidian://open?vault=a b",
    "notes/https.md",
    "http/https/notes.md",
    "example.md",
    "folder/www.md",
    "#heading",
]


@pytest.mark.parametrize(("url", "meant"), SAFE)
def test_what_was_meant_is_beyond_doubt(url: str, meant: str) -> None:
    found = malformed(url)
    assert found is not None
    assert (found.repaired, found.safe) == (meant, True)


@pytest.mark.parametrize(("url", "meant"), LIKELY)
def test_what_was_meant_is_offered(url: str, meant: str) -> None:
    found = malformed(url)
    assert found is not None
    assert (found.repaired, found.safe) == (meant, False)


@pytest.mark.parametrize("url", UNKNOWN)
def test_what_was_meant_is_not_guessed(url: str) -> None:
    found = malformed(url)
    assert found is not None
    assert (found.repaired, found.safe) == (None, False)


@pytest.mark.parametrize("url", FINE)
def test_nothing_is_wrong(url: str) -> None:
    assert malformed(url) is None


@given(st.text() | st.text(alphabet="htps:/\\.,;)]([ wx1?#&", max_size=25))
def test_a_mended_url_is_not_the_same_and_the_place_lies_inside(url: str) -> None:
    found = malformed(url)
    if found:
        assert 0 <= found.start <= found.end <= len(url)
        assert found.repaired != url
        assert found.repaired is not None or not found.safe
