"""Evidence against a candidate from its neighborhood.

Each check returns nats that are taken from the candidate's gain. They are about kinds of text that is right although
it looks like UTF-8 read wrongly: capitals before a closing quote, a square root before a Greek letter, words that the
codec would have garbled too had it been at work.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, TypeVar

from vaultlint.encoding.candidates import MOST_KEPT, Candidate
from vaultlint.encoding.clarity import HAN, REACH, Clarity, clarity, is_emoji, script
from vaultlint.encoding.codecs import MULTI_BYTE, SINGLE_BYTE, byte_codec
from vaultlint.fast_path import fast_path
from vaultlint.pattern import Pattern

#: A gain, in nats, from which a candidate may explain the letters it covers, before any evidence is weighed.
COVERS: Final = 3.0
#: Punctuation and signs that ordinarily follow a word.
CLOSING: Final = frozenset("…’”“‘»›«™®©–—†‡§¶°²³¹ªº\u00a0•¤‰")
#: Punctuation that ordinarily is before or between words.
AROUND: Final = frozenset("«»‹›“”‘’„‚–—…¡¿(")
#: What may well stand right beside fixed text and be right itself.
BESIDE: Final = frozenset("…•™®°\u00a0")
#: Opening and closing quotes that go together in some language.
QUOTES: Final = frozenset(("«»", "»«", "“”", "„“", "„”", "””", "‘’", "‚‘", "’’", "‹›", "›‹"))
#: Signs of mathematics and physics, which are side by side in any order.
MATH: Final = frozenset("√∑∏∫∂∆◊π≈≠≤≥∞Ω±×÷²³¹µ∙·")
#: Punctuation that mojibake is most often made of.
COMMON: Final = frozenset("’‘“”–—…•€™‚„†‡‰′″→←≤≥≈≠−")
#: Letters beyond ASCII that are words by themselves in some language, or names of quantities.
WORDS: Final = frozenset("áÁàÀèÈéÉêÊìÌíÍòÒóÓôÔúÚýÝåÅäÄöÖæÆøØñÑßµïüÜîαβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"
                         "авикосуяАВИКОСУЯіІйЙєЄїЇбБзЗжеЕўЎџјЈ")  # fmt: skip


class Lines:
    """Share of each script on each line of a text, and how much of it clear candidates explain."""

    def __init__(self, text: str, candidates: Iterable[Candidate]) -> None:
        self.text = text
        self._starts = [0, *accumulate([len(line) + 1 for line in text.split("\n")])]
        self._covered: dict[tuple[int, str, int], int] = {}
        for candidate in candidates:
            kind = main_script(candidate.source) if candidate.gain >= COVERS else -1
            if kind >= 0:
                line, covered = self._line(candidate.start), letters_of_run(candidate.source, kind)
                for family in candidate.families:
                    self._covered[line, family, kind] = self._covered.get((line, family, kind), 0) + covered
        self._letters: dict[tuple[int, int], int] = {}

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def intact(self, candidate: Candidate, kind: int) -> int:
        """The letters of script `kind` on the candidate's line that its codec does not explain."""
        line = self._line(candidate.start)
        total = self._letters.get((line, kind))
        if total is None:
            total = letters(self.text[self._starts[line] : self._starts[line + 1]], kind)
            self._letters[line, kind] = total
        return total - self._covered.get((line, candidate.families[0], kind), 0)


def letters(text: str, kind: int) -> int:
    """Number of letters of a script in a text; for Latin those beyond ASCII."""
    if kind == 0:
        return sum(1 for char in text if char > "\x7f" and script(char) == 0)
    return sum(1 for char in text if script(char) == kind)


letters_of_run = lru_cache(MOST_KEPT)(letters)


@lru_cache(MOST_KEPT)
def main_script(source: str) -> int:
    """The script of the first letter that is not Latin; 0 or -1 if there is none."""
    best = -1
    for char in source:
        kind = script(char)
        if kind > 0:
            return kind
        best = max(best, kind)
    return best


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
#: The evidence against a source and its result between the same neighbors, and the clarity of the source there.
_AGAINST: Final[dict[tuple[str, str, str, str, str], float]] = {}
_CLARITY: Final[dict[tuple[str, str, str, int, str, str], Clarity]] = {}


def plain_against(candidate: Candidate, text: str, lines: Lines) -> float:
    """All evidence against a candidate, in nats."""
    left, right = neighbors(candidate, text)
    return evidence_of(candidate, left, right) + garbled_neighbors(candidate, left[-1:], right[:1], lines)


