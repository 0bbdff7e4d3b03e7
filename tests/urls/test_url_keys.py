"""Canonical keys: what is the same, one page, one work, and what must stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.urls.canonical import keys
from vaultlint.urls.parse import split

HOSTS = st.sampled_from(
    ["github.com", "www.youtube.com", "youtu.be", "x.com", "arxiv.org", "doi.org", "a.test", "日本.jp"]
)
TAILS = st.text(alphabet="/?#&=%2Ft.abcAZ09 -_~é:()", max_size=30)
URLS = st.builds("{}://{}/{}".format, st.sampled_from(["http", "https", "HTTPS"]), HOSTS, TAILS)

SAME = [
    ("http://Example.org", "https://www.example.org/"),
    ("https://example.org:443/a/", "http://example.org:80/a"),
    ("https://example.org./a", "https://m.example.org/a/index.html"),
    ("https://example.org/%7Ejo/%c3%a9", "https://example.org/~jo/é"),
    ("https://example.org/a?b=1&a=2&", "https://example.org/a?a=2&b=1#"),
    ("https://example.org/a/./b/../c", "https://example.org/a/c"),
    ("https://example.org/?utm_source=x&gclid=1&fbclid=2&mc_eid=3&_hsenc=4", "https://example.org"),
    ("https://example.org/a?ref=blog.example.net", "https://example.org/a"),
    ("https://twitter.com/somebody/status/123?s=20&t=abc", "https://x.com/i/web/status/123/photo/1"),
    ("https://youtu.be/abcdefghij1?si=zz", "https://www.youtube.com/watch?v=abcdefghij1&feature=share"),
    ("https://www.youtube.com/shorts/abcdefghij1", "https://www.youtube-nocookie.com/embed/abcdefghij1"),
    ("https://github.com/Some/Repo.git", "http://github.com/some/repo/tree/main?tab=readme-ov-file#readme"),
    ("https://old.reddit.com/r/a/comments/1/b/?share_id=3", "https://www.reddit.com/r/a/comments/1/b"),
    ("https://forum.example.org/t/a-slug/77/3", "https://forum.example.org/t/another/77/3"),
    ("https://stackoverflow.com/questions/12/how-so", "https://stackoverflow.com/q/12/99"),
    ("https://discordapp.com/channels/1/2", "https://discord.com/channels/1/2"),
    ("https://de.m.wikipedia.org/wiki/Haus", "https://de.wikipedia.org/wiki/Haus"),
    ("https://docs.google.com/document/d/1aB/edit?usp=sharing", "https://docs.google.com/document/d/1aB/view"),
    ("https://www.google.com/search?q=a&ved=1&ei=2", "https://google.com/search?q=a"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
]

APART = [
    ("https://openreview.net/forum?id=aaaa", "https://openreview.net/forum?id=bbbb"),
    ("https://www.youtube.com/watch?v=abcdefghij1", "https://www.youtube.com/watch?v=ABCDEFGHIJ1"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://example.org/a+b", "https://example.org/a%20b"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://blog.example.org/", "https://example.org/"),
    ("https://github.com/o/r/tree/main/src", "https://github.com/o/r/tree/master/src"),
    ("https://github.com/o/r", "https://github.com/o/r/issues"),
    ("https://github.com/o/r?tab=license-1-ov-file", "https://github.com/o/r"),
    ("https://docs.google.com/forms/d/e/1x/viewform", "https://docs.google.com/forms/d/e/2x/viewform"),
    ("https://app.example.org/#/one", "https://app.example.org/#/two"),
    ("https://docs.example.org/d/1#gid=0", "https://docs.example.org/d/1#gid=7"),
    ("https://phorum.example.org/viewtopic.php?t=1", "https://phorum.example.org/viewtopic.php?t=2"),
    ("https://web.archive.org/web/2020/https://example.org/", "https://example.org/"),
    ("https://example.org/a?ref=main", "https://example.org/a"),
    ("https://api.github.com/x?ref=release.io", "https://api.github.com/x"),
]

PAGE = [
    ("https://example.org/a#part", "https://example.org/a"),
    ("https://example.org/a.pdf#page=3", "https://example.org/a.pdf"),
    ("https://youtu.be/abcdefghij1?t=90", "https://www.youtube.com/watch?v=abcdefghij1"),
    ("https://forum.example.org/t/slug/77/12", "https://forum.example.org/t/slug/77"),
    ("https://stackoverflow.com/questions/12/how-so/34#34", "https://stackoverflow.com/q/12"),
    ("https://github.com/o/r/blob/v1/a.py#L10-L12", "https://github.com/o/r/blob/v1/a.py"),
]

WORK = [
    ("https://arxiv.org/abs/2401.01234v2", "https://www.arxiv.org/pdf/2401.01234.pdf"),
    ("https://ar5iv.labs.arxiv.org/html/2401.01234", "https://huggingface.co/papers/2401.01234"),
    ("https://www.alphaxiv.org/abs/2401.01234", "https://doi.org/10.48550/arXiv.2401.01234"),
    ("https://arxiv.org/abs/math.GT/0309136", "https://arxiv.org/abs/math/0309136v1"),
    ("https://doi.org/10.1145/12345.678", "https://dl.acm.org/doi/pdf/10.1145/12345.678"),
    ("https://dx.doi.org/10.1002/ABC.1", "https://onlinelibrary.wiley.com/doi/full/10.1002/abc.1"),
    ("https://link.springer.com/content/pdf/10.1007/s1-2.pdf", "https://doi.org/10.1007/s1-2"),
    ("https://www.nature.com/articles/s41586-000-00000-1", "https://doi.org/10.1038/s41586-000-00000-1"),
    ("https://www.biorxiv.org/content/10.1101/2020.01.01.123v2.full.pdf", "https://doi.org/10.1101/2020.01.01.123"),
    ("https://openreview.net/forum?id=aaaa&noteId=b", "https://openreview.net/pdf?id=aaaa"),
    ("https://www.lesswrong.com/posts/abcdefghijklmnopq/a", "https://www.alignmentforum.org/posts/abcdefghijklmnopq/b"),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_nobody_could_tell_them_apart(one: str, two: str) -> None:
    assert keys(one).same == keys(two).same


@pytest.mark.parametrize(("one", "two"), APART)
def test_they_stay_apart_at_every_level(one: str, two: str) -> None:
    assert not set(keys(one)) & set(keys(two))


@pytest.mark.parametrize(("one", "two"), PAGE)
def test_they_are_one_page_at_different_places(one: str, two: str) -> None:
    assert keys(one).same != keys(two).same
    assert keys(one).page == keys(two).page


@pytest.mark.parametrize(("one", "two"), WORK)
def test_they_are_copies_of_one_work(one: str, two: str) -> None:
    assert keys(one).page != keys(two).page
    assert keys(one).work == keys(two).work


@given(st.text() | URLS)
def test_any_text_has_keys(url: str) -> None:
    assert all(isinstance(key, str) for key in keys(url))


@given(URLS)
def test_a_key_is_a_url_of_its_own_with_the_same_key(url: str) -> None:
    same = keys(url).same
    assert keys(f"https://{same}").same == same


@given(URLS, URLS)
def test_coarser_keys_never_part_what_finer_ones_join(one: str, two: str) -> None:
    ours, theirs = keys(one), keys(two)
    if ours.same == theirs.same:
        assert ours.page == theirs.page
    if ours.page == theirs.page:
        assert ours.work == theirs.work


@given(st.text() | URLS)
def test_the_parts_of_a_url_are_all_of_it(url: str) -> None:
    scheme, authority, path, query, fragment = split(url)
    again = "" if scheme is None else f"{scheme}:"
    again += "" if authority is None else f"//{authority}"
    again += path
    again += "" if query is None else f"?{query}"
    assert again + ("" if fragment is None else f"#{fragment}") == url
