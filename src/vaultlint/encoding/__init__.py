"""Find and repair text that was decoded with the wrong encoding: a public API, described in `docs/encoding-api.md`.

    find(text)            all mojibake in a text: where, what it should read, through which codecs, how sure
    repair(text)          the text with all safe findings repaired
    find_many(texts)      both for an iterable of texts, such as a column or a partition
    repair_many(texts)
    guess_encoding(data)  the encoding of bytes that are not UTF-8, and the text they hold

Nothing is loaded before one of them is called with more than ASCII. Read the modules in this order: `finding` (the
answer), `codecs` (characters back to bytes), `runs` and `runs_with_mojibake` (where there can be any), `candidates` and
`east_asian` (runs that were UTF-8, layer by layer), `language_model` (how likely a text is), `clarity` (whether anybody
writes a run on purpose), `evidence` (what the neighborhood says against it), `detect` (all of it together, with what
the rest of the note says for it); then `html_entities`, `other_damage`, `lost_bytes` and `legacy` for the rarer forms,
`names` for file names, and `guess` for whole files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from vaultlint.encoding.finding import Finding

__all__ = ["Finding", "find", "find_many", "guess_encoding", "repair", "repair_many"]


def find(
    text: str,
    *,
    protected: Sequence[tuple[int, int]] | Callable[[], Sequence[tuple[int, int]]] = (),
    whole_note: bool = True,
) -> list[Finding]:
    """Find the mojibake in `text`, sorted and disjoint; offsets count characters from 0.

    Findings that touch a `protected` range (start, end) are at most *display*: code, link targets and other places
    where no fix may write; a function that gives the ranges is only called if there is anything to protect from. With
    `whole_note`, clear cases support doubtful ones of the same text; a name or another short string that is not text
    of its own is better judged without.
    """
    if text.isascii() and ("&" not in text or ";&" not in text):
        return []
    from vaultlint.encoding.detect import find_all

    return find_all(text, protected, whole_note)


def repair(text: str, *, unsafe: bool = False) -> str:
    """Repair the safe findings of `text`, and with `unsafe` the likely guesses as well.

    Repairing twice changes nothing more: what a repair brings to light is repaired in the same call.
    """
    if text.isascii() and ("&" not in text or ";&" not in text):
        return text
    from vaultlint.encoding.detect import repair_all

    return repair_all(text, unsafe)


def find_many(texts: Iterable[str | None]) -> Iterator[list[Finding]]:
    """Yield the findings of each text; none for a missing value (None)."""
    for text in texts:
        yield [] if text is None else find(text)


def repair_many(texts: Iterable[str | None], *, unsafe: bool = False) -> Iterator[str | None]:
    """Yield each text with its safe findings repaired; a missing value (None) stays None.

    Each text is judged by itself, so that the result does not depend on how a corpus is split.
    """
    for text in texts:
        yield None if text is None else repair(text, unsafe=unsafe)


def guess_encoding(data: bytes) -> tuple[str, str] | None:
    """Guess the encoding of bytes that are not UTF-8: its name in Python and the text; None if they are not text.

    `utf-8+cp1251` means UTF-8 of which some lines or bytes were Windows-1251.
    """
    from vaultlint.encoding.guess import guess

    return guess(data)
