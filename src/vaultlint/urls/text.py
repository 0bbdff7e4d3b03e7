"""A link's text against its URL: only a proven conflict is reported, and none where there is a trace of agreement."""

from __future__ import annotations

from typing import Final

from vaultlint.pattern import Pattern
from vaultlint.urls.agreement import agrees
from vaultlint.urls.hosts import hosts, in_family, is_under
from vaultlint.urls.identifiers import impossible
from vaultlint.urls.literal import text_as_url, unequal_ids, unequal_versions, urls_differ
from vaultlint.urls.parse import host, is_web, split
from vaultlint.urls.placeholders import placeholder
from vaultlint.urls.sites import site
from vaultlint.urls.verdict import Verdict
from vaultlint.urls.words import (
    GENERIC,
    STOP,
    content,
    has_latin,
    is_foreign,
    is_title_like,
    plain,
    unescaped,
    words_of,
)

_WORD = Pattern(r"[A-Za-zÀ-ɏ]+|[0-9]+|[^\W\d_]+")
#: Words around a host's name that leave it the only thing the text names.
_FILLER: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "on",
        "in",
        "at",
        "via",
        "from",
        "of",
        "to",
        "my",
        "our",
        "their",
        "his",
        "her",
        "this",
        "its",
        "here",
        "see",
        "view",
        "visit",
        "watch",
        "read",
        "go",
        "open",
        "find",
        "follow",
        "us",
        "me",
        "official",
        "link",
        "links",
        "url",
        "page",
        "pages",
        "site",
        "website",
        "web",
        "webpage",
        "homepage",
        "home",
        "post",
        "profile",
        "account",
        "now",
        "it",
        "also",
        "and",
        "链接",
        "页面",
        "主页",
        "官方",
        "官网",
        "地址",
        "网站",
    ]
)
#: … and the kinds of page of which a host of that sort consists.
_OWN_KINDS: Final = {
    "code": frozenset(
        [
            "repo",
            "repos",
            "repository",
            "repositories",
            "source",
            "code",
            "project",
            "issue",
            "issues",
            "release",
            "releases",
            "仓库",
            "代码",
            "项目",
        ]
    ),
    "video": frozenset(["video", "videos", "channel", "playlist", "clip", "视频", "频道"]),
    "paper": frozenset(["paper", "papers", "preprint", "pdf", "abstract", "version", "forum", "论文", "原文"]),
    "wiki": frozenset(["article", "articles", "entry", "wiki", "词条"]),
    "talk": frozenset(["thread", "threads", "comment", "comments", "discussion", "question", "answer", "group"]),
}
_KIND_OF: Final = {
    **dict.fromkeys(("github", "git hub", "gitlab", "bitbucket", "codeberg", "sourceforge"), "code"),
    **dict.fromkeys(("youtube", "you tube", "vimeo", "twitch", "bilibili", "tiktok"), "video"),
    **dict.fromkeys(("arxiv", "openreview", "biorxiv", "medrxiv", "ssrn", "semantic scholar", "pubmed"), "paper"),
    **dict.fromkeys(("wikipedia",), "wiki"),
    **dict.fromkeys(("reddit", "stack overflow", "stackoverflow", "stack exchange", "hacker news", "quora"), "talk"),
}
_PRAISE: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "their",
        "his",
        "her",
        "my",
        "our",
        "its",
        "good",
        "great",
        "nice",
        "excellent",
        "interesting",
        "original",
        "official",
        "related",
        "short",
        "long",
        "full",
        "here",
        "see",
        "read",
        "first",
        "main",
        "recent",
        "useful",
        "accompanying",
        "corresponding",
        "link",
        "new",
        "old",
        "amazing",
        "awesome",
        "wonderful",
        "fantastic",
        "brilliant",
        "very",
        "really",
        "also",
        "another",
        "pdf",
    ]
)
_ID_PAGES: Final = Pattern(
    r"(?i)/(?:issues?|pull|pulls|commits?|discussions|merge_requests|status|comments|questions|q|watch|shorts|videos?|doi|t)"
    r"/.*|/p/\w+/?"
)


def judge(text: str, url: str, *, alone: bool, heading: bool) -> Verdict | None:
    """The conflict between a link's text and its URL, or None.

    `alone` says that the link is the whole of its line, list item or heading, `heading` that it stands in a heading.
    Both are as a reader sees them: entities and escapes decoded. Never raises; asks neither network nor clock.
    """
    text = text.strip()
    if not text or not is_web(url):
        return None
    wrong = impossible(url)
    if wrong:
        return Verdict(2, "high", wrong.message, "malformed-identifier")
    empty = placeholder(url)
    if empty and empty.found.lower() not in text.lower():
        tier = "medium" if empty.doubtful else "high"
        return Verdict(1, tier, f"{empty.found} in the URL was never filled in", "link-text-mismatch")  # type: ignore[arg-type]
    said = text_as_url(text)
    if said:
        if urls_differ(said, url):
            return Verdict(3, "high", "the text is another URL than the one it leads to", "link-text-url")
        return None
    conflict = unequal_ids(text, url)
    if conflict:
        return Verdict(4, "high", conflict, "link-text-mismatch")
    conflict = unequal_versions(text, url)
    if conflict:
        return Verdict(5, "high", conflict, "link-text-mismatch")
    return _another_host(text, url) or _another_kind(text, url) or _another_title(text, url, alone, heading)


