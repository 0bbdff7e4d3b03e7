"""Make invisible characters visible, and keep names and texts from controlling the terminal.

Control characters become their pictures (`␀`, `␊`, `␛`), other invisible ones their number (`<U+200B>`). Joiners are
left alone where they join: inside an emoji, or between letters of scripts that need them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultlint.pattern import Pattern

# The first alternative is the flag of a region (England, Scotland, Wales): a flag with invisible tags after it.
_UNSEEN = Pattern(
    r"\U0001F3F4[\U000E0020-\U000E007F]{2,8}"
    r"|[\x00-\x1F\x7F-\x9F\xAD\u034F\u061C\u115F\u1160\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164"
    r"\uD800-\uF8FF\uFEFF\uFFA0\uFFF0-\uFFFC\uFFFE\uFFFF\U000E0000-\U000E00FF\U000F0000-\U0010FFFF]"
)
_ODD_BLANK = Pattern(r"[\xA0\u1680\u2000-\u200A\u202F\u205F\u3000]")
_JOINERS = "\u200c\u200d"


def visible(text: str) -> str:
    """The text on one line, with each unseen character drawn."""
    if text.isascii() and text.isprintable():
        return text
    shown: str = _UNSEEN.sub(_draw, text)
    return shown


def unseen(text: str) -> Iterator[tuple[int, str]]:
    """Offset of each invisible character in the text, and its visible form."""
    for match in _UNSEEN.finditer(text):
        drawn = _draw(match)
        if drawn != match[0]:
            yield match.start(), drawn


def odd_spaces(text: str) -> Iterator[tuple[int, str]]:
    """Offset and name of each character that only looks like a space."""
    for match in _ODD_BLANK.finditer(text):
        yield match.start(), named(match[0])


def with_named_blanks(text: str) -> str:
    """The text with the names of spaces that only look like a space."""
    shown: str = _ODD_BLANK.sub(lambda match: named(match[0]), text)
    return shown


def named(char: str) -> str:
    """A character by its number."""
    return f"<U+{ord(char):04X}>"


def _draw(match: re.Match[str]) -> str:
    char = match[0]
    if len(char) > 1 or (char in _JOINERS and _joins(match.string, match.start())):
        return char
    if char < " ":
        return chr(0x2400 + ord(char))
    return "␡" if char == "\x7f" else named(char)


def _joins(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and _is_joined(text[at - 1]) and _is_joined(text[at + 1])


def _is_joined(char: str) -> bool:
    return char >= "\u0590" and not "\u2000" <= char <= "\u206f" and char != "\ufeff"
