"""Map characters back to the bytes they were read from, for each encoding that text is misread with."""

from __future__ import annotations

import codecs as python_codecs
import re
from functools import cache
from typing import Final

from vaultlint.pattern import Pattern

#: What people call the codecs.
LABELS: Final = {
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp437": "DOS 437",
    "cp1254": "Windows-1254",
    "cp850": "DOS 850",
    "koi8-r": "KOI8-R",
    "cp866": "DOS 866",
    "cp1253": "Windows-1253",
    "cp1257": "Windows-1257",
    "iso-8859-2": "Latin-2",
    "cp852": "DOS 852",
    "cp857": "DOS 857",
    "cp862": "DOS 862",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1258": "Windows-1258",
    "gbk": "GBK",
    "cp932": "Shift-JIS",
    "cp949": "Windows-949",
    "big5": "Big5",
    "euc_jp": "EUC-JP",
    "cp874": "Windows-874",
    "koi8_r": "KOI8-R",
    "c1": "Latin-1",
    "html": "HTML entities",
}

#: How unlikely each codec is before the text is looked at, in nats; also the order in which they are tried.
SINGLE_BYTE: Final = {
    "cp1252": 0.0,
    "mac_roman": 1.0,
    "cp1250": 2.0,
    "cp1251": 2.0,
    "cp437": 2.5,
    "cp1254": 3.0,
    "cp850": 3.5,
    "koi8-r": 4.0,
    "cp866": 4.0,
    "cp1253": 4.0,
    "cp1257": 4.0,
    "iso-8859-2": 4.0,
    "cp852": 6.0,
    "cp857": 6.0,
    "cp862": 6.0,
    "cp1255": 6.0,
    "cp1256": 6.0,
    "cp1258": 6.0,
}
MULTI_BYTE: Final = {"gbk": 4.0, "cp932": 4.0, "cp949": 4.5, "big5": 4.5}

#: A run of well-formed UTF-8 sequences beyond ASCII (RFC 3629, table 3-7 of the Unicode Standard).
_TWO: Final = rb"(?<=[\xc2-\xdf])[\x80-\xbf]"
_THREE: Final = (
    rb"(?<=\xe0)[\xa0-\xbf][\x80-\xbf]|(?<=[\xe1-\xec\xee\xef])[\x80-\xbf]{2}|(?<=\xed)[\x80-\x9f][\x80-\xbf]"
)
_FOUR: Final = rb"(?<=\xf0)[\x90-\xbf][\x80-\xbf]{2}|(?<=[\xf1-\xf3])[\x80-\xbf]{3}|(?<=\xf4)[\x80-\x8f][\x80-\xbf]{2}"
#: The pattern begins with a class of bytes, which `re` searches for quickly.
UTF8_RUN: Final = re.compile(b"(?:[\xc2-\xf4](?:" + b"|".join((_TWO, _THREE, _FOUR)) + b"))+")


#: The C1 controls as Windows-1252 has them; the five bytes it leaves open stand for themselves.
C1_TO_1252: Final = {
    code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore")) and ord(char) != code
}
_HAS_C1: Final = Pattern("[\x80-\x9f]")


#: Marks a byte for which a codec has no character, as in Python's charmap codecs.
NOTHING: Final = "\ufffe"


def upper_half(name: str) -> str:
    """The characters of the bytes from 0x80 on.

    A byte without a character reads as the control or letter of the same number, as browsers and Windows have it,
    unless another byte has that one.
    """
    upper = bytes(range(0x80, 0x100)).decode(name, "replace")
    own = (NOTHING if chr(code) in upper else chr(code) for code in range(0x80, 0x100))
    return "".join(other if char == "\ufffd" else char for char, other in zip(upper, own, strict=True))


class ByteCodec:
    """A single-byte codec, read backwards."""

    __slots__ = ("_map", "continuations", "leads", "name", "prior", "upper")

    def __init__(self, name: str, prior: float) -> None:
        upper = upper_half(name)
        self.name = name
        self.upper = upper
        self.prior = prior
        self.leads = frozenset(upper[0x42:0x75]) - {NOTHING}
        self.continuations = frozenset(upper[:0x40]) - {NOTHING}
        if name == "cp1252":
            self.continuations |= frozenset(map(chr, C1_TO_1252))
        self._map = python_codecs.charmap_build("".join(map(chr, range(0x80))) + upper)

    def to_bytes(self, text: str) -> bytes:
        """One byte for each character; `?` for a character that the codec does not have."""
        if self.name == "cp1252" and _HAS_C1.search(text):
            text = text.translate(C1_TO_1252)
        return python_codecs.charmap_encode(text, "replace", self._map)[0]


@cache
def byte_codec(name: str) -> ByteCodec:
    return ByteCodec(name, SINGLE_BYTE[name])


def to_bytes(text: str, codec: str) -> bytes:
    """The bytes that `codec` reads as `text`; raises UnicodeEncodeError or leaves `?` where there are none."""
    if codec in MULTI_BYTE:
        return text.encode(codec)
    return byte_codec("cp1252" if codec == "latin-1" else codec).to_bytes(text)


def undo(text: str, codecs: tuple[str, ...]) -> str:
    """Undo the wrong readings `codecs`, outermost first; raises UnicodeError if that is impossible."""
    for codec in codecs:
        if codec == "html":
            import html

            text = html.unescape(text)
        elif codec == "c1":
            text = text.translate(C1_TO_1252)
        else:
            text = to_bytes(text, codec).decode("utf-8")
    return text


def damage(text: str, codecs: tuple[str, ...]) -> str:
    """Read `text` wrongly through `codecs`, the outermost last: what `undo` takes back. For proofs and tests."""
    for codec in reversed(codecs):
        if codec == "html":
            text = "".join(char if char.isascii() else f"&#{ord(char)};" for char in text)
        elif codec == "c1":
            text = text.encode("cp1252").decode("latin-1")
        elif codec in MULTI_BYTE or codec == "latin-1":
            text = text.encode("utf-8").decode(codec)
        else:
            table = "".join(map(chr, range(0x80))) + upper_half(codec)
            text = "".join([table[byte] for byte in text.encode("utf-8")])
            if NOTHING in text:
                raise UnicodeError(f"{codec} has no character for one of these bytes")
    return text


def encoding_label(encoding: str) -> str:
    """An encoding for people, by Python's name or this module's: `Windows-1251`, `UTF-16-LE`."""
    name = encoding.replace("_", "-")
    return LABELS.get(encoding) or LABELS.get(name) or name.replace("iso8859", "iso-8859").upper()


def label(codecs: tuple[str, ...]) -> str:
    """The codecs for people: `Mac Roman`, `Windows-1252 twice`, `Mac Roman over Windows-1252`."""
    names = [LABELS[codec] for codec in codecs]
    if len(names) > 1 and len(set(names)) == 1:
        return f"{names[0]} {('twice', '3 times')[len(names) - 2] if len(names) < 4 else f'{len(names)} times'}"
    return " over ".join(names)
