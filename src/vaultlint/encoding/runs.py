"""The distinct non-ASCII runs of a text, all that most questions about encodings need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from vaultlint.pattern import Pattern

#: How many runs are remembered, and how many bytes they may have.
MOST_KEPT: Final = 50_000
LONGEST_KEPT: Final = 40

RUN: Final = Pattern("[^\0-\x7f]+")
#: Controls of ASCII become one space, all other ASCII another: `split` parts a text at both, `in` finds the first.
_CONTROL: Final = b"\t"
_APART: Final = bytes(
    code if code >= 0x80 else _CONTROL[0] if (code < 0x20 and code not in b"\t\n\r") or code == 0x7F else 0x20
    for code in range(0x100)
)
#: Few strings are found faster one by one than among all runs of a text.
_FEW: Final = 24


class Runs:
    """The runs of a text, each as UTF-8, and whether it has ASCII controls other than tab and line endings.

    Changing and splitting bytes is three times as fast as an expression that finds the same in a string.
    """

    __slots__ = ("controls", "raw")

    def __init__(self, text: str) -> None:
        apart = text.encode("utf-8", "surrogatepass").translate(_APART)
        self.raw: set[bytes] = set() if text.isascii() else set(apart.split())
        self.controls = _CONTROL in apart


_last: tuple[str, Runs] = ("", Runs(""))


def runs_of(text: str) -> Runs:
    """The runs of a text; those of the last one are kept, since several rules ask for them."""
    global _last
    if _last[0] is not text:
        _last = text, Runs(text)
    return _last[1]


class Quiet:
    """Runs that have nothing of what somebody asks for: the same words come again, Chinese sentences do not."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def rest(self, raw: set[bytes]) -> set[bytes]:
        """The runs that are not known to be clean."""
        return raw.difference(self._known)

    def add(self, runs: Iterable[bytes]) -> None:
        if len(self._known) > MOST_KEPT:
            self._known.clear()
        self._known.update([run for run in runs if len(run) <= LONGEST_KEPT])


def texts_of(raw: Collection[bytes]) -> list[str]:
    """Runs as strings, in the same order."""
    return b"\n".join(raw).decode("utf-8", "surrogatepass").split("\n") if raw else []


def places(text: str, runs: Collection[str]) -> Iterator[tuple[int, str]]:
    """Ranges of these runs in a text, in order."""
    if len(runs) > _FEW:
        return ((match.start(), match[0]) for match in RUN.finditer(text) if match[0] in runs)
    return iter(sorted((at, run) for run in runs for at in _places(text, run)))


def _places(text: str, run: str) -> Iterator[int]:
    at = text.find(run)
    while at >= 0:
        end = at + len(run)
        # What touches more than ASCII is part of a longer run.
        if text[at - 1 : at].isascii() and text[end : end + 1].isascii():
            yield at
        at = text.find(run, at + 1)
