"""Whether a run of characters is mojibake beyond doubt, without its context.

Much of what is well-formed UTF-8 in some codec is ordinary text: `r≈π`, `6 Å³`, `├┤`, `CAFÉ™`, `T•Ø•R`. The language
model weighs pairs of characters; here the shape of the whole word decides. A run is

    CLEAR      no orthography and no notation writes this: `cafÃ©`, `donâ€™t`, `РјР°СЏРє`, `M√∂we`
    DOUBTFUL   hardly anybody writes this, but it may be meant: `SEKTÃ–R`, `Â°` alone, `Î±-helix`
    ORDINARY   people write this: a pair of operators, a capital and a sign, box drawing

    QUIET      between the two: `12 ¬± 1`, `siÄ™`

A clear run is repaired safely; a doubtful one only beside a clear run of the same codec, otherwise it is only offered.
A quiet one is not even reported without a clear run, an ordinary one not without two others. An unreadable result is
never written.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import Final, Literal, Protocol

from vaultlint.encoding.codecs import C1_TO_1252, MULTI_BYTE
from vaultlint.pattern import Pattern


class Run(Protocol):
    """Characters `start:end` of a text, the `source`, that may be `result` read through `codecs`."""

    start: int
    end: int
    source: str
    result: str
    codecs: tuple[str, ...]


Clarity = Literal["clear", "doubtful", "quiet", "ordinary", "unreadable"]

#: Scripts with words of their own: where each begins; Latin is 0 and what has no letters is -1.
_SCRIPTS: Final = (
    (0, 0), (0x370, 1), (0x400, 2), (0x530, 3), (0x590, 4), (0x600, 5), (0x700, 6), (0x900, 7), (0x980, 8), (0xA00, 9),
    (0xE00, 10), (0xE80, 11), (0x10A0, 12), (0x1100, 13), (0x1200, 14), (0x1380, 15), (0x1780, 16), (0x1800, 17),
    (0x1E00, 0), (0x1F00, 1), (0x2000, -1), (0x3040, 18), (0xA4D0, 19), (0xAC00, 13), (0xD7B0, 20), (0xF900, 18),
    (0xFB00, 0), (0xFB1D, 4), (0xFB50, 5), (0xFE00, -1), (0xFE70, 5), (0xFF00, -1), (0xFF21, 0), (0xFF66, 18),
    (0x10000, -1), (0x20000, 18), (0x30000, 21),
)  # fmt: skip
_STARTS: Final = tuple(start for start, _ in _SCRIPTS)
LATIN: Final = 0
GREEK: Final = 1
CYRILLIC: Final = 2
HANGUL: Final = 13
#: Chinese and Japanese characters, which go together.
HAN: Final = 18

#: Latin letters beyond ASCII that living orthographies use in running text; phonetic and historic ones are not.
_LATIN_EXTRA: Final = frozenset("ƏəƠơƯưȘșȚțƁɓƊɗƘƙǍǎǐǒǔɛɔƐƆŋŊẁẃẅẀẂẄỳỲẞḥḤṣṢṭṬḍḌẓẒṅṇṛṁ")
_NOT_LATIN: Final = frozenset("ªºĸŉſĿŀĲĳŦŧƷʒŒ") - {"Œ"}
#: Cyrillic letters of the Slavic and a few other languages.
_CYRILLIC: Final = frozenset(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђѓѕјљњћќџѐѝәғқңөұүһАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁІЇЄҐЎЂЃЅЈЉЊЋЌЏЀЍӘҒҚҢӨҰҮҺ"
)
_GREEK: Final = frozenset("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ")
#: Signs that stand between letters and numbers in notation, or between words.
JOINERS: Final = frozenset("≈≠≤≥∞∫∑∏√∂∆◊Ωπµ÷×±−¬·•∙‚„“”‘’…–—‹›«»°ªº¹²³'\"´`¨˙¯|/\\+*=<>^~_-.,:;!?()[]{}&@#%")
#: Signs of mathematics and physics, which are side by side in any order.
MATH: Final = frozenset("√∑∏∫∂∆◊π≈≠≤≥∞Ω±×÷²³¹µ∙·°ƒ¬ªº−ø")
#: What programs put for bytes that an East Asian codec cannot read.
LOST: Final = frozenset("?\ufffd・")
#: How many characters around a run are looked at.
REACH: Final = 12
#: A word of so many letters is not an abbreviation and no variable.
LONG: Final = 6
#: Functions whose name is right before a root.
FUNCTIONS: Final = frozenset(("sin", "cos", "tan", "cot", "log", "exp", "lim", "max", "min", "det", "ln", "mod"))
#: Punctuation that mojibake is most often made of.
COMMON: Final = frozenset("’‘“”„–—…•€™‚†‡‰′″→←↑↓≤≥≈≠−‑ \u00a0\u202f№\ufeff")
#: Signs that quantities are written with: what a number, a unit or a price has around it.
QUANTITY: Final = frozenset("ºª°£¥¢±µ½¼¾²³×÷§¶©®·«»¿¡")
#: Combining accents that text in the decomposed form of Unicode has.
_ACCENTS: Final = frozenset(
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u031b\u0323\u0327\u0328"
)
#: Signs that stand right after a letter.
_WITHIN_WORDS: Final = frozenset("’‘“”„‚–—…‑™€′″\u00a0\u202f\u2009\u200b\u200c\u200d")
_QUOTES: Final = frozenset("“‘„‚«‹")
_BETWEEN_WORDS: Final = frozenset("“”‘’„‚«»‹›–—…•·∙\"'´`/\\|-.,:;!?()[]{}&@#_~=+*<>")


@lru_cache(4096)
def script(char: str) -> int:
    """A number for the script of a letter; -1 for what is not a letter, and for an empty string."""
    if not char.isalpha() or "\u02b0" <= char <= "\u02ff" or char in "ªºƒ":
        return -1
    return _SCRIPTS[bisect_right(_STARTS, ord(char)) - 1][1]


def _block(char: str) -> int:
    """The script that a letter or a mark is encoded with."""
    return _SCRIPTS[bisect_right(_STARTS, ord(char)) - 1][1]


def is_orthographic(char: str) -> bool:
    """Whether a letter belongs to the orthography of a living language, as far as mojibake of it is common."""
    kind = script(char)
    if kind == LATIN:
        if char <= "\u017f":
            return char not in _NOT_LATIN
        return char in _LATIN_EXTRA or "\u1ea0" <= char <= "\u1ef9"
    if kind == GREEK:
        return char in _GREEK
    if kind == CYRILLIC:
        return char in _CYRILLIC
    return kind >= 0 and kind not in (6, 15, 17, 19, 20, 21)


def clarity(run: Run, text: str) -> Clarity:
    """Clarity of the candidate's source by itself, at its place in `text`."""
    if run.codecs[0] in MULTI_BYTE:
        return _east_asian(run, text)
    return Shape(run, text).clarity()


