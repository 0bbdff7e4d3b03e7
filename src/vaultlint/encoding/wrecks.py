"""Text that an East Asian codec has garbled and that lost bytes on the way: shown, since nothing can bring it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vaultlint.encoding.candidates import Candidate
from vaultlint.encoding.codecs import MULTI_BYTE, UTF8_RUN
from vaultlint.pattern import Pattern

#: U+FFFD written as UTF-8, twice, and read as GBK: 锟斤拷.
_TWICE_LOST: Final = Pattern("(?:锟斤拷)+")
_EASTERN_AND_LOST: Final = Pattern("[\u3000-\u9fff\uac00-\ud7a3\uff61-\uff9f\ue000-\uf8ff\u00b7\u2014\u2026\ufffd]{3,}")
#: The part of the bytes that must be well-formed UTF-8, and how many there must be at least.
PART: Final = 0.75
LEAST: Final = 4


def wrecks(text: str, joined: str) -> Iterator[Candidate]:
    """Runs with U+FFFD in them whose other characters are UTF-8 in an East Asian codec, and `锟斤拷`.

    `joined` holds the text's telling runs.
    """
    if "锟斤拷" in joined:
        for match in _TWICE_LOST.finditer(text):
            yield wreck(match.start(), match[0], "gbk")
    if "\ufffd" not in joined:
        return
    for match in _EASTERN_AND_LOST.finditer(text):
        run = match[0]
        if "\ufffd" in run:
            codec = garbled_by(run)
            if codec is not None:
                yield wreck(match.start(), run, codec)


def wreck(start: int, source: str, codec: str) -> Candidate:
    return Candidate(start, start + len(source), source, source, (codec,), 8.0, (codec,))


def garbled_by(run: str) -> str | None:
    """The codec in which a run is mostly well-formed UTF-8."""
    for codec in MULTI_BYTE:
        data = run.replace("\ufffd", " ").encode(codec, "replace")
        high = sum(1 for byte in data if byte >= 0x80)
        good = sum(len(match.group()) for match in UTF8_RUN.finditer(data))
        if good >= LEAST and good >= PART * high:
            return codec
    return None