@fast_path(slow=plain_against)
def against(candidate: Candidate, text: str, lines: Lines) -> float:
    """All evidence against a candidate, in nats, of which most is the same between the same neighbors."""
    left, right = neighbors(candidate, text)
    # Of two characters only the nearer one counts, unless the result is a single one.
    key = (
        candidate.codecs[0],
        candidate.source,
        candidate.result,
        *((left[-1:], right[:1]) if len(candidate.result) > 1 else (left, right)),
    )
    known = _AGAINST.get(key)
    if known is None:
        known = evidence_of(candidate, left, right)
        remember(_AGAINST, key, known)
    return known + garbled_neighbors(candidate, left[-1:], right[:1], lines)


def neighbors(candidate: Candidate, text: str) -> tuple[str, str]:
    """The two characters before a candidate and the two after it."""
    start, end = candidate.start, candidate.end
    return text[start - 2 : start] if start > 1 else text[:start], text[end : end + 2]


def evidence_of(candidate: Candidate, left: str, right: str) -> float:
    """The evidence that its source, its result and the two characters on either side are, in nats."""
    before, after = left[-1:], right[:1]
    beyond = (left[:-1] if before == " " else "") + (right[1:] if after == " " else "")
    total = unlikely_characters(candidate.result) + foreign_result(candidate.result, before, after, beyond)
    return total + ordinary_source(candidate, left, right)


@fast_path(slow=clarity)
def level(candidate: Candidate, text: str) -> Clarity:
    """The candidate's `clarity`, which is the same wherever it is between the same neighbors."""
    if candidate.codecs[0] in MULTI_BYTE:
        return clarity(candidate, text)
    before, after = context(candidate, text)
    key = candidate.codecs[0], candidate.source, candidate.result, len(candidate.codecs), before, after
    known = _CLARITY.get(key)
    if known is None:
        known = clarity(candidate.moved(len(before) - candidate.start), f"{before}{candidate.source}{after}")
        remember(_CLARITY, key, known)
    return known


def context(candidate: Candidate, text: str) -> tuple[str, str]:
    """The text before and after a candidate, as far as its clarity depends on it.

    Of the words beyond a space only two characters count, and only their kind, so that the same word is mostly in the
    same context; beside a word of another script not even these. Box-drawing characters are compared with a drawing
    that may be further away.
    """
    start, end = candidate.start, candidate.end
    near = text[start - 1 : start], text[end : end + 1]
    if near[0] in _APART and near[1] in _APART and is_foreign_word(candidate.result):
        return near
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    if _BOX.search(candidate.source):
        return before, after
    space = before.rfind(" ")
    if space >= 0:
        before = kinds(before[max(0, space - 2) : space]) + before[space:]
    space = after.find(" ")
    if space >= 0:
        after = after[: space + 1] + kinds(after[space + 1 : space + 3])
    return before, after


_BOX: Final = Pattern("[\u2500-\u259f]")
#: What parts words.
_APART: Final = frozenset(("", " ", "\n"))


@lru_cache(MOST_KEPT)
def is_foreign_word(result: str) -> bool:
    """Whether a text is several letters, of which none is Latin."""
    scripts = [kind for char in result if (kind := script(char)) >= 0]
    return len(scripts) > 1 and 0 not in scripts


@lru_cache(MOST_KEPT)
def kinds(text: str) -> str:
    """A text with one letter, digit or capital for all others."""
    return "".join(map(_kind, text))


def _kind(char: str) -> str:
    if char.isascii():
        return "0" if char.isdigit() else char if not char.isalpha() else "a" if char.islower() else "A"
    return "ä" if script(char) >= 0 else char


