"""The classes of characters that the mojibake model counts.

A class gathers characters that stand in like places: closing quotes, lower-case letters of Latin-1, box drawing.
Only this file knows the classes by name; the shipped model holds their numbers (`NAMES` is their order).
"""

from __future__ import annotations

import unicodedata

#: Classes given by listing their characters.
LISTED = {
    "newline": "\n\r\v\f\u2028\u2029",
    "space": " \t",
    "ascii-open": "([{<",
    "ascii-close": ")]}>",
    "stop": ".,;:!?",
    "ascii-quote": "\"'`",
    "hyphen": "-",
    "slash": "/\\|",
    "nbsp": "\u00a0\u202f\u2007",
    "open-quote": "“‘",
    "low-quote": "„‚",
    "close-quote": "”’",
    "open-angle": "«‹",
    "close-angle": "»›",
    "dash": "–—‒―‐‑",
    "ellipsis": "…",
    "bullet": "•·‧∙",
    "footnote": "†‡§¶",
    "inverted": "¡¿",
    "degree": "°º",
    "feminine": "ª",
    "superscript": "¹²³⁰⁴⁵⁶⁷⁸⁹",
    "currency": "£¥€¢¤ƒ₤₧₩₪₫₽₹₺₴₸₱",
    "trade": "™©®",
    "fraction": "¼½¾⅓⅔⅛⅜⅝⅞",
    "arithmetic": "×÷±−",
    "not-bar": "¬¦",
    "diacritic": "´¨¯¸ˆ˜ˇ˘˙˛˝",
    "micro": "µ",
    "soft-hyphen": "\u00ad",
    "permille": "‰‱′″",
    "common-math": "≈≠≤≥∞∑∏∫√∂∆◊π",
    "apple": "\uf8ff",
    "replacement": "\ufffd",
    "bom": "\ufeff",
    "joiner": "\u200b\u200c\u200d\u200e\u200f\u2060",
    "variation": "\ufe0e\ufe0f",
    "cjk-punctuation": "。、！，：；？（）「」『』《》〈〉【】〔〕・～￥",
    "iteration": "々ーヽヾゝゞ〆",
}