def _another_host(text: str, url: str) -> Verdict | None:
    if len(text) > 60:
        return None
    words = [one.lower() for one in _WORD.findall(text)]
    name = _bare_host(url)
    for called, domains in hosts().names.items():
        named = called.split()
        if not _is_named(words, named, _KIND_OF.get(called)):
            continue
        if any(is_under(name, domain) or name.startswith(domain + ".") for domain in domains):
            return None
        if "".join(named) in words_of(unescaped(url)).squashed or _leads_on(name, url):
            return None
        return Verdict(6, "high", f"the text names {text}, the URL leads to {name}", "link-text-mismatch")
    return None


def _is_named(words: list[str], named: list[str], kind: str | None) -> bool:
    """Whether the words are a host's name and nothing else that says anything."""
    for at in range(len(words) - len(named) + 1):
        if words[at : at + len(named)] == named:
            rest = words[:at] + words[at + len(named) :]
            return all(one in _FILLER or (kind is not None and one in _OWN_KINDS[kind]) for one in rest)
    return False


def _leads_on(name: str, url: str) -> bool:
    """Whether the page may only lead on: a shortener, an archive, or an unknown site's own short path (`/chat`)."""
    if in_family(name, "redirect") or in_family(name, "archive"):
        return True
    known = any(is_under(name, domain) for domains in hosts().names.values() for domain in domains)
    return not known and split(url).path.strip("/").count("/") == 0


def _another_kind(text: str, url: str) -> Verdict | None:
    if len(text) > 40:
        return None
    words = [one for one in (word.lower() for word in _WORD.findall(text)) if one not in _PRAISE]
    kind = " ".join(words)
    if not kind or len(words) > 2:
        return None
    strangers = hosts().kinds.get(kind)
    if strangers is None or "".join(words) in words_of(unescaped(url)).squashed:
        return None
    name = _bare_host(url)
    for stranger in strangers:
        domain, _, folder = stranger.partition("/")
        if is_under(name, domain) and split(url).path.startswith("/" + folder):
            return Verdict(7, "medium", f"the text says {kind}, and {domain} has none", "link-text-mismatch")
    return None


def _another_title(text: str, url: str, alone: bool, heading: bool) -> Verdict | None:
    """Conditions 8 and 9: a title over a slug or a repository that shares nothing with it."""
    if not (alone or heading) or not has_latin(text) or not is_title_like(text):
        return None
    tokens = words_of(text).tokens
    ours = content(tokens)
    name = _bare_host(url)
    if in_family(name, "code"):
        steps = [one for one in split(url).path.split("/") if one]
        if not heading or len(steps) != 2 or len(tokens) < 3 or len(ours) < 2 or _is_other_language(text, tokens):
            return None
        if agrees(text, url):
            return None
        return Verdict(
            9, "medium", f"nothing in the text is in the name of the repository {'/'.join(steps)}", "link-text-mismatch"
        )
    specific = [one for one in ours if one not in GENERIC]
    if len(specific) < 3 or _ID_PAGES.fullmatch(split(url).path) or _is_other_language(text, tokens):
        return None
    slug = _slug(url)
    if len(slug) < 3 or in_family(name, "redirect") or in_family(name, "archive") or agrees(text, url):
        return None
    high = len(specific) > 3 and len(slug) > 3
    message = f"nothing in the text is in the URL's own title: {' '.join(slug)}"
    return Verdict(8, "high" if high else "medium", message, "link-text-mismatch")


def _is_other_language(text: str, tokens: tuple[str, ...]) -> bool:
    return is_foreign(tokens) or any(one.isalpha() and not one.isascii() for one in plain(text))


def _slug(url: str) -> list[str]:
    """The content words of the path segment that has most of them; none if it is not in English."""
    best: list[str] = []
    for segment in split(url).path.split("/"):
        tokens = words_of(unescaped(segment)).tokens
        if len(tokens) > 2 and not is_foreign(tokens):
            found = [one for one in content(tokens) if one not in STOP and one not in GENERIC]
            if len(found) > len(best):
                best = found
    return best


def _bare_host(url: str) -> str:
    return site(host(split(url).authority or "")[0])[0]
