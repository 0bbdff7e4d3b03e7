"""Text in one legacy encoding read with another: `Îïðåäåëÿåò` for `Определяет`.

There is no UTF-8 below, so nothing proves such a reading; whole words decide. A line is looked at only if letters stand
together in it that hardly ever do: three beyond ASCII of Western Europe, small letters before capitals in Cyrillic.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from string import punctuation, whitespace
from typing import Final, NamedTuple

from vaultlint.encoding.clarity import CYRILLIC, GREEK, HAN, JOINERS, LATIN, is_orthographic, script
from vaultlint.encoding.codecs import byte_codec
from vaultlint.encoding.language_model import model
from vaultlint.pattern import Pattern

#: Codecs that read the text wrongly, and for each the encodings it may have been in, with what each costs, in nats.
_FAR: Final = {
    "cp1251": 0.0, "gbk": 1.0, "cp949": 1.0, "cp932": 1.0, "big5": 1.5, "koi8_r": 1.0, "cp866": 2.0, "euc_jp": 2.0,
    "cp1253": 1.0, "cp1255": 1.0, "cp1256": 1.0, "cp874": 2.0,
}  # fmt: skip
READ_AS: Final = {
    "cp1252": {**_FAR, "cp850": 3.0},
    "mac_roman": {"cp1251": 2.0, "gbk": 3.0, "cp932": 3.0},
    "koi8-r": {"cp1251": 2.0},
    "cp1251": {"koi8_r": 2.0, "cp866": 3.0},
    "cp437": {**_FAR, "cp1252": 2.0, "cp850": 4.0},
    "cp850": {**_FAR, "cp1252": 2.0},
}
#: Western letters and signs that stand together in no text: three of the upper half of Windows-1252.
_WESTERN: Final = "[\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
_MAC: Final = "[\xa0-\xff\u0131\u0152\u0153\u0178\u0192\u02c6-\u02dd\u2013-\u2044\u2122\u2202-\u2265\u25ca\uf8ff\ufb01]"
SIGN: Final = Pattern(f"{_WESTERN}{{3}}|[\u0430-\u044f\u0451][\u0410-\u042f\u0401]{{2}}|{_MAC}{{4}}")
_CELL: Final = Pattern(r"[^\n|\t]+")
#: What a reading must gain in all and for each character beyond ASCII, and by what it must beat the next best, in nats.
LEAST: Final = 12.0
LEAST_EACH: Final = 1.1
#: The same for DOS text read as Windows-1252 if a quote is inside of a word: `Gr”áe` for `Größe`.
LEAST_INSIDE: Final = -3.0
_QUOTE_INSIDE: Final = Pattern("(?<=[a-z])[„”](?=[a-zá])")
CLEARLY: Final = 4.0


class Reading(NamedTuple):
    """Characters `start:end` of a text read as `codec` are in truth of `encoding` and read `result`."""

    start: int
    end: int
    source: str
    result: str
    encoding: str
    codec: str
    gain: float


def readings(text: str, explained: Callable[[int, int], int]) -> Iterator[Reading]:
    """The stretches of lines that are text of a legacy encoding.

    `explained` says how many characters between two places are UTF-8 read wrongly; where most are, nothing is tried.
    """
    for match in _CELL.finditer(text):
        if not match[0].isascii() and SIGN.search(match[0]):
            beyond = len(match[0]) - len(match[0].encode("ascii", "ignore"))
            if explained(match.start(), match.end()) * 2 >= beyond:
                continue
            trimmed = match[0].strip(punctuation + whitespace)
            start = match.start() + match[0].index(trimmed)
            best = reading(trimmed, READ_AS_TEXT)
            if best is not None:
                yield best._replace(start=start, end=start + len(trimmed))


#: In running text only the likelier pairs are tried; a name may come from any archive.
READ_AS_TEXT: Final = {"cp1252": _FAR, **{name: READ_AS[name] for name in ("mac_roman", "koi8-r", "cp1251")}}


def reading(source: str, read_as: dict[str, dict[str, float]] = READ_AS) -> Reading | None:
    """The likeliest legacy reading of a name or a part of a line; None if it is likelier text as it is."""
    beyond = sum(1 for char in source if char > "\x7f")
    cost = model().cost
    as_it_is = cost("", source, "")
    found: list[Reading] = []
    for codec, encodings in read_as.items():
        data = bytes_of(source, codec)
        if data is None:
            continue
        for encoding, prior in encodings.items():
            try:
                result = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            gain = as_it_is - cost("", result, "") - prior
            least = LEAST if encoding != "cp850" or not _QUOTE_INSIDE.search(source) else LEAST_INSIDE
            if gain >= least and gain >= min(least, LEAST_EACH) * beyond and is_text(result, source, codec in DOS):
                found.append(Reading(0, len(source), source, result, encoding, codec, gain))
    found.sort(key=lambda one: -one.gain)
    others = [one for one in found[1:] if one.result != found[0].result]
    if not found or (others and others[0].gain > found[0].gain - CLEARLY):
        return None
    return found[0]


def bytes_of(source: str, codec: str) -> bytes | None:
    """The bytes that `codec` reads as `source`; None if it does not have all of the characters."""
    known = byte_codec(codec)
    if not all(char.isascii() or char in _characters(codec) for char in source):
        return None
    return known.to_bytes(source)


@cache
def _characters(codec: str) -> frozenset[str]:
    known = byte_codec(codec)
    return frozenset(known.upper) | known.continuations


def is_text(result: str, source: str, dos: bool) -> bool:
    """Whether a reading is words of one script, and the source none; names have no text in a DOS code page."""
    letters = [char for char in result if script(char) >= 0 and not char.isascii()]
    if any(unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in "\t" for char in result):
        return False
    if len(letters) < 2 or not all(is_orthographic(char) for char in letters):
        return False
    signs = [char for char in result if not char.isascii() and script(char) < 0]
    if sum(1 for char in signs if unicodedata.category(char)[0] != "M") * 3 > len(letters):
        return False
    ascii_letters = sum(1 for char in result if char.isascii() and char.isalpha())
    kinds = {script(char) for char in letters}
    if kinds == {LATIN}:
        return are_latin_words(result, source)
    if is_listing(source, dos):
        return False
    if ascii_letters * 2 > len(letters) or (len(kinds) > 1 and not kinds <= EAST_ASIAN):
        return False
    if len(letters) < (MANY_LETTERS if THAI in kinds else 3 if kinds <= EAST_ASIAN and not dos else 2):
        return False
    if kinds & {CYRILLIC, GREEK}:
        return len(letters) >= LEAST_LETTERS and are_words(result)
    return not (THAI in kinds and _IMPOSSIBLE_THAI.search(result))


def is_listing(source: str, dos: bool) -> bool:
    """Whether characters are listed, joined or repeated rather than used: `éèêë àâä`, `K•Ä•S•E`, `´´´´`."""
    beyond = [char for char in source if not char.isascii()]
    if dos:
        return len(set(beyond)) < 3
    if len(set(beyond)) < 4 or len(set(beyond) - JOINERS) < 3:
        return True
    signs = [char for char in beyond if script(char) < 0 and char != "‚"]
    if signs and max(map(signs.count, set(signs))) * 5 >= len(beyond) * 2:
        return True
    steps = {ord(two) - ord(one) for one, two in pairwise(beyond)}
    if len(beyond) < 6 or len(steps) < 3:
        return True
    for word in source.split():
        bases = {unicodedata.normalize("NFD", char)[0].lower() for char in word}
        if len(word) > 2 and len(bases) == 1:
            return True
    return False


def are_words(text: str) -> bool:
    """Whether Cyrillic or Greek letters make words: ordinary case, vowels, none of the pairs that no language has."""
    words = [word for word in "".join(char if script(char) >= 0 else " " for char in text).split() if len(word) > 1]
    good = sum(1 for word in words if word.islower() or word.istitle() or word.isupper())
    if not words or good * 5 < len(words) * 4 or _IMPOSSIBLE.search(text.lower()):
        return False
    long = [word for word in words if len(word) > 3]
    return sum(1 for word in long if _VOWELS.isdisjoint(word.lower())) * 4 <= len(long)


def are_latin_words(result: str, source: str) -> bool:
    """Whether signs or letters of another script stood inside of words where now there are Latin letters."""
    inside = 0
    for at in range(1, len(source)):
        if source[at].isascii() or at >= len(result) or not result[at].isalpha():
            continue
        if not source[at - 1].isascii() or not source[at - 1].isalpha() or script(source[at]) == LATIN:
            continue
        inside += 1
    words = "".join(char if script(char) >= 0 else " " for char in result).split()
    return inside > 0 and all(word.islower() or word.istitle() or word.isupper() for word in words)


#: Codecs that no text is written in, but names of archives are read with.
DOS: Final = ("cp437", "cp850")
#: How many letters a reading must have: in Thai, where most of Windows-1252 is letters, and in other alphabets.
MANY_LETTERS: Final = 8
LEAST_LETTERS: Final = 5
#: Chinese, Japanese and Korean, whose characters go together.
THAI: Final = 10
EAST_ASIAN: Final = frozenset({HAN, 13})
_VOWELS: Final = frozenset("аеёиоуыэюяіїєαεηιουωάέήίόύώ")
#: In Thai a vowel that is before its consonant is followed by one, and marks follow one.
_IMPOSSIBLE_THAI: Final = Pattern("[\u0e40-\u0e44](?![\u0e01-\u0e2e])|(?<![\u0e01-\u0e4e])[\u0e30-\u0e3a\u0e47-\u0e4e]")
_IMPOSSIBLE: Final = Pattern(r"\b[ьы]|ыь|ьъ|ъь|щы|йы|ьы|ъы|ёы|юы")