#: Classes given by ranges of code points, first and last; those of letters with two cases are split below.
RANGES = {
    "c1": [(0x80, 0x9F)],
    "control": [(0, 0x1F), (0x7F, 0x7F)],
    "digit": [(0x30, 0x39)],
    "ascii-other": [(0x21, 0x7E)],
    "latin1": [(0xC0, 0xFF)],
    "latin-a": [(0x100, 0x17F)],
    "latin-b": [(0x180, 0x24F)],
    "latin-more": [(0x1E00, 0x1E9F)],
    "vietnamese": [(0x1EA0, 0x1EFF)],
    "ipa": [(0x250, 0x2AF), (0x1D00, 0x1DBF)],
    "modifier": [(0x2B0, 0x2FF)],
    "combining": [(0x300, 0x36F), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)],
    "greek": [(0x370, 0x3FF)],
    "greek-more": [(0x1F00, 0x1FFF)],
    "cyrillic": [(0x410, 0x44F), (0x401, 0x401), (0x451, 0x451)],
    "cyrillic-west": [(0x400, 0x40F), (0x450, 0x45F), (0x490, 0x491)],
    "cyrillic-more": [(0x460, 0x52F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)],
    "armenian": [(0x530, 0x58F)],
    "hebrew": [(0x590, 0x5FF)],
    "arabic": [(0x600, 0x65F)],
    "arabic-more": [(0x660, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)],
    "syriac-to-samaritan": [(0x700, 0x74F), (0x780, 0x89F)],
    "devanagari": [(0x900, 0x97F)],
    "bengali": [(0x980, 0x9FF)],
    "india": [(0xA00, 0xDFF)],
    "thai": [(0xE00, 0xE7F)],
    "lao-tibetan": [(0xE80, 0xFFF)],
    "myanmar": [(0x1000, 0x109F)],
    "georgian": [(0x10A0, 0x10FF), (0x1C90, 0x1CBF)],
    "jamo": [(0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xD7B0, 0xD7FF)],
    "ethiopic": [(0x1200, 0x139F)],
    "american": [(0x13A0, 0x16FF)],
    "khmer": [(0x1780, 0x17FF)],
    "asia-more": [(0x1700, 0x177F), (0x1800, 0x1CFF), (0xA000, 0xA63F), (0xA6A0, 0xABFF)],
    "general-punctuation": [(0x2000, 0x206F), (0x2E00, 0x2E7F)],
    "super-sub": [(0x2070, 0x209F)],
    "currency-more": [(0x20A0, 0x20CF)],
    "letterlike": [(0x2100, 0x214F)],
    "number-forms": [(0x2150, 0x218F)],
    "arrow": [(0x2190, 0x21FF), (0x27F0, 0x27FF), (0x2900, 0x297F), (0x2B00, 0x2BFF)],
    "math": [(0x2200, 0x22FF), (0x27C0, 0x27EF), (0x2980, 0x2AFF)],
    "technical": [(0x2300, 0x245F)],
    "enclosed": [(0x2460, 0x24FF), (0x3200, 0x33FF)],
    "box": [(0x2500, 0x257F)],
    "block": [(0x2580, 0x259F)],
    "shape": [(0x25A0, 0x25FF)],
    "symbol": [(0x2600, 0x26FF)],
    "dingbat": [(0x2700, 0x27BF)],
    "braille": [(0x2800, 0x28FF)],
    "africa-glagolitic": [(0x2C00, 0x2DDF)],
    "radical": [(0x2E80, 0x2FFF), (0x3100, 0x312F), (0x31A0, 0x31FF), (0xF900, 0xFAFF)],
    "cjk-symbol": [(0x3000, 0x303F), (0xFE30, 0xFE6F)],
    "hiragana": [(0x3040, 0x309F)],
    "katakana": [(0x30A0, 0x30FF)],
    "cjk-a": [(0x3400, 0x4DBF)],
    "cjk": [(0x4E00, 0x9FFF)],
    "hangul": [(0xAC00, 0xD7AF)],
    "surrogate": [(0xD800, 0xDFFF)],
    "private": [(0xE000, 0xF8FF)],
    "ligature": [(0xFB00, 0xFB4F)],
    "fullwidth": [(0xFF00, 0xFF60), (0xFFE0, 0xFFEF)],
    "halfwidth": [(0xFF61, 0xFFDF)],
    "emoji": [(0x1F000, 0x1FAFF)],
    "math-letter": [(0x1D400, 0x1D7FF)],
    "cjk-b": [(0x20000, 0x323AF)],
    "tag": [(0xE0000, 0xE01EF)],
    "astral": [(0x10000, 0x10FFFF)],
}

CASED = {
    "ascii-other", "latin1", "latin-a", "latin-b", "latin-more", "vietnamese", "greek", "cyrillic", "cyrillic-west",
    "cyrillic-more", "armenian", "greek-more",
}  # fmt: skip

NAMES = ["unassigned", *LISTED, *RANGES, *(f"{name}-upper" for name in RANGES if name in CASED), "ascii-lower", "mark"]
_LISTED = {char: name for name, chars in LISTED.items() for char in chars}


def name_of(char: str) -> str:
    """The name of the class of one character."""
    if char in _LISTED:
        return _LISTED[char]
    category = unicodedata.category(char)
    if category == "Cn":
        return "unassigned"
    code = ord(char)
    for name, ranges in RANGES.items():
        if any(first <= code <= last for first, last in ranges):
            if name == "ascii-other" and category == "Ll":
                return "ascii-lower"
            if name in CASED and category in ("Lu", "Lt"):
                return f"{name}-upper"
            return name
    return "mark" if category.startswith("M") else "unassigned"


NUMBER = {name: number for number, name in enumerate(NAMES)}
#: The class of each code point of the basic plane, a byte each.
BASIC_PLANE = bytes(NUMBER[name_of(chr(code))] for code in range(0x10000))
#: Beyond it: first code point of a stretch and the class it has up to the next.
BEYOND = [
    (0x10000, "astral"), (0x1D400, "math-letter"), (0x1D800, "astral"), (0x1F000, "emoji"), (0x1FB00, "astral"),
    (0x20000, "cjk-b"), (0x323B0, "unassigned"), (0xE0000, "tag"), (0xE01F0, "unassigned"),
]  # fmt: skip
