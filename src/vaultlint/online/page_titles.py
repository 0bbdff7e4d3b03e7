"""Compare a link's text with the title of the page that it leads to.

As with text and URL, only proof of a conflict counts, and any trace of agreement ends the question: with the title, or
with the URL itself. What names a page in passing (a prose anchor, a person, "here") is not held against its title.
"""

from __future__ import annotations

from vaultlint.link_text.agreement import agrees, texts_agree
from vaultlint.link_text.stated_ids import text_as_url
from vaultlint.link_text.words import content, has_latin, is_foreign, is_title_like, plain, vocabulary, words_of
from vaultlint.link_text.work_titles import Name, work_names
from vaultlint.pattern import Pattern
from vaultlint.urls.canonical import keys
from vaultlint.urls.hosts import in_family
from vaultlint.urls.parse import host, split
from vaultlint.urls.placeholders import placeholder

#: Titles of pages that stand in for another: refusals, errors, doors.
_NO_TITLE = Pattern(
    r"(?i)\b(?:40[0-9]|50[0-9]|not found|forbidden|denied|error|just a moment|attention required|robot|captcha"
    r"|verify(?:ing)?|unavailable|moved|redirect(?:ing)?|log ?in|sign ?in|sign ?up|subscribe|cookies?|untitled"
    r"|maintenance|javascript|access to this page|checking your browser|search results|archived?)\b"
)
_SITE = Pattern(r"\s(?:[|·•–—»:-]|::)\s")
_PERSON = Pattern(r"(?i)\bet\.? al\b|\b(?:19|20)\d\d\b|\w\s?&\s?\w")


def may_judge(text: str, url: str, *, alone: bool, heading: bool) -> bool:
    """Whether the title of the page could settle anything about this text: if not, it need not be fetched."""
    if not text or not has_latin(text) or text_as_url(text) or placeholder(url):
        return False
    return _names_title(text, url, alone, heading) or (_is_paper(url) and _own_name(text) is not None)


def judge_title(text: str, url: str, title: str, *, alone: bool, heading: bool) -> bool:
    """Whether text and title name two different things. `alone` and `heading` as for `urls.text.judge`."""
    if not title or not may_judge(text, url, alone=alone, heading=heading) or not _is_title(title):
        return False
    if texts_agree(text, title) or agrees(text, url) or _holds_squashed(text, title):
        return False
    if _names_title(text, url, alone, heading):
        return True
    ours, theirs = _own_name(text), _head_name(title)
    return ours is not None and theirs is not None and ours.key != theirs.key


def _names_title(text: str, url: str, alone: bool, heading: bool) -> bool:
    """Whether the text looks like a title: three or more content words, most of them capitalized."""
    if not (alone or heading or _is_paper(url)) or not is_title_like(text) or _PERSON.search(text):
        return False
    words = words_of(text).tokens
    if is_foreign(words) or any(char.isalpha() and not char.isascii() for char in plain(text)):
        return False
    return len([word for word in content(words) if word not in vocabulary().generic]) > 2


def _is_title(title: str) -> bool:
    """Whether a page's title says what the page is about, in a language in which it can be compared."""
    if _NO_TITLE.search(title) or any(char.isalpha() and not char.isascii() for char in plain(title)):
        return False
    parts = [words_of(one).tokens for one in _SITE.split(title)]
    longest = max(parts, key=len)
    return not is_foreign(longest) and len([word for word in content(longest) if word not in vocabulary().generic]) > 2


def _is_paper(url: str) -> bool:
    """Whether the URL names a work by an id alone, which text and URL cannot settle."""
    work = keys(url).work
    return work.startswith(("arxiv:", "doi:", "openreview:")) and not in_family(
        host(split(url).authority or "")[0], "archive"
    )


def _own_name(text: str) -> Name | None:
    """The name of a work that is the text, such as RT-2, if it can be nothing but a name."""
    names = work_names(text)
    return names[0] if len(names) == 1 and names[0].distinct else None


def _head_name(title: str) -> Name | None:
    """The name that a title gives its work before a colon."""
    head, colon, rest = title.partition(":")
    name = _own_name(head) if colon and rest.strip() else None
    return name if name is not None and len(words_of(head).tokens) < 4 else None


def _holds_squashed(text: str, title: str) -> bool:
    """Whether one is written within the other but for spaces and marks (`V-JEPA2`, `V-JEPA 2`)."""
    ours, theirs = words_of(text).squashed, words_of(title).squashed
    return ours in theirs or theirs in ours
