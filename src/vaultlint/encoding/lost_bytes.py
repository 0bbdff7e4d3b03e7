"""Unrecoverable mojibake that lost bytes: reported, never repaired.

U+FFFD that was written as UTF-8 and read with another codec (`ï¿½`, `锟斤拷`); East Asian runs of which some characters
became `?`, `�` or `・`; letters whose second half was dropped (`âKnotsâ`, `d√rive`, `cafÃ`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from vaultlint.encoding.candidates import Candidate
from vaultlint.encoding.clarity import FUNCTIONS, letters_after, letters_before
from vaultlint.encoding.codecs import MULTI_BYTE, NOTHING, SINGLE_BYTE, byte_codec
from vaultlint.pattern import Pattern

#: What a wreck counts for, in nats: such runs are never there by chance.
SURE: Final = 8.0
#: How U+FFFD reads in the codecs of East Asia, where it takes two to fill whole characters.
_EASTERN_IMAGES: Final = {"锟斤拷": "gbk", "占쏙옙": "cp949", "嚙踝蕭": "big5", "・ｿｽ": "cp932", "\ufffdｿｽ": "cp932"}
_EASTERN_IMAGE: Final = Pattern("(?:锟斤拷)+|(?:占쏙옙)+|(?:嚙踝蕭)+|(?:[・\ufffd]ｿｽ)+")

_MARKS: Final = "?\ufffd・"
#: Characters that the codecs of East Asia have beyond ASCII.
_EASTERN: Final = (
    "\u00a4-\u00b7\u00d7\u00f7\u0391-\u0451\u2010-\u203b\u20ac\u2103-\u22bf\u2312-\u25ef\u2605-\u2642"
    "\u3000-\u9fff\uac00-\ud7a3\ue000-\ufa2d\uff01-\uffe6"
)
_RUN: Final = Pattern(f"[{_EASTERN}?\ufffd]+")
_STRICT: Final = Pattern("[\u3000-\u9fff\uac00-\ud7a3\uff61-\uff9f\ue000-\ufa2d]")
_MARK: Final = Pattern(f"[{_MARKS}]+")
#: UTF-8 with a cut sequence at either end; `@` to `~` were swallowed by a character.
_CUT: Final = re.compile(
    rb"(?P<head>[\x80-\xbf]{0,2})(?P<body>(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}"
    rb"|[\x40-\x7e])*)(?P<tail>(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|\xf0[\x90-\xbf]{0,2})?)"
)
#: How many bytes beyond ASCII a damaged run must have, and of how many an intact sequence must be one.
LEAST_BYTES: Final = 5
#: The beginnings of dashes, quotes, arrows, operators and check marks in GBK, before a byte that was lost.
_LONE: Final = Pattern(r"[鈥鈫鈭鈮鉁鉂]\?(?!\?)")
_HAN: Final = Pattern("[\u3400-\u9fff\uac00-\ud7a3]")

#: A letter of which only the first byte is left, in Windows-1252: at a word's end, before a small letter, as a quote.
#: Both patterns begin with characters, which `re` searches for quickly, and look back over them.
_STRIPPED: Final = Pattern(
    "[ÃÅÄÐÑã-ï](?:"
    "(?<=[a-z]{2}Ã)(?![\\w\x80-\xbf])"
    "|(?<=[a-zâ]{2}[ÃÅÄ])(?=[a-z])"
    "|(?<=[ÃÅÄ])(?<!\\w[ÃÅÄ])\\?(?=[a-z]{2})"
    "|(?<=[a-z] Ã)(?=  [a-z])"
    "|(?<=[ã-ï])[\xa0-\xbf]{1,2}(?:[ã-ï][\xa0-\xbf]{1,2})+[ã-ï](?=[ã-ï]|\\Z)|(?<=[a-z][ãå])[¡-¿ÿ](?=[a-z])"
    "|(?<=[ÐÑ])[\xa0-\xbf]?(?:[ÐÑ][\xa0-\xbf]?){3,}"
    ")"
)
_QUOTED: Final = Pattern(r"â(?:(?<!\wâ)(?=[A-Z][^\n]{0,200}?[a-z.!?]â(?!\w))|(?<=[a-z.!?]â)(?!\w)|(?<= â)(?= ))")


def lost(text: str, joined: str) -> Iterator[Candidate]:
    """All damage of these kinds; `joined` holds the text's runs that may be mojibake."""
    yield from replacement_images(text, joined)
    if _HAN.search(joined) and any(mark in text for mark in _MARKS):
        yield from eastern_wrecks(text)
    if "Ã" in joined or "Å" in joined or "Ä" in joined or "â" in joined or "ã" in joined or "Ð" in joined:
        for match in _STRIPPED.finditer(text):
            yield wreck(match.start(), match[0], "cp1252")
        yield from quotes(text)
    if "√" in joined:
        yield from roots(text)


