"""Any trace of agreement between a link's text and its URL; one is enough to report nothing."""

from __future__ import annotations

from vaultlint.link_text.words import Words, cjk_bigrams, vocabulary, words_of, words_of_url
from vaultlint.urls.hosts import hosts, is_under
from vaultlint.urls.parse import host, split, unescaped

_CLOSE = 82.0


def agrees(text: str, url: str) -> bool:
    """Whether text and URL share a word, a stem, an acronym, a spelling, the host's own word or a pair of CJK signs."""
    ours, theirs = words_of(text), words_of_url(url)
    return (
        _shares_word(ours, theirs)
        or not _stems(ours).isdisjoint(_stems(theirs))
        or _names_host(ours.squashed, url)
        or _shares_acronym(ours, theirs)
        or bool(cjk_bigrams(text) & cjk_bigrams(unescaped(url)))
        or _spells_closely(ours, theirs)
    )


def texts_agree(one: str, two: str) -> bool:
    """The same for two texts."""
    ours, theirs = words_of(one), words_of(two)
    return (
        _shares_word(ours, theirs)
        or not _stems(ours).isdisjoint(_stems(theirs))
        or _shares_acronym(ours, theirs)
        or bool(cjk_bigrams(one) & cjk_bigrams(two))
        or _spells_closely(ours, theirs)
    )


def _shares_word(ours: Words, theirs: Words) -> bool:
    mine = {token for token in (*ours.tokens, *ours.pieces) if _counts(token)}
    if mine & {token for token in (*theirs.tokens, *theirs.pieces) if _counts(token)}:
        return True
    if any(len(word) > 3 and word in theirs.squashed for word in mine):
        return True
    return any(
        len(token) > 3 and token in ours.squashed and _counts(token) for token in (*theirs.tokens, *theirs.pieces)
    )


def _counts(word: str) -> bool:
    """Whether finding this word on both sides says something: a number does from three digits, a year does not."""
    if word.isdecimal():
        return len(word) > 2 and not (len(word) == 4 and word[:2] in ("19", "20"))
    return len(word) > 1 and word not in vocabulary().stop


def _stems(words: Words) -> set[str]:
    return {word[: _stem_length(word)] for word in _long(words)}


def _long(words: Words) -> set[str]:
    stop = vocabulary().stop
    return {token for token in (*words.tokens, *words.pieces) if len(token) > 3 and token not in stop}


def _stem_length(word: str) -> int:
    """Long words vary at their end: five letters of them are compared, four of short ones."""
    return 4 if len(word) < 7 else 5


def _names_host(squashed: str, url: str) -> bool:
    name, _ = host(split(url).authority or "")
    name = name.removeprefix("www.")
    return any(
        called.replace(" ", "") in squashed and any(is_under(name, domain) for domain in domains)
        for called, domains in hosts().names.items()
    )


def _shares_acronym(ours: Words, theirs: Words) -> bool:
    return any(_abbreviates(token, theirs.pieces) for token in ours.tokens) or any(
        _abbreviates(token, ours.pieces) for token in theirs.tokens
    )


def _abbreviates(short: str, words: tuple[str, ...]) -> bool:
    """Whether the letters of `short` are beginnings of at least two of the words, in order, words left out allowed."""
    if not 2 <= len(short) <= 8 or not short.isalpha() or short in vocabulary().stop or len(words) < 2:
        return False
    # reached[n]: the most words used to spell the first n letters.
    reached = [0] + [-1] * len(short)
    for word in words:
        before = list(reached)
        for done in range(len(short)):
            if before[done] < 0:
                continue
            for length in range(1, len(short) - done + 1):
                if short[done : done + length] != word[:length]:
                    break
                reached[done + length] = max(reached[done + length], before[done] + 1)
    # A prefix of one word and a single letter of another is chance.
    return reached[-1] >= max(2, (len(short) + 2) // 3)


def _spells_closely(ours: Words, theirs: Words) -> bool:
    from rapidfuzz import fuzz

    yours = _long(theirs)
    return any(fuzz.ratio(word, two, score_cutoff=_CLOSE) > 0 for word in _long(ours) for two in yours)