def is_readable(run: Run, text: str) -> bool:
    """Whether the candidate's result is text that somebody may have written at its place."""
    letters = [char for char in run.result if script(char) >= 0]
    return Shape(run, text).is_meaningful() and all(is_orthographic(char) for char in letters)


def _east_asian(run: Run, text: str) -> Clarity:
    """Whole runs of rare characters that come out as a text are clear; two characters may be meant."""
    source, result = run.source, run.result
    before, after = text[run.start - 1 : run.start], text[run.end : run.end + 1]
    if LOST.intersection(source):
        return "doubtful"
    if is_emoji(result) or COMMON.issuperset(result):
        return "clear"
    if len(result) == 1 and script(result) == LATIN:
        # `pr茅f茅r茅`: a Chinese character inside of a word
        if not (before + after).isascii() or not is_orthographic(result):
            return "quiet"
        if before.isalpha() and after.islower():
            return "clear"
        word = letters_after(text, run.end)
        line = text[text.rfind("\n", 0, run.start) + 1 : run.start].replace(source, "")
        return "doubtful" if len(word) > 2 and word.islower() and not _HAN.search(line) else "quiet"
    if len(result) == 1:
        return "doubtful" if len(source) > 1 else "quiet"
    return "clear"


def is_emoji(text: str) -> bool:
    """Whether all characters are assigned pictographs."""
    return all(
        ("\U0001f000" <= char <= "\U0001faff" and unicodedata.name(char, "") != "") or char in "\ufe0f\u200d\u20e3"
        for char in text
    )


