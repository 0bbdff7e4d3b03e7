"""The likely encoding of bytes that are not UTF-8."""

from __future__ import annotations

import codecs as python_codecs
import re
from typing import Final

from vaultlint.encoding.language_model import model
from vaultlint.pattern import Pattern

_BOMS: Final = (
    (python_codecs.BOM_UTF32_LE, "utf-32"),
    (python_codecs.BOM_UTF32_BE, "utf-32"),
    (python_codecs.BOM_UTF16_LE, "utf-16"),
    (python_codecs.BOM_UTF16_BE, "utf-16"),
)
#: Encodings without a mark and how unlikely each is beforehand, in nats.
_PRIORS: Final = {
    "cp1252": 0.0,
    "gbk": 1.0,
    "cp932": 1.0,
    "big5": 2.0,
    "cp949": 2.0,
    "euc_jp": 3.0,
    "cp1251": 1.0,
    "cp1250": 2.0,
    "mac_roman": 3.0,
    "koi8_r": 2.0,
    "cp1253": 2.0,
    "cp1254": 1.5,
    "cp1255": 2.0,
    "cp1256": 2.0,
    "cp1257": 3.0,
    "iso8859_2": 4.0,
    "iso8859_5": 5.0,
    "cp874": 3.0,
    "cp437": 5.0,
    "cp850": 5.0,
    "cp852": 6.0,
    "cp866": 3.0,
    "mac_cyrillic": 6.0,
}
#: How many bytes are looked at closely.
_SAMPLE: Final = 6000
#: Controls that no text holds; the others are tab, line ends, form feed, escape and the DOS end of file.
_BINARY: Final = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f\x7f]")
_INVALID_UTF8: Final = Pattern("[\udc80-\udcff]")


def guess(data: bytes) -> tuple[str, str] | None:
    """See `vaultlint.encoding.guess_encoding`.

    The name is Python's; `utf-8+cp1252` stands for UTF-8 in which stray bytes of Windows-1252 were left.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = decode(data, name)
            return None if text is None else (name, text)
    wide = without_mark(data)
    if wide is not None:
        return wide
    if data.count(b"\0") or len(_BINARY.findall(data)) * 200 > len(data):
        return None
    patched = mostly_utf8(data)
    if patched is not None:
        return patched
    return by_likelihood(data)


def only_seems_utf8(data: bytes) -> bool:
    """Whether bytes pass for UTF-8 and are none: UTF-16 of ASCII or Cyrillic letters without a mark, or no text at all.

    Such bytes are all below 80, so that they count alike as UTF-8 and as Latin-1.
    """
    if b"\0" not in data or not data.isascii():
        return False
    zeros = data.count(b"\0")
    # A few zeros are text that was damaged, and so are many behind it: what a power cut leaves of a file.
    rest = data.replace(b"\0", b"").strip()
    others = len(_BINARY.findall(rest))
    if not rest or others * 10 > len(rest) * 3:
        return True
    return (zeros + others) * 3 > len(data) and without_mark(data) is not None


def decode(data: bytes, name: str) -> str | None:
    """The text, or None where the bytes are not of this encoding."""
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def without_mark(data: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 without a mark: the zero bytes of Latin letters, blanks and line ends give it away."""
    zeros = [data[start::4].count(0) for start in range(4)]
    quarter = len(data) / 4
    shapes = (
        ("utf-32-le", 4, (2, 3), (0, 1)),
        ("utf-32-be", 4, (0, 1), (2, 3)),
        ("utf-16-le", 2, (1, 3), (0, 2)),
        ("utf-16-be", 2, (0, 2), (1, 3)),
    )
    for name, width, full, empty in shapes:
        high, low = sum(zeros[i] for i in full), sum(zeros[i] for i in empty)
        enough = 0.9 if width == 4 else 0.02
        if len(data) < 2 * width or len(data) % width or high < enough * 2 * quarter:
            continue
        if width == 2 and low * 20 > high:
            continue
        text = decode(data, name)
        if text is not None and reads_like_text(text):
            return name, text
    return None


def reads_like_text(text: str) -> bool:
    """Whether the characters are such as texts hold: few controls, and likelier than chance."""
    sample = text[:_SAMPLE]
    odd = sum(1 for char in sample if char < " " and char not in "\t\n\r\f\x1a\x1b")
    return odd * 200 <= len(sample) and model().cost("", sample, "") / max(1, len(sample)) < 9.5


def mostly_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 but for a few bytes: those are read as Windows-1252, the rest stays what it is."""
    text = data.decode("utf-8", "surrogateescape")
    strays = len(_INVALID_UTF8.findall(text))
    good = sum(1 for char in text[:200_000] if char > "\x7f") - strays
    if strays == 0 or good < 3 * strays:
        return None
    mended = _INVALID_UTF8.sub(lambda match: bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace"), text)
    return None if "\ufffd" in mended and "\ufffd" not in text else ("utf-8+cp1252", mended)


def by_likelihood(data: bytes) -> tuple[str, str] | None:
    """The encoding whose reading is the likeliest text."""
    sample = sample_of(data)
    best: tuple[float, str] | None = None
    for name, prior in _PRIORS.items():
        try:
            text = python_codecs.getincrementaldecoder(name)().decode(sample, False)
        except UnicodeDecodeError:
            continue
        cost = model().cost("", text, "") + prior
        if (best is None or cost < best[0]) and decode(data, name) is not None:
            best = cost, name
    if best is None:
        return "latin-1", data.decode("latin-1")
    return best[1], data.decode(best[1])


def sample_of(data: bytes) -> bytes:
    """The first lines that hold more than ASCII."""
    lines, size = [], 0
    for line in data.splitlines(keepends=True):
        if line.isascii():
            continue
        lines.append(line[:_SAMPLE])
        size += len(lines[-1])
        if size > _SAMPLE:
            break
    return b"".join(lines)