def remember(known: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Store a value; clear the memo before it grows too large."""
    if len(known) >= MOST_KEPT:
        known.clear()
    known[key] = value


_UNLIKELY: Final = Pattern("[\x80-\x9f\u2000-\u2008\u200a\u2028-\u202e\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


def unlikely_characters(result: str) -> float:
    """Private use, controls and non-characters are hardly ever what was written."""
    total = 0.0
    for char in _UNLIKELY.findall(result):
        if "\x80" <= char <= "\x9f":
            total += 6
        elif char <= "\u202e":
            total += 8
        else:
            total += 1000
    return total


def garbled_neighbors(candidate: Candidate, before: str, after: str, lines: Lines) -> float:
    """Intact letters of the source's own script, which the codec would have garbled as well."""
    kind = main_script(candidate.source)
    if kind < 0:
        return 0.0
    intact = lines.intact(candidate, kind)
    if kind == 0:
        return min(10.0, 1.2 * max(0, intact - 2))
    total = 0.0
    if (script(before) == kind and script(candidate.source[0]) == kind) or (
        script(after) == kind and candidate.source[-1].isalpha()
    ):
        total += 9
    if intact >= 3:
        total += 10
    if (
        len(candidate.source) > 2
        and candidate.source[1:].islower()
        and all(script(char) == kind for char in candidate.source)
    ):
        total += 8
    return total


def ordinary_source(candidate: Candidate, left: str, right: str) -> float:
    """A few characters that stand side by side in ordinary text; `left` and `right` are two on either side."""
    source, result, before, after = candidate.source, candidate.result, left[-1:], right[:1]
    first, last = source[0], source[-1]
    if MATH.issuperset(source) and not before.isalpha():
        return 20.0
    if before + last in QUOTES and first.isalpha():
        return 15.0
    if len(source) <= 4 and ascending(before + source + after):
        return 25.0
    if is_drawing(source, before + after):
        return 15.0
    if AROUND.union(CLOSING).issuperset(source):
        return 8.0
    if candidate.codecs[0] in MULTI_BYTE and len(source) < 3 and not (before.isalpha() or after.isalpha()):
        return 0.0 if is_emoji(result) else 8.0
    if len(result) > 1:
        return 0.0
    if len(source) > 2:
        if first in AROUND and source[1:].isalpha() and result not in COMMON:
            return 8.0
        noted = before.isalpha() and first.isalpha() and result.isalpha() and CLOSING.issuperset(source[1:])
        return 14.0 if noted else 0.0
    if first.isupper():
        return capital_and_mark(candidate, left, right)
    return quote_and_letter(first, last, before, after)


def is_drawing(source: str, around: str) -> bool:
    """Whether a box-drawing character is one that draws: beside others, between cells, as a double line."""
    box = [char for char in source if "\u2500" <= char <= "\u259f"]
    if not box:
        return False
    if any("\u2500" <= char <= "\u259f" for char in around) or (source[0].isalpha() and source[-1] in "│║"):
        return True
    return len(box) == len(source) == 2 and source[0] in "═╔╚╩╦╠"


def ascending(text: str) -> bool:
    """Whether the characters are in the order of their code points, as in a table of characters."""
    return len(text) > 3 and all(0 < ord(two) - ord(one) <= 2 for one, two in pairwise(text))


def capital_and_mark(candidate: Candidate, left: str, right: str) -> float:
    """A capital and the punctuation after it: the end of a word in capitals, the name of a letter, initials, `A–Z`.

    `left` and `right` are the two characters on either side.
    """
    last, result = candidate.source[-1], candidate.result
    if last not in CLOSING:
        return 0.0
    before, after = left[-1:], right[:1]
    if candidate.source == "Ã–" and before.isupper() and after.isupper():
        return 0.0  # Ö is as likely as a dash
    total = 0.0
    shouted = len(left) == 2 and left.isalpha() and left.isupper()
    if before.isupper() and (shouted or not after.islower()):
        total += 8 if shouted else 0
        total += 0 if after.isalpha() and result.isupper() else 6
        total += 0 if result.isupper() else 5
    elif not before.isalnum() and not after.isalpha() and result not in "àéÀÉ":
        total += 6 if result.isalpha() or main_script(candidate.source) > 0 else 0
    if last in "–—" and after.isalpha() and (after.isupper() or not right[1:].isalpha()):
        total += 4 if right.isalpha() and len(right) == 2 else 14
    return total


def quote_and_letter(first: str, last: str, before: str, after: str) -> float:
    """A quote or dash and the word after it, or a closing one and a capital."""
    total = 0.0
    if first in AROUND and last.isalpha() and not before.isalpha() and after.isalpha():
        total += 6
    if first in CLOSING and last.isupper() and before.isalpha():
        total += 4
    return total


def foreign_result(result: str, before: str, after: str, beyond: str) -> float:
    """A letter of another script or one that is not a word, alone among the text around it.

    `beyond` holds the characters beyond a space on either side.
    """
    scripts = {kind for char in result if (kind := script(char)) >= 0}
    if not scripts:
        return 0.0
    total = 14.0 * max(0, len(scripts - {0, HAN}) - 1)
    around = {kind for char in (before, after) if (kind := script(char)) >= 0}
    greek = scripts == {1} and len(result) == 1
    if around and not greek and not scripts & around:
        total += 14 if len(result) == 1 or (len(result) < 4 and 0 in around) else 5
    if len(result) == 1 and not around:
        if result not in WORDS:
            total += 5 if scripts & {0, 1, 2} or not beyond.isascii() else 14
        if before.isdigit() and result != "µ":
            total += 4 if scripts & {0, 1} else 10
        if after.isdigit():
            total += 2 if scripts & {0, 1} else 8
    return total


def torn(candidate: Candidate, text: str, explained: Container[int]) -> bool:
    """Whether a character that the codec has too is right beside, unexplained: a piece of a sequence that broke.

    The result is then at best half of what was there.
    """
    name = "cp1252" if candidate.codecs[0] == "latin-1" else candidate.codecs[0]
    if name not in SINGLE_BYTE:
        return False
    upper = byte_codec(name).upper
    for at in (candidate.start - 1, candidate.end):
        char = text[at] if 0 <= at < len(text) else "\n"
        if char.isascii() or char in AROUND or char in BESIDE or at in explained:
            continue
        if char in upper or "\x80" <= char <= "\x9f":
            return True
    return False
