"""Select the non-ASCII runs that may be mojibake; verdicts are memoized per run.

Whether a run is telling does not depend on the text around it. The same words come again and again, so that most notes
have no run that was not looked at before.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from vaultlint.encoding.candidates import Shape, look_at
from vaultlint.encoding.east_asian import taken_back
from vaultlint.encoding.legacy import SIGN as LEGACY
from vaultlint.encoding.runs import LONGEST_KEPT, MOST_KEPT, Quiet, texts_of
from vaultlint.pattern import Pattern

#: What `controls`, `lossy` and `wrecks` look for.
_SIGN: Final = Pattern(
    "[\x80-\x9fâ\ufffd√]|ðŸ|[ÃÅÄ]\\Z|[ÐÑ].|[ãå][¡-¿ÿ]|锟斤拷|占쏙옙|嚙踝蕭|ｿｽ|[鈥鈫鈭鈮鉁鉂]\\Z"
    "|[\u3400-\u9fff\uac00-\ud7a3\uff61-\uff9f][・?\ufffd]"
)
#: How that begins: one class of characters is searched for five times as fast.
_SIGN_BEGINS: Final = Pattern("[\x80-\x9fâ\ufffdð锟占嚙ｿ√ÃÅÄÐÑãå鈥鈫鈭鈮鉁鉂・]")


class Telling:
    """A run with its UTF-8 in single-byte codecs, and what East Asian ones take it back to."""

    __slots__ = ("eastern", "shapes", "text")

    def __init__(self, text: str, shapes: list[Shape], eastern: list[tuple[str, str]]) -> None:
        self.text = text
        self.shapes = shapes
        self.eastern = eastern


_QUIET: Final = Quiet()
_TELLING: Final[dict[bytes, Telling]] = {}


def telling(raw: set[bytes]) -> list[Telling]:
    """The suspicious ones of the runs, which are given as UTF-8."""
    rest = _QUIET.rest(raw)
    if not rest:
        return []
    known = {run: _TELLING[run] for run in rest if run in _TELLING}
    fresh = list(rest.difference(known))
    return [*known.values(), *(_heard(fresh) if fresh else ())]


def _heard(fresh: list[bytes]) -> Collection[Telling]:
    """Listen to runs for the first time, to all at once."""
    if len(_TELLING) > MOST_KEPT:
        _TELLING.clear()
    texts = texts_of(fresh)
    shapes = look_at(texts)
    eastern, cut = taken_back(texts)
    loud = {*shapes, *eastern, *cut}
    joined = "\n".join(texts)
    if _SIGN_BEGINS.search(joined):
        loud.update(filter(_SIGN.search, texts))
    if LEGACY.search(joined):
        loud.update(filter(LEGACY.search, texts))
    found = {
        text.encode("utf-8", "surrogatepass"): Telling(text, shapes.get(text, []), eastern.get(text, []))
        for text in loud
    }
    _TELLING.update((run, one) for run, one in found.items() if len(run) <= LONGEST_KEPT)
    _QUIET.add([run for run in fresh if run not in found])
    return found.values()