def wreck(start: int, source: str, codec: str) -> Candidate:
    """A run that cannot be repaired: its result is its source."""
    return Candidate(start, start + len(source), source, source, (codec,), SURE, (codec,))


@cache
def _images() -> dict[str, str]:
    """U+FFFD as each single-byte codec reads it, once or twice; the likeliest codec of those that read it alike."""
    images: dict[str, str] = {}
    for name in SINGLE_BYTE:
        upper = byte_codec(name).upper
        image = "".join(upper[byte - 0x80] for byte in "\ufffd".encode())
        twice = (
            "".join(char if char < "\x80" else "".join(upper[b - 0x80] for b in char.encode()) for char in image)
            if all(b >= 0x80 for char in image for b in char.encode())
            else NOTHING
        )
        for one in (image, twice):
            if NOTHING not in one:
                images.setdefault(one, name)
    return images


@cache
def _image_pattern() -> re.Pattern[str]:
    alternatives = sorted(map(re.escape, _images()), key=len, reverse=True)
    return re.compile("|".join(f"(?:{alternative})+" for alternative in alternatives))


def replacement_images(text: str, joined: str) -> Iterator[Candidate]:
    """U+FFFD that was read wrongly."""
    if _image_pattern().search(joined):
        for match in _image_pattern().finditer(text):
            codec = next(name for image, name in _images().items() if match[0].startswith(image))
            yield wreck(match.start(), match[0], codec)
    for match in _EASTERN_IMAGE.finditer(text) if _EASTERN_IMAGE.search(joined) else ():
        yield wreck(match.start(), match[0], _EASTERN_IMAGES[match[0][:3]])


def eastern_wrecks(text: str) -> Iterator[Candidate]:
    """East Asian runs beside lost characters, whose other characters are pieces of UTF-8."""
    for match in _RUN.finditer(text):
        run = match[0]
        if _MARK.search(run) and _STRICT.search(run) and (codec := garbled_by(run)) is not None:
            yield wreck(match.start(), run, codec)
    for match in _LONE.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        rest = text[match.end() : match.end() + 200].partition("\n")[0]
        if not _HAN.search(line[-1:] + rest[:1]) and len(_HAN.findall(_LONE.sub("", line + rest))) < 2:
            yield wreck(match.start(), match[0], "gbk")


def garbled_by(run: str) -> str | None:
    """The codec in which all of a run is UTF-8, but for the sequences that the marks in it cut."""
    pieces = _MARK.split(run)
    for codec in MULTI_BYTE:
        size = whole = 0
        for at, piece in enumerate(pieces):
            try:
                data = piece.encode("gb18030" if codec == "gbk" else codec)
            except UnicodeEncodeError:
                break
            match = _CUT.fullmatch(data)
            if match is None or (match["head"] and at == 0) or (match["tail"] and at == len(pieces) - 1):
                break
            size += sum(1 for byte in data if byte >= 0x80)
            whole += sum(1 for byte in match["body"] if byte >= 0xC2)
        else:
            if size >= LEAST_BYTES and whole:
                return codec
    return None


def quotes(text: str) -> Iterator[Candidate]:
    """Quotes and dashes of which only `â` is left: two of them on a line."""
    lines: dict[int, list[int]] = {}
    for match in _QUOTED.finditer(text):
        lines.setdefault(text.rfind("\n", 0, match.start()), []).append(match.start())
    for places in lines.values():
        if len(places) > 1:
            yield from (wreck(at, "â", "latin-1") for at in places)


def roots(text: str) -> Iterator[Candidate]:
    """Words with a square root in them, if there are several: Mac Roman dropped the second byte of a letter."""
    found: dict[int, str] = {}
    at = text.find("√")
    while at >= 0:
        left, right = letters_before(text, at), letters_after(text, at + 1)
        inside = (left and right and len(left) + len(right) > 2) or max(len(left), len(right)) > 4
        beyond = text[at + 1 + len(right) : at + 2 + len(right)]
        if inside and left.casefold() not in FUNCTIONS and beyond not in ("(", "√") and not beyond.isdigit():
            found[at] = left + right
        at = text.find("√", at + 1)
    if len(set(found.values())) > 1:
        for at in found:
            yield wreck(at, "√", "mac_roman")
