"""Texts against titles: proof of a conflict, or silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.online.html_page import missing_anchors, text_of, title_of
from vaultlint.online.page_titles import judge_title, may_judge

PAPER = "https://arxiv.org/abs/2401.00001"
PAGE = "https://letters.org/p/17"


@pytest.mark.parametrize(
    ("text", "url", "title", "alone"),
    [
        ("Tides and Harbours of the Northern Coast", PAPER, "A Survey of Fishing Nets in Shallow Water", False),
        ("Tides and Harbours of the Northern Coast", PAGE, "Fishing Nets for Shallow Water | Boats", True),
        ("FoundationPose", PAPER, "GenDP: Semantic Fields for Diffusion Policies", False),
    ],
)
def test_conflicts(text: str, url: str, title: str, alone: bool) -> None:
    assert judge_title(text, url, title, alone=alone, heading=False)


@pytest.mark.parametrize(
    ("text", "url", "title", "alone"),
    [
        ("Tides and Harbours of the Northern Coast", PAGE, "Fishing Nets for Shallow Water", False),  # prose
        ("what everybody says about the harbour", PAGE, "Fishing Nets for Shallow Water", True),
        ("Kim, Pertsch & Karamcheti 2024", PAPER, "Fishing Nets for Shallow Water", True),
        ("Attention Is All You Need", PAPER, "Attention Is All You Need", True),
        ("Tides and Harbours of the North", PAGE, "404 Not Found: the page you want", True),
        ("Tides and Harbours of the North", PAGE, "潮汐与港口的历史研究", True),
        ("潮汐与港口", PAPER, "Fishing Nets for Shallow Water", True),
        ("Tides and Harbours of the North", PAGE, "Harbour", True),
        ("Tides and Harbours of the North", "https://harbour.org/tides", "Fishing Nets for Shallow Water", True),
        ("ResNet", PAPER, "Deep Residual Learning for Image Recognition", False),
        ("V-JEPA2", PAPER, "V-JEPA 2: Self-Supervised Video Models Enable Understanding", False),
        ("letters.org/p/17", PAGE, "Fishing Nets for Shallow Water", True),
        ("", PAPER, "Fishing Nets for Shallow Water", True),
    ],
)
def test_silence(text: str, url: str, title: str, alone: bool) -> None:
    assert not judge_title(text, url, title, alone=alone, heading=False)


@given(st.text(max_size=80), st.text(max_size=80), st.booleans())
def test_any_text(text: str, title: str, alone: bool) -> None:
    judged = judge_title(text, PAPER, title, alone=alone, heading=False)
    # What is not fetched could not have been reported.
    assert not judged or may_judge(text, PAPER, alone=alone, heading=False)
    assert not judge_title(text, PAPER, text, alone=alone, heading=False)


def test_titles_of_pages() -> None:
    assert title_of("<html><TITLE>\n Tides &amp;\tnets </title>") == "Tides & nets"
    page = '<title>Tides | Harbour</title><meta content="Tides" property="og:title">'
    assert title_of(page) == "Tides"
    assert title_of("<p>none") == ""
    assert text_of("Größe".encode("latin-1"), "text/html; charset=ISO-8859-1") == "Größe"
    assert text_of(b'<meta charset="windows-1252">\x80', "text/html").endswith("€")
    assert text_of(b"abc", "text/html; charset=zlib") == "abc"


@given(st.text(alphabet="<>/title=\"' id#a", max_size=300))
def test_any_page(page: str) -> None:
    title_of(page)
    assert set(missing_anchors(page, ["x"])) <= {"x"}
