"""Links that contradict each other: one name with two ids, one URL with two names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from vaultlint.link_text.agreement import agrees, texts_agree
from vaultlint.link_text.judge import Tier
from vaultlint.link_text.stated_ids import text_as_url
from vaultlint.link_text.words import content, is_foreign, is_title_like, vocabulary, words_of
from vaultlint.link_text.work_titles import Name, work_names
from vaultlint.urls.canonical import keys
from vaultlint.urls.hosts import hosts, in_family
from vaultlint.urls.parse import host, split
from vaultlint.urls.placeholders import placeholder


class Mention(NamedTuple):
    """A link as far as it matters here: its text as a reader sees it, and its URL."""

    text: str
    url: str


class Conflict(NamedTuple):
    """Links at odds: `links` are to be reported, `others` are what they contradict (both by their place in the input).

    `condition` is 10 (one name, two works: for a whole vault) or 11 (one work, two names: for one note).
    """

    condition: int
    tier: Tier
    message: str
    links: tuple[int, ...]
    others: tuple[int, ...]


def one_name_two_works(mentions: Iterable[Mention]) -> list[Conflict]:
    """Condition 10: names of works that stand over two arXiv ids; ids because other pages have many addresses.

    The minority of a majority of two to one of the links is reported as high; without one all are, as medium.
    """
    listed = list(mentions)
    named: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    of_work: dict[str, set[str]] = defaultdict(set)
    written: dict[str, Name] = {}
    for at, mention in enumerate(listed):
        work = keys(mention.url).work
        if not work.startswith("arxiv:"):
            continue
        for name in work_names(mention.text):
            named[name.key][work].append(at)
            of_work[work].add(name.key)
            written.setdefault(name.key, name)
    found: list[Conflict] = []
    for key, works in named.items():
        # Dreamer over the id of DreamerV3 is a short form, no mistake.
        bare = {work: links for work, links in works.items() if not _has_longer_form(key, of_work[work])}
        if len(bare) > 1:
            found += _minority(written[key], bare, listed)
    return _each_link_once(found)


def _each_link_once(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """A link with a short name and a title may contradict others by both; it is one defect."""
    kept: list[Conflict] = []
    seen: set[int] = set()
    for conflict in conflicts:
        links = tuple(at for at in conflict.links if at not in seen)
        if links:
            seen.update(links)
            kept.append(conflict._replace(links=links))
    return kept


def _has_longer_form(key: str, names: set[str]) -> bool:
    return any(name != key and name.startswith(key) for name in names)


def _minority(name: Name, works: dict[str, list[int]], listed: list[Mention]) -> list[Conflict]:
    (most, usual), *rest = sorted(works.items(), key=lambda item: -len(item[1]))
    if len(usual) >= 2 * sum(len(links) for _, links in rest):
        called = f"{name.written} is {_id(most)} elsewhere, not"
        return [Conflict(10, "high", f"{called} {_id(work)}", tuple(links), tuple(usual)) for work, links in rest]
    if not name.distinct:
        return []
    message = f"{name.written} links to {' and '.join(_id(work) for work in works)}"
    return [Conflict(10, "medium", message, tuple(sorted(at for links in works.values() for at in links)), ())]


def _id(work: str) -> str:
    return work.replace("arxiv:", "arXiv ", 1)


def one_work_two_names(mentions: Iterable[Mention]) -> list[Conflict]:
    """Condition 11: links of one note that lead to one arXiv paper under names that share nothing; medium."""
    listed = list(mentions)
    by_work: dict[str, list[int]] = defaultdict(list)
    for at, mention in enumerate(listed):
        work = keys(mention.url).work
        if work.startswith("arxiv:"):
            by_work[work].append(at)
    found: list[Conflict] = []
    for links in by_work.values():
        first, *rest = links
        for at in rest:
            if _names_another(listed[first].text, listed[at].text):
                message = f"an earlier link calls the same paper {listed[first].text}"
                found.append(Conflict(11, "medium", message, (at,), (first,)))
    return found


def one_page_two_titles(mentions: Iterable[Mention]) -> list[Conflict]:
    """Condition 11 for any page: links of one note with one URL, under titles that share nothing; medium.

    If both share something with the URL, the page is about both.
    """
    listed = list(mentions)
    first: dict[str, int] = {}
    found: list[Conflict] = []
    for at, (text, url) in enumerate(listed):
        if not _is_page(url) or not _is_long_title(text):
            continue
        before = first.setdefault(url, at)
        other = listed[before].text
        if before != at and not texts_agree(other, text) and not (agrees(other, url) and agrees(text, url)):
            found.append(Conflict(11, "medium", f"an earlier link calls the same page {other}", (at,), (before,)))
    return found


def _is_page(url: str) -> bool:
    """Whether a URL leads to one page: neither a site's front nor a place in a page."""
    parts = split(url)
    name = host(parts.authority or "")[0]
    deep = parts.path.strip("/") or parts.query
    return bool(deep) and parts.fragment is None and not in_family(name, "redirect") and placeholder(url) is None


def _is_long_title(text: str) -> bool:
    """Three words or more that say something, most of them capitalised, in a language in which it can be compared."""
    if not text.isascii() or not is_title_like(text) or text_as_url(text) is not None:
        return False
    tokens = words_of(text).tokens
    plain = vocabulary().generic | hosts().names.keys()
    return not is_foreign(tokens) and len([word for word in content(tokens) if word not in plain]) > 2


def _names_another(one: str, two: str) -> bool:
    ours, theirs = work_names(one), work_names(two)
    if not ours or not theirs or not all(name.distinct for name in (ours[0], theirs[0])):
        return False
    if min(len(words_of(one).tokens), len(words_of(two).tokens)) < 3:
        return False
    return not texts_agree(one, two)
