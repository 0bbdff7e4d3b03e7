"""Titles of works in a link's text: `OpenVLA (Kim et al., 2024)` names OpenVLA."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from vaultlint.link_text.words import content, has_latin, is_title_like, vocabulary, words_of
from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts

_CUT = Pattern(r"[:;,()\[\]|\"“”«»《》「」（），：；]|(?<=\s)[-–—]+(?=\s)")
_AUTHORS = Pattern(r"(?i)\bet\.? al\b|等人?$")
_PAIR = Pattern(r"[A-Z][\w'’-]+(?:(?:\s?[&,]\s?|\sand\s)[A-Z][\w'’-]+)+")
_REMARK = Pattern(r"[(（]|(?<=\w)\s*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_YEAR = Pattern(r"(?:19|20)\d\d[a-z]?")
_DROPPED = Pattern(
    r"(?i)\b(?:(?:19|20)\d\d|(?:tech(?:nical)?|original)?\s*(?:paper|report)s?|arxiv|preprint|pdf)\b|论文|原文|链接|报告|技术报告"
)
#: Conferences by the short names under which their papers are cited.
CONFERENCES = (
    "neurips|nips|iclr|icml|cvpr|iccv|eccv|acl|emnlp|naacl|aaai|ijcai|corl|rss|icra|iros|kdd|www|sigir|siggraph"
    "|interspeech|icassp|osdi|sosp|asplos|isca|micro|hpca|mlsys|colm|usenix|vldb|sigmod"
)
# What may follow a work's name and leaves it the same work.
_KIND = Pattern(r"(?i)(?<=\w)\s+(?:benchmarks?|data ?sets?)\Z")
_VENUE = Pattern(
    rf"(?i)(?:(?:{CONFERENCES}|tmlr|jmlr|tpami|nature|science|oral|spotlight|best|workshop|findings|asia)[\s'’-]*)+"
    r"(?:19|20)?\d{0,2}"
)
_PLAIN = Pattern(r"[A-Z][a-z]+")
_DISTINCT = Pattern(r"[a-z0-9][A-Z]|[A-Z]{2}|\d|[#+*λπ₀-₉]|[A-Z][a-z]*-[A-Z]|\b[A-Z]-")
_KEPT = "#+*λπμ"


class Name(NamedTuple):
    """A work's name: squashed for comparing, as written, and whether it can be nothing but a name (`RT-2`)."""

    key: str
    written: str
    distinct: bool


@lru_cache(maxsize=4096)
def work_names(text: str) -> tuple[Name, ...]:
    """The works that a text names, in order: parts between punctuation without authors, venues, years and kinds.

    Generic and lower-case parts are left out, and so are short runs of plain words, which name an idea and not a work.
    """
    names: list[Name] = []
    text = text.strip(" *_`")
    # In parentheses is a remark, or a short form that another title may share (`DiT`); Chinese words are remarks.
    head = _REMARK.split(text, maxsplit=1)[0]
    parts = _CUT.split(head if head.strip() else text)
    parts = [part.strip() for part in parts]
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else ""
        if _AUTHORS.search(part) or _VENUE.fullmatch(part) or _PAIR.fullmatch(part) or not has_latin(part):
            continue
        if _PLAIN.fullmatch(_YEAR.sub("", part).strip()) and (_YEAR.search(part) or _is_author(text, part, following)):
            continue
        name = _name(_KIND.sub("", _DROPPED.sub(" ", part).strip(" .-–'’")))
        if name and name not in names:
            names.append(name)
    return tuple(names)


def _is_author(text: str, part: str, following: str) -> bool:
    """One plain word before a comma or a year is the author."""
    return text.startswith(part + ",") or _YEAR.fullmatch(following) is not None


def _name(written: str) -> Name | None:
    if written.lower() in hosts().names:
        return None
    tokens = words_of(written).tokens
    known = content(tokens)
    generic = vocabulary().generic
    if (
        not tokens
        or (not written[:1].isalnum() and written[:1] not in _KEPT)
        or all(token in generic for token in tokens)
    ):
        return None
    distinct = _DISTINCT.search(written) is not None and any(char.isalpha() for char in written) and len(tokens) < 5
    capitals = sum(word[:1].isupper() for word in written.split())
    title = len(known) > 3 and 2 * capitals > len(written.split())
    if not (distinct or title or (len(tokens) == 1 and _PLAIN.fullmatch(written) and len(written) > 5)):
        return None
    key = "".join(char for char in written.lower() if char.isalnum() or char in _KEPT)
    return Name(key, written, distinct or title) if len(key) > 2 else None


@lru_cache(maxsize=4096)
def is_title(text: str) -> bool:
    """Whether a text names one thing wherever it is: a work, or a title of some length; no author, no "link"."""
    if work_names(text):
        return True
    tokens = words_of(text).tokens
    if len(tokens) < 4 or _AUTHORS.search(text) or not is_title_like(text):
        return False
    generic = vocabulary().generic
    return any(word not in generic for word in content(tokens))