class Shape:
    """A candidate of a single-byte codec, and the word that it is in."""

    __slots__ = ("after", "before", "layers", "left", "result", "right", "source")

    def __init__(self, run: Run, text: str) -> None:
        self.source = run.source.translate(C1_TO_1252)
        self.result = run.result
        self.layers = len(run.codecs)
        self.before = text[max(0, run.start - REACH) : run.start]
        self.after = text[run.end : run.end + REACH]
        #: ASCII letters around it: other letters may themselves be damaged.
        self.left = letters_before(text, run.start)
        self.right = letters_after(text, run.end)

    def clarity(self) -> Clarity:
        result = self.result
        if not self.is_meaningful():
            return "unreadable"
        letters = [char for char in result if script(char) >= 0]
        if not letters:
            return self._accent() if _ACCENTS.issuperset(result) else self._sign()
        if not all(is_orthographic(char) for char in letters):
            return "ordinary"
        scripts = {script(char) for char in letters}
        if len(scripts) > 1 or self._joined():
            return "ordinary"
        if (
            self.layers > 1
            and len(self.source) > 3
            and (self.left or self.right or len(result) > 1)
            and not MATH.issuperset(self.source)
        ):
            return "clear"  # bytes that are UTF-8 twice over are never there by chance
        if scripts == {LATIN}:
            return self._latin_word(len(letters))
        return "ordinary" if self._drawing() else self._other_script(scripts, len(letters))

    def is_meaningful(self) -> bool:
        """Whether the result is text that a writer may have meant at this place."""
        for at, char in enumerate(self.result):
            kind = unicodedata.category(char)
            if kind in ("Cc", "Cn", "Co", "Cs"):
                return False
            if kind in ("Mn", "Mc") and not "\ufe00" <= char <= "\ufe0f":
                base = self.result[at - 1] if at else self.before[-1:]
                if script(base) < 0 and unicodedata.category(base or " ")[0] != "M":
                    return False
                if script(base) > CYRILLIC and _block(base) != _block(char):
                    return False
                if script(base) == LATIN and char not in _ACCENTS:
                    return False
        return True

    def _drawing(self) -> bool:
        """Whether box-drawing characters draw: beside others, or with nothing else around them."""
        box = [char for char in self.source if is_box(char)]
        if not box:
            return False
        if is_box(self.before[-1:]) or is_box(self.after[:1]) or len(box) == len(self.source):
            return True
        return set(box) <= set("─═│║") and len(self.result) < 4 and len(box) * 2 >= len(self.source)

    def _joined(self) -> bool:
        """Whether single letters are joined by a sign: initials, a row of keys."""
        source, before, after = self.source, self.before[-1:], self.after[:1]
        if (
            len(self.left) > 1
            or len(self.right) > 1
            or self.right.islower()
            or (len(source) % 2 and not source[::2].isupper())
        ):
            return False
        letters, signs = source[::2], source[1::2]
        if script(letters[0]) < 0:
            letters, signs = signs, letters
        if len(set(signs)) > 1 or script(signs[0]) >= 0 or is_box(signs[0]):
            return False
        kinds = {script(char) for char in letters if char not in "×÷"}
        if len(kinds) > 1 or -1 in kinds:
            return False
        if script(source[0]) < 0:
            return letters.isupper() or bool(before.strip("([\"'“„«‘‚"))
        near = self.before[-2:-1] if before == signs[0] else before
        beside = signs[0] in (before, after, self.after[1:2]) or len(self.result) > 1
        return len(source) % 2 > 0 or (beside and not near.islower())

    def _accent(self) -> Clarity:
        """A combining accent after an ASCII letter, as in names from a Mac."""
        if not self.left or (len(self.left) > 1 and self.left.isupper()) or JOINERS.issuperset(self.source):
            return "ordinary"
        return "clear" if len(self.left + self.right) > 2 and script(self.source[1]) < 0 else "doubtful"

    def _sign(self) -> Clarity:
        """Punctuation, symbols and emoji."""
        result, source = self.result, self.source
        beside_letter = bool(self.left or self.right)
        if len(source) == 2:
            return self._two_byte_sign()
        if len(result) > 1 and all(char in QUANTITY for char in result):
            return "quiet"
        if self._drawing():
            return "ordinary"
        if not all(_SIGNS.match(char) for char in result) or self._joined():
            return "ordinary"
        notation = all(char in MATH or char in JOINERS for char in source)
        if any(char > "\uffff" for char in result):
            return "clear" if is_emoji(result) or len(result) > 1 else "doubtful"
        if script(self.before[-1:]) >= 0 and script(source[0]) >= 0 and not _WITHIN_WORDS.issuperset(result):
            return "doubtful" if self.left and self.right else "quiet"
        if COMMON.issuperset(result):
            return "doubtful" if notation else "quiet" if is_plain_word(source) and beside_letter else "clear"
        if is_plain_word(source):
            return "ordinary"
        if self.left and self.right:
            return "doubtful"  # a symbol inside of a word is hardly what was written
        if notation or (len(result) == 1 and source[0].isalpha() and beside_letter):
            return "ordinary" if MATH.issuperset(source) else "doubtful"
        return "clear"

    def _two_byte_sign(self) -> Clarity:
        """A sign such as `°` or `×`: clear where numbers and units ask for it."""
        result, lead = self.result, self.source[0]
        number_before = self.before.rstrip(" ")[-1:].isdigit()
        number_after = self.after.lstrip(" ")[:1].isdigit()
        if result == "°" and number_before and self.after[:1] in ("C", "F"):
            return "clear"
        if result == "×" and number_before and number_after:
            return "clear" if lead in "Ã√├" and self.before[-1:] == self.after[:1] == " " else "quiet"
        if result not in QUANTITY and result != "\u00a0":
            return "ordinary"
        if lead != "Â":
            return "quiet" if lead in "¬┬" else "ordinary"
        around = self.before[-1:] + self.after[:1]
        if not around.isascii():
            return "quiet"
        if number_before or number_after:
            return "clear"
        if result in "½¼¾" and self.source[1] == result and not around.strip(" (["):
            return "clear" if _WORD_FOLLOWS.match(self.after) else "doubtful"
        if result in "µ¿¡«" and (len(self.right) > 1 or (result == "µ" and self.right in ("m", "s", "g", "F"))):
            return "clear"
        if result in "²³" and self.left.lower() in ("m", "cm", "km", "mm"):
            return "clear"
        return "doubtful" if around.strip() else "quiet"

    def _latin_word(self, letters: int) -> Clarity:
        """Letters of the Latin alphabet: the word they are in decides."""
        left, right, source = self.left, self.right, self.source
        if not _well_cased(left + self.result + right):
            if source[0] == "Ã" and left.isupper() and (right.isupper() or source[1] not in JOINERS):
                return "doubtful"  # put in capitals after it was misread
            return "ordinary" if letters == 1 else "quiet"
        if MATH.issuperset(source) or (source[0] == "√" and len(source) == 2):
            return self._word_of_operators()
        if any(is_box(char) for char in source):
            return self._word_of_boxes(letters)
        if left.isupper() and not right and len(source) == 2 and script(source[1]) < 0:
            return "quiet"
        if self._intact_letter() or (script(source[0]) == GREEK and "ƒ" in source):
            return "quiet"
        if self._implausible():
            return "clear"
        if letters > 1 and (left or right).islower() and any(char in "√≈ƒ" for char in source):
            return "clear"
        if source == "Ã\u00a0" and _BEFORE_PREPOSITION.search(self.before) and _WORD_FOLLOWS.match(self.after):
            return "clear"
        if len(source) == 2 and not left and not right:
            alone = (self.before[-3:] + self.after[:3]).isascii() and self.result in _FREQUENT
            if source[0] == "Ã" and self.result in _FREQUENT:
                return "doubtful" if alone and source[1] not in JOINERS else "quiet"
            return "ordinary"
        beyond = self.after[len(right) : len(right) + 1]
        whole = script(beyond) < 0 or "Â" <= beyond <= "ß"
        if left.isupper() and right.isupper() and source[1:] == "–":
            return "doubtful" if whole else "ordinary"
        if len(source) == 2 and source[1] in JOINERS:
            if not left and right.islower() and len(right) > (3 if source[1] in _BETWEEN_WORDS else 2):
                # No text goes on so after the name of a letter.
                return (
                    "clear" if source[0] == "Ã" and len(right) >= LONG and not self.before[-1:].strip() else "doubtful"
                )
            if left and right and not _well_cased(left + source[0] + right):
                return "doubtful"
            return "quiet" if (left[1:] or left).islower() or right.islower() else "ordinary"
        return "doubtful"

    def _between_words(self) -> bool:
        """Whether words of small letters are on both sides, parted by spaces."""
        return bool(_BEFORE_PREPOSITION.search(self.before)) and bool(_SMALL_WORD.match(self.after))

    def _small_word(self) -> bool:
        """Whether the result is a word of one letter among words, such as `è`, and the source is none."""
        lead, sign = self.source[0], self.source[-1]
        if len(self.source) != 2 or sign in _BETWEEN_WORDS or script(sign) >= 0 or not is_box(lead):
            return False
        return self.result in "àèéêùòìøåæ" and not is_box(sign) and self._between_words()

    def _intact_letter(self) -> bool:
        """Whether the word goes on with a letter beyond ASCII that is alone: the codec would have broken it too."""
        before, after = self.before[: len(self.before) - len(self.left)], self.after[len(self.right) :]
        near = []
        if self.left and before[-2:-1].isascii():
            near.append(before[-1:])
        if self.right and after[1:2].isascii():
            near.append(after[:1])
        return any(script(char) == LATIN and char.islower() for char in near)

    def _word_of_operators(self) -> Clarity:
        """`M√∂we`: mathematical signs inside of a word, not of a formula."""
        left, right = self.left, self.right
        around = self.before[-1:] + self.after[:1]
        if any(char in MATH or char.isdigit() for char in around) or left.casefold() in FUNCTIONS:
            return "ordinary"
        if not left and not right:
            return "quiet" if self._between_words() and self.result in _FREQUENT else "ordinary"
        if not (left + right).islower() and not (left[:1].isupper() and (left[1:] + right).islower()):
            return "ordinary"
        if any(char != "√" for char in self.source[::2]):
            return "quiet"
        if MATH.isdisjoint(self.source[1::2]) and JOINERS.isdisjoint(self.source[1::2]):
            return "clear" if (left and right) or len(left) + len(right) > 2 else "doubtful"
        if len(left) >= LONG - 1:
            return "clear"
        if left and right:
            long = len(left) + len(right) > 3 and _VOWEL.search(left + right)
            short = len(right) > 1 and _VOWEL.search(right)
            return "clear" if long or short else "doubtful" if len(left) + len(right) > 2 else "quiet"
        return "doubtful" if len(left) > 2 or len(right) > 2 else "quiet"

    def _word_of_boxes(self, letters: int) -> Clarity:
        """`Gr├╢├ƒe`: box-drawing characters inside of a word, not of a drawing."""
        left, right, source = self.left, self.right, self.source
        drawn = any(set(source) <= signs for signs in _DRAWN_TOGETHER)
        if is_box(self.before[-1:]) or is_box(self.after[:1]):
            return "ordinary"
        if letters > 1 and (left or right) and not all(is_box(char) for char in source):
            return "clear"
        if all(is_box(char) for char in source) and _DRAWN.search(self.before + " " + self.after):
            if right.islower() and left and len(right) > 1:
                return "clear"
            return "doubtful" if right.islower() and len(right) > 3 else "quiet"
        if left and right.islower() and not drawn:
            return "clear"
        if not all(is_box(char) for char in source):
            if left and right:
                return "clear"
            if not left and not right:
                return "clear" if self._small_word() else "quiet" if self.result in _FREQUENT else "ordinary"
        if drawn:
            if left and right and (len(left) > 2 or len(right) > 1):
                return "clear"
            return "quiet" if len(left) > 2 or (left and right) else "ordinary"
        if len(left) > 1 and not all(is_box(char) for char in source):
            return "clear"
        beyond = self.after[len(right) : len(right) + 1]
        if beyond.isdigit() or self.before[-1:].isdigit() or (is_box(beyond) and not left):
            return "quiet"
        if left and is_box(self.before[: -len(left)][-1:]):
            return "quiet"
        if (len(left) + len(right) > 2 or letters > 1) and (right or (letters > 1 and len(left) > 2)):
            return "clear"
        return "doubtful" if left or right else "ordinary"

    def _implausible(self) -> bool:
        """Whether the word with the source in it has a shape that no writer gives a word."""
        left, right, source = self.left, self.right, self.source
        first = source[0]
        if len(left) > 1 and left[-1].islower() and first.isupper():
            # `cafÃ©`; but a name may end in a capital and a sign: `iÅ™`
            return first in "ÃĂГ" or bool(right) or len(source) > 2 or source[1] not in JOINERS.union("®™©")
        inner = (left[-1:] or " ") + source + (right[:1] or " ")
        for at in range(1, len(inner) - 1):
            char = inner[at]
            if script(inner[at - 1]) >= 0 and script(inner[at + 1]) >= 0 and script(char) < 0:
                if char not in JOINERS:
                    return len(left + right) > 1 or (left + right).islower()
                if char in _QUOTES and len(right) > 1 and right.islower():
                    return True
        if (left or right) and script(source[0]) >= 0 and script(source[1]) >= 0:
            shape = "".join([char for char in left + source + right if script(char) >= 0])
            return not _well_cased(shape) or (first.isupper() and source[1].islower() and script(first) == LATIN)
        return False

    def _other_script(self, scripts: set[int], letters: int) -> Clarity:
        """Letters of another script: a whole word of them is clear, a letter alone is not."""
        source = self.source
        kind = max(scripts)
        beside = {script(char) for char in self.before[-1:] + self.after[:1]} - {-1}
        if letters == 1:
            if kind == HAN and LATIN in beside:
                return "ordinary"
            if kind == GREEK and source[0] in "ÎÏ" and (self.before[-3:] + self.after[:3]).isascii():
                named = self.before[-1:].isdigit() or (self.after[:1] == "-" and self.after[1:2].isalpha())
                return "doubtful" if named else "quiet"
            return "quiet" if len(source) > 2 else "ordinary"
        own = {script(char) for char in source if script(char) >= 0}
        if all(script(char) >= 0 for char in source) and len(own) == 1:
            return "clear" if not _well_cased(source) else "ordinary"
        if all(char in MATH or char in JOINERS for char in source):
            return "clear" if letters > 3 and not MATH.issuperset(source) else "quiet"
        if beside - scripts - own:
            return "doubtful"
        if LATIN in beside and LATIN not in own and letters < 3:
            return "doubtful"
        return "clear"


