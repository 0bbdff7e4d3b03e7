"""Find and mend text that was read with the wrong encoding.

    find(text)            every span of mojibake in a text: where, what it was, through which codecs, how sure
    repair(text)          the text with all safe findings mended
    guess_encoding(data)  the encoding of bytes that are not UTF-8, and the text they hold

Nothing is loaded before one of them is called with more than ASCII. Read the modules in this order: `finding` (the
answer), `codecs` (characters back to bytes), `runs` and `runs_with_mojibake` (where there can be any), `candidates` and
`east_asian` (runs that were UTF-8, layer by layer), `language_model` (how likely a text is), `evidence` (what the
neighborhood says against it), `detect` (all of it together, with what the rest of the note says for it); then
`html_entities` and `other_damage` for the rarer forms, and `guess` for whole files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaultlint.encoding.finding import Finding

__all__ = ["find", "guess_encoding", "repair"]


def find(
    text: str,
    *,
    protected: Sequence[tuple[int, int]] | Callable[[], Sequence[tuple[int, int]]] = (),
    whole_note: bool = True,
) -> list[Finding]:
    """The mojibake in `text`, sorted and disjoint; offsets count characters.

    Findings that touch a `protected` range (start, end) are at most *display*: code, link targets and other places
    where no fix may write; a function that gives the ranges is only called if there is anything to protect from. With
    `whole_note`, clear cases speak for the doubtful ones of the same text; a name or another short string that is no
    text of its own is better judged without.
    """
    if text.isascii() and ("&" not in text or ";&" not in text):
        return []
    from vaultlint.encoding.detect import find_all

    return find_all(text, protected, whole_note)


def repair(text: str, *, unsafe: bool = False) -> str:
    """The text with its safe findings mended, and with `unsafe` the likely guesses at lossy ones too.

    Repairing twice changes nothing more: what a repair brings to light is mended as well.
    """
    if text.isascii() and ("&" not in text or ";&" not in text):
        return text
    from vaultlint.encoding.detect import repair_all

    return repair_all(text, unsafe)


def guess_encoding(data: bytes) -> tuple[str, str] | None:
    """The likely encoding of bytes that are not UTF-8, as Python names it, and the text; None if they are not text."""
    from vaultlint.encoding.guess import guess

    return guess(data)
