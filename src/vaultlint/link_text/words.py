"""Words of a link's text and of a URL, normalized for comparison."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from re import Match
from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.urls.parse import host, split, unescaped


class Vocabulary(NamedTuple):
    """The lists of `word_lists`; `own` gives, by a host's name (`github`), the kinds of page it consists of."""

    stop: frozenset[str]
    generic: frozenset[str]
    foreign: frozenset[str]
    filler: frozenset[str]
    praise: frozenset[str]
    own: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The lists. They are loaded here, as in `vaultlint.urls.hosts`."""
    from vaultlint.link_text import data_words as data

    kinds = {sort: frozenset(words.split()) for sort, words in data.OWN.items()}
    return Vocabulary(
        stop=frozenset(data.STOP.split()),
        generic=frozenset(data.GENERIC.split()),
        foreign=frozenset(data.FOREIGN.split()),
        filler=frozenset(data.FILLER.split()),
        praise=frozenset(data.PRAISE.split()),
        own={name: kinds[sort] for sort, names in data.SORT.items() for name in names},
    )


_TOKEN = Pattern(r"[^\W_]+")
_PIECE = Pattern(r"[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿ]+|\d+|[^\W\d_]+")
_LETTERS = Pattern(r"[a-z]+")
_CJK = Pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_LATIN = Pattern(r"[A-Za-zÀ-ɏ]")


class Words(NamedTuple):
    """The words of a text or a URL in order and in lower case: as they are, in pieces, and run together."""

    tokens: tuple[str, ...]
    pieces: tuple[str, ...]
    squashed: str


def plain(text: str) -> str:
    """The text without accents and ligatures, so that `Schrödinger` meets `schrodinger`."""
    if text.isascii():
        return text
    import unicodedata

    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


@lru_cache(maxsize=4096)
def words_of(text: str) -> Words:
    """The words of a text: as they are, and cut where capitals or digits begin (`nanoGPT`: nano, gpt)."""
    text = plain(text)
    raw = _TOKEN.findall(text)
    tokens = tuple(token.lower() for token in raw)
    pieces: list[str] = []
    for token in raw:
        pieces += (piece.lower() for piece in _PIECE.findall(token))
    return Words(tokens, tuple(pieces), "".join(tokens))


@lru_cache(maxsize=4096)
def words_of_url(url: str) -> Words:
    """The words of a URL without its scheme, its top-level domain and `www`, escapes decoded."""
    parts = split(url)
    labels = host(parts.authority or "")[0].split(".")
    # A long top-level domain is a name: `ai.google`.
    named = labels if len(labels[-1]) > 4 else labels[: max(1, len(labels) - 1)]
    name = " ".join(label for label in named if label != "www")
    rest = " ".join(one for one in (parts.path, parts.query, parts.fragment) if one)
    return words_of(f"{name} {unescaped(rest)}")


def content(tokens: Iterable[str]) -> list[str]:
    """The content words among tokens: three letters or more, no digit, no stop word."""
    stop = vocabulary().stop
    return [token for token in tokens if len(token) > 2 and token not in stop and token.isalpha()]


def has_latin(text: str) -> bool:
    """Whether any letter is Latin."""
    return _LATIN.search(text) is not None


def is_title_like(text: str) -> bool:
    """Whether most content words are capitalised."""
    stop = vocabulary().stop
    found = [
        token for token in _TOKEN.findall(text) if len(token) > 2 and token.lower() not in stop and token.isalpha()
    ]
    return bool(found) and 2 * sum(token[0].isupper() for token in found) > len(found)


def is_foreign(tokens: Iterable[str]) -> bool:
    """Whether function words of another language outweigh the English ones."""
    listed = list(tokens)
    strange = sum(token in vocabulary().foreign for token in listed)
    return strange > 0 and strange >= sum(token in vocabulary().stop for token in listed)


def cjk_bigrams(text: str) -> set[str]:
    """Every pair of neighbors in runs of Chinese, Japanese or Korean characters."""
    return {run[at : at + 2] for run in _CJK.findall(text) for at in range(len(run) - 1)}


_MARKUP = Pattern(
    r"!\[\[[^\[\]]*\]\]|!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?|\\([!-/:-@\[-`{-~])|`+|\*+|~~|==|</?[A-Za-z][^<>]*>"
)
_PLAIN = Pattern(r"[^\\`*_~=<&!\s]+(?: [^\\`*_~=<&!\s]+)*")


def shown(raw: str) -> str:
    """A link's text without its marks: escapes, entities, emphasis, code; an image says nothing."""
    if _PLAIN.fullmatch(raw):
        return raw
    if "&" in raw:
        from html import unescape

        raw = unescape(raw)
    text = " ".join(_MARKUP.sub(_escaped, raw).split())
    return text.strip("_") if text[:1] == "_" == text[-1:] else text


def _escaped(match: Match[str]) -> str:
    return match[1] or ""