#: Signs that people write: punctuation, currency, letterlike signs, arrows, mathematics, symbols, full-width forms.
_SIGNS: Final = Pattern(
    "[\x20-\xff\u02c6-\u02dd\u2000-\u206f\u20a0-\u20c0\u20e3\u2100-\u214f\u2150-\u23ff\u2460-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\u3000-\u303f\ufe00-\ufe0f\ufeff\uff00-\uffef\U0001f000-\U0001faff]"
)
_FREQUENT: Final = frozenset("éèàâêîôûçñáíóúãõäöüßåæøÉÀÈÄÖÜÅØ")
_DRAWN: Final = Pattern(r"(?<!\S)[\u2500-\u259f]+(?!\S)")
_BEFORE_PREPOSITION: Final = Pattern(r"[a-z]{2} \Z")
_SMALL_WORD: Final = Pattern(" [a-z]{2}")
_WORD_FOLLOWS: Final = Pattern(" ?[A-Za-z]{2}")
_VOWEL: Final = Pattern("[aeiou]")
_HAN: Final = Pattern("[\u3040-\u9fff\uac00-\ud7a3]{2}")
#: Box-drawing characters that go together: single lines, double lines, bars that fade out.
_DRAWN_TOGETHER: Final = (frozenset("─│┌┐└┘├┤┬┴┼"), frozenset("═║╔╗╚╝╠╣╦╩╬"), frozenset("─═░▒▓█"))


