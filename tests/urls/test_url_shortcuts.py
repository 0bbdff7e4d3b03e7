"""What is asked of a text or a URL first, to spare it the rest, keeps nothing from being found."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vaultlint.link_text import judge
from vaultlint.link_text.words import has_latin, is_title_like

HOSTS = (
    "https://github.com/", "https://www.youtube.com/", "https://music.youtube.com/", "https://youtu.be/",
    "https://arxiv.org/", "https://ar5iv.org/", "https://hf.co/", "https://huggingface.co/papers/", "https://doi.org/",
    "https://en.wikipedia.org/wiki/", "https://en.m.wikipedia.org/", "https://LINK/", "http://url",
    "https://your-domain.com/", "https://xxx.com/", "https://example.com/", "HTTPS://GitHub.com/", "https://",
    "ftp://x.y/", "www.a.b", "https://gitlab.com/", "https://obsidain.md/", "https://…/", "https://a.org/blog/",
)  # fmt: skip
PIECES = (
    "xxxx", "xx", "...", "…", "%E2%80%A6", "<id>", "{id}", "%3Cx%3E", "TODO", "placeholder", "INSERT_X", "_ID", "-ID",
    "nnnn", "????", "____", "****", "2024/mm/dd", "2024-mm-yy", "link-here", "your-name", "user/", "@username",
    "owner/repo", "org/repo", "foo/bar", "video", "VIDEOID", "CHANNELID", "example", "v=id", "id", "123456789",
    "abcdefghi", "abs/2401.99999", "abs/id", "abs/>", "part 2", "#12", "v1.2.3", "arXiv:2401.00001", "github", "GitHub",
    "twitter", "paper", "blog post", "nice", "Wikipedia", "Smith et al. 2020", "Title", "Of Some", "Nice Papers",
    "Obsidian", "obsidian", "rfc1234", "a", "the", "/", "-", "?", "=", " ", " ", " ",
)  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
urls = st.builds("".join, st.tuples(st.sampled_from(HOSTS), pieces))


@pytest.mark.slow
@settings(max_examples=2000)
@example(said="xxxx...xxxx%E2%80%A6", url="https://github.com/abs/2401.99999", alone=False, heading=True)
@given(said=pieces, url=urls, alone=st.booleans(), heading=st.booleans())
def test_no_contradiction_is_missed(said: str, url: str, alone: bool, heading: bool) -> None:
    found = judge.judge(said, url, alone=alone, heading=heading)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "says_nothing", lambda _: False)
        patch.setattr(judge, "may_identify", lambda _: True)
        patch.setattr(judge, "may_be_title", lambda said: has_latin(said) and is_title_like(said))
        assert judge.judge(said, url, alone=alone, heading=heading) == found
