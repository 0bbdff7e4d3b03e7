"""A link's text against its URL, condition by condition, and the agreements that silence them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.link_text.agreement import agrees
from vaultlint.link_text.judge import judge

PROVEN = [
    (1, "A Paper on Knitting", "https://arxiv.org/abs/2402.xxxxx"),
    (1, "The talk", "https://www.youtube.com/watch?v=..."),
    (1, "Our code", "https://github.com/your-username/knitting"),
    (1, "Our code", "https://github.com/username/repo"),
    (1, "The knitting report", "https://knitting.org/reports/TODO"),
    (1, "A manual", "https://knitting.org/manuals/<name>"),
    (1, "A Paper on Knitting", "https://arxiv.org/abs/24xx.12345"),
    (1, "A Paper on Knitting", "https://arxiv.org/abs/YYMM.NNNNN"),
    (1, "A Paper on Knitting", "https://arxiv.org/abs/2402.?????"),
    (1, "A Paper on Knitting", "https://arxiv.org/abs/placeholder"),
    (1, "A Paper on Knitting", "https://www.nature.com/articles/s41586-024-xxxxx-x"),
    (1, "A Paper on Knitting", "https://doi.org/10.1145/nnnnnnn.nnnnnnn"),
    (1, "The talk", "https://www.bilibili.com/video/BVxxxxxxxxxx"),
    (1, "The book", "https://www.amazon.com/dp/B0XXXXXXXX"),
    (1, "The folder", "https://drive.google.com/file/d/FILE_ID/view"),
    (1, "The post", "https://knitting.org/2024-xx-xx-mittens"),
    (1, "The post", "https://knitting.org/2024/MM/DD/mittens"),
    (1, "The post", "https://medium.com/@username/mittens"),
    (1, "The model", "https://huggingface.co/username/model-name"),
    (1, "Our code", "https://github.com/username/mittens"),
    (1, "Our code", "https://github.com/foo/bar"),
    (1, "The shop", "https://xxx.com"),
    (1, "The shop", "https://xxxx.github.io/"),
    (1, "The shop", "https://…"),
    (1, "The shop", "https://TODO"),
    (1, "The shop", "https://insert-link-here.com"),
    (2, "Knitting in Circles", "https://arxiv.org/abs/2402.0123"),
    (2, "Knitting in Circles", "https://arxiv.org/abs/2402.1234x"),
    (2, "The talk", "https://www.youtube.com/watch"),
    (2, "The talk", "https://www.youtube.com/watch?v="),
    (3, "https://knitting.example.net/a", "https://crochet.example.net/a"),
    (3, "knitting.example.net/patterns/one", "https://knitting.example.net/patterns/two"),
    (3, "www.knitting.net", "https://www.crochet.net/"),
    (3, "https://doi.org/10.1000/aaa", "https://doi.org/10.1000/bbb"),
    (4, "Needles (arXiv:2401.00001)", "https://arxiv.org/abs/2401.00002"),
    (4, "doi 10.1000/aaa", "https://doi.org/10.1000/bbb"),
    (4, "RFC 9110", "https://www.rfc-editor.org/rfc/rfc9111"),
    (4, "#12", "https://github.com/wool/yarn/issues/21"),
    (4, "Knitting, Part 2", "https://example.net/knitting-part-3"),
    (4, "wool/yarn", "https://github.com/wool/needle"),
    (5, "Yarn v1.2.3", "https://github.com/wool/yarn/releases/tag/1.2.4"),
    (5, "Yarn 0.12.9", "https://forum.example.net/t/yarn-release-v0-12-8/5"),
    (6, "GitHub repository", "https://www.youtube.com/watch?v=abcdefghij1"),
    (6, "on YouTube", "https://en.wikipedia.org/wiki/Wool"),
    (7, "Great blog post", "https://arxiv.org/abs/2401.00001"),
    (7, "source code", "https://arxiv.org/abs/2401.00001"),
    (8, "Knitting Woollen Mittens Without Needles", "https://example.net/blog/cooking-spicy-lentil-soup"),
    (14, "Wool et al. 2008", "https://knitting.org/papers/NAACL2012a.pdf"),
    (14, "Wool and Yarn, 2015", "https://knitting.org/papers/cvpr_2020.pdf"),
    (15, "Knitting Woollen Mittens Without Needles", "https://arxiv.org/"),
    (15, "Knitting Woollen Mittens Without Needles", "https://openreview.net/forum?id="),
]

AGREEING = [
    ("example text", "https://example.com/your-repo/xxxx"),
    ("https://github.com/your-username/x", "https://github.com/your-username/x"),
    ("An old paper", "http://xxx.lanl.gov/abs/hep-th/9901001"),
    ("A beer", "https://en.wikipedia.org/wiki/Castlemaine_XXXX"),
    ("The film xXx", "https://example.net/films/xxx"),
    ("Triple net lease", "https://example.net/leases/nnn"),
    ("How links are set", "https://example.net/help/insert-link"),
    ("A profile", "https://github.com/username"),
    ("The talk", "https://www.youtube.com/watch#!v=abcdefghij1"),
    ("The talk", "https://www.youtube.com/watch?list=PLabcdefghij"),
    ("Wool et al. 2008", "https://knitting.org/papers/NAACL2009a.pdf"),
    ("Wool et al. 2008", "https://knitting.org/papers/wool-NAACL2012a.pdf"),
    ("Wool et al. 2008, in the review of 2012", "https://knitting.org/papers/NAACL2012a.pdf"),
    ("Preprints on Physics and Mathematics, arXiv", "https://arxiv.org/"),
    ("Preprint Server for Papers", "https://arxiv.org/"),
    ("Knitting Woollen Mittens Without Needles", "https://www.example.net/"),
    ("https://example.net/a…", "https://example.net/abc/def"),
    ("https://example.net/docs/a", "https://example.net/en-us/docs/a?utm_source=b"),
    ("https://example.net/a", "https://web.archive.org/web/2020/https://example.net/a"),
    ("https://example.net/a", "https://bit.ly/3abc"),
    ("Node.js/Express", "https://knitting.org/server"),
    ("ASP.NET/Core", "https://knitting.org/server"),
    ("Booking.com", "https://www.example.net/hotels"),
    ("arXiv:2401.00001", "https://arxiv.org/pdf/2401.00001v3"),
    ("Part 2", "https://example.net/a/part-2-of-3"),
    ("Yarn 1.2", "https://github.com/wool/yarn/releases/tag/v1.2.7"),
    ("Costs $2.50 a piece", "https://example.net/v1.3/prices"),
    ("Manual 3.0, Chapter 1.4", "https://example.net/manual/1.4"),
    ("GitHub repository", "https://wool.github.io/yarn"),
    ("Wikipedia", "https://example.net/chat"),
    ("the code", "https://github.com/wool/yarn"),
    ("[video]", "https://example.net/a"),
    ("Knitting Woollen Mittens Without Needles", "https://example.net/blog/knit-warm-lentil-soup"),
    ("knitting woollen mittens without any needles", "https://example.net/blog/cooking-spicy-lentil-soup"),
    ("Guantes Tejidos De La Lana Gruesa", "https://example.net/blog/cooking-spicy-lentil-soup"),
    ("手袋の編み方", "https://example.net/blog/cooking-spicy-lentil-soup"),
    ("anything", "notes/a.md"),
    ("", "https://example.net"),
]


@pytest.mark.parametrize(("condition", "text", "url"), PROVEN)
def test_a_conflict_is_proved(condition: int, text: str, url: str) -> None:
    found = judge(text, url, alone=True, heading=False)
    assert found is not None
    assert found.condition == condition
    assert found.rule == {2: "malformed-identifier", 3: "link-text-url"}.get(condition, "link-text-mismatch")


@pytest.mark.parametrize(("text", "url"), AGREEING)
def test_doubt_is_silent(text: str, url: str) -> None:
    assert judge(text, url, alone=True, heading=False) is None


def test_a_repository_is_judged_in_a_heading_only() -> None:
    link = ("Woollen Mittens Model 2", "https://github.com/lentil/soup-explorer")
    found = judge(*link, alone=True, heading=True)
    assert found is not None
    assert (found.condition, found.tier) == (9, "medium")
    assert judge(*link, alone=True, heading=False) is None


def test_a_title_inside_a_sentence_is_not_judged() -> None:
    link = ("Knitting Woollen Mittens Without Needles", "https://example.net/blog/cooking-spicy-lentil-soup")
    assert judge(*link, alone=False, heading=False) is None


def test_a_short_title_over_a_short_slug_is_only_likely() -> None:
    found = judge("Knitting Woollen Mittens", "https://example.net/spicy-lentil-soup", alone=True, heading=False)
    assert found is not None
    assert found.tier == "medium"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Mixture of Experts", "https://example.net/moe"),
        ("SVD", "https://example.net/singular-value-decomposition"),
        ("Semantic Line Breaks", "https://sembr.org"),
        ("Hugging Face", "https://hf.co/a"),
        ("Replicating it", "https://example.net/replicate"),
        ("nanoYarn", "https://example.net/yarn-spinner"),
        ("Woolery Store", "https://thewoolery.example.net"),
        ("编织入门", "https://example.net/wiki/编织"),
        ("Colour", "https://example.net/colors"),
        ("Schrödinger", "https://example.net/schrodinger"),
    ],
)
def test_a_trace_of_agreement(text: str, url: str) -> None:
    assert agrees(text, url)


def test_nothing_in_common() -> None:
    assert not agrees("Woollen Mittens", "https://example.net/spicy-lentil-soup")


@given(st.text(), st.text(), st.booleans(), st.booleans())
def test_any_pair_can_be_judged(text: str, rest: str, alone: bool, heading: bool) -> None:
    judge(text, f"https://github.com/{rest}", alone=alone, heading=heading)
    judge(text, f"https://arxiv.org/abs/{rest}", alone=alone, heading=heading)


@given(st.from_regex(r"https://[a-z]{3,9}\.org(/[a-z]{1,9}){0,3}(\?[a-z]{1,3}=[a-z]{1,4})?", fullmatch=True))
def test_a_url_never_contradicts_itself(url: str) -> None:
    found = judge(url, url, alone=True, heading=True)
    assert found is None or found.rule == "malformed-identifier"