def letters_before(text: str, at: int) -> str:
    """The ASCII letters right before a place, as far as they matter and as they make one word."""
    start = at
    while start and at - start < REACH and text[start - 1].isascii() and text[start - 1].isalpha():
        if at - start > 1 and text[start].isupper() and text[start + 1].islower():
            break
        start -= 1
    return text[start:at]


def letters_after(text: str, at: int) -> str:
    """The ASCII letters right after a place, as far as they matter and as they make one word."""
    end = at
    while end < len(text) and end - at < REACH and text[end].isascii() and text[end].isalpha():
        if end > at and text[end].isupper() and text[end - 1].islower():
            break
        end += 1
    return text[at:end]


def is_box(char: str) -> bool:
    """Whether a character is for drawing boxes or shades."""
    return "\u2500" <= char <= "\u259f"


def is_plain_word(text: str) -> bool:
    """Whether a text is letters of one script in an ordinary order of small letters and capitals."""
    kinds = {script(char) for char in text}
    return len(kinds) == 1 and -1 not in kinds and _well_cased(text)


def _well_cased(word: str) -> bool:
    """Whether a word is in small letters, in capitals, or begins with one."""
    cased = "".join([char for char in word if char.lower() != char.upper()])
    return not cased or cased.islower() or cased.isupper() or cased[1:].islower()
