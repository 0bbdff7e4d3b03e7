"""Rarer damage: fragments of broken sequences, bare C1 controls.

Pieces are UTF-8 read as Windows-1252 of which bytes were lost or changed afterwards: guesses, never certainties.

Programs drop the five bytes that Windows-1252 leaves open or put `?` or U+FFFD for them, make a space of a no-break
space, straighten quotes. A piece of a sequence that is left over is completed in every way that can have been; the best
completion is offered if it clearly beats the second, otherwise the piece is only shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from vaultlint.encoding.candidates import Candidate
from vaultlint.encoding.codecs import C1_TO_1252, byte_codec
from vaultlint.encoding.language_model import model
from vaultlint.pattern import Pattern

#: What may stand for a byte: nothing at all, a mark, a space, a straight quote.
OPEN: Final = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
STANDS_FOR: Final = {"": OPEN, "\ufffd": OPEN, "?": OPEN, " ": (0xA0,), '"': (0x93, 0x94), "'": (0x91, 0x92)}
#: Gains, in nats: what a completion must be better by than the text as it is, where no whole sequence is in the
#: text and where one does; and what it must be better by than the second best.
BETTER: Final = 6.0
LITTLE: Final = 3.0
CLEARLY: Final = 2.5

_K: Final = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_P: Final = "[\ufffd?\"' ]"
#: Pieces of sequences: a lead and fewer continuations than it calls for, with or without something in their place.
_PIECE: Final = Pattern(
    "[\xc2-\xf4](?:"
    f"(?<=[\xf0-\xf4])(?:[{_K}]{{2}}{_P}|[{_K}]{_P}[{_K}]|{_P}[{_K}]{{2}}|[{_K}]{{1,2}}(?![{_K}]))"
    f"|(?<=[\xe0-\xef])(?:[{_K}]{_P}|{_P}[{_K}]|[{_K}](?![{_K}]))"
    f"|(?<=[\xc2-\xdf])(?:{_P}|(?![{_K}]))"
    ")"
)
#: An apostrophe whose two last bytes were dropped, in English: `donât`, `itâs`.
_APOSTROPHE: Final = Pattern(r"â(?=(?:s|t|re|ve|ll|d|m)\b)")
_BEFORE_APOSTROPHE: Final = Pattern(
    r"(?<![\w'’])(?:(?:do|does|did|is|are|was|were|wo|ca|could|would|should|have|has|had)n"
    r"|it|that|there|what|who|let|s?he|we|they|you|i)$",
    re.IGNORECASE,
)


def pieces(text: str, joined: str, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Pieces of broken sequences; those that could be text only where whole sequences are too.

    `joined` holds the text's telling runs.
    """
    sure = any(candidate.families[0] == "cp1252" and candidate.gain >= BETTER for candidate in chosen)
    if not sure and not any(sign in joined for sign in ("â", "ðŸ")):
        return []
    taken = {at for candidate in chosen for at in range(candidate.start, candidate.end)}
    found = []
    known = sure or "â€" in joined or "ðŸ" in joined
    for match in _PIECE.finditer(text) if known else ():
        start, end = match.span()
        if taken.isdisjoint(range(start, end)) and (sure or telling(match[0])):
            found.append(completed(text, start, end, LITTLE if sure else BETTER))
    if not sure:
        for match in _APOSTROPHE.finditer(text):
            if _BEFORE_APOSTROPHE.search(text[max(0, match.start() - 8) : match.start()]):
                found.append(shown(match.start(), "â"))
    return [one for one in found if one is not None]


def telling(piece: str) -> bool:
    """Whether a piece is clear by itself: the beginning of a quote or dash, or of an emoji."""
    return piece.startswith(("â€", "ðŸ")) and len(piece) > 2 and piece[-1] != " "


def shown(start: int, source: str) -> Candidate:
    """A piece that cannot be completed; its result is its source."""
    return Candidate(start, start + len(source), source, source, ("cp1252",), BETTER, ("cp1252",))


def completed(text: str, start: int, end: int, least: float) -> Candidate | None:
    """The best completion of the piece at `start:end`; None if it gains less than `least`."""
    source = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    cost = model().cost
    as_it_is = cost(before, source, after)
    gains = sorted(((as_it_is - cost(before, result, after), result) for result in completions(source)), reverse=True)
    if not gains or gains[0][0] < least:
        return None
    if len(gains) > 1 and gains[0][0] - gains[1][0] < CLEARLY:
        return shown(start, source)
    return Candidate(start, end, source, gains[0][1], ("cp1252",), gains[0][0], ("cp1252",))


def completions(source: str) -> list[str]:
    """Every text that the piece may have been."""
    to_bytes = byte_codec("cp1252").to_bytes
    known = [b"" if char in STANDS_FOR else to_bytes(char) for char in source]
    marks = [char for char in source if char in STANDS_FOR]
    if marks:
        at = source.index(marks[0])
        made = [b"".join(known[:at]) + bytes([byte]) + b"".join(known[at + 1 :]) for byte in STANDS_FOR[marks[0]]]
    else:
        whole = b"".join(known)
        made = [whole[:at] + bytes([byte]) + whole[at:] for at in range(1, len(whole) + 1) for byte in OPEN]
    texts = []
    for data in made:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(text) == 1 and text not in texts:
            texts.append(text)
    if source.endswith(" ") and len(source) > 2:
        # The space may as well be the one between two words, after a byte that was dropped.
        texts += [text + " " for text in completions(source[:-1])]
    return texts


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
    taken = {at for candidate in chosen for at in range(candidate.start, candidate.end) if "\x80" <= text[at] <= "\x9f"}
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
