"""Windows-1252 read as Latin-1: punctuation that has become invisible controls (C1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from vaultlint.encoding.candidates import Candidate
from vaultlint.encoding.codecs import C1_TO_1252
from vaultlint.encoding.language_model import model
from vaultlint.pattern import Pattern

_CONTROLS: Final = Pattern("[\x80-\x9f]+")
PRIOR: Final = 3.0
#: U+0085 is also a line end; alone it proves nothing.
NEXT_LINE: Final = "\x85"


def controls(text: str, joined: str, chosen: Iterable[Candidate]) -> Iterator[Candidate]:
    """Runs of C1 controls that no other candidate explains; one that cannot be read has its source for a result.

    `joined` holds the text's telling runs.
    """
    if not _CONTROLS.search(joined):
        return
    taken = {at for one in chosen for at in range(one.start, one.end) if "\x80" <= text[at] <= "\x9f"}
    matches = [match for match in _CONTROLS.finditer(text) if match.start() not in taken]
    several = sum(len(match[0]) for match in matches) > 1
    cost = model().cost
    for match in matches:
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        source = match[0]
        result = source.translate(C1_TO_1252)
        broken = "\xa0" <= before <= "\xf4" or any("\x80" <= char <= "\x9f" for char in result)
        if broken or (source == NEXT_LINE and not several):
            yield Candidate(start, end, source, source, ("c1",), PRIOR, ("c1",))
        else:
            gain = cost(before, source, after) - cost(before, result, after) - PRIOR
            yield Candidate(start, end, source, result, ("c1",), gain, ("c1",))
