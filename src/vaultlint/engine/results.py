"""What came of the notes of a session, by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from vaultlint.engine.check_note import NoteResult

if TYPE_CHECKING:
    from vaultlint.cache.previous_run import Recall


class Results:
    """Results by path. Those of an earlier run are made when they are asked for: of most notes nobody asks.

    `recalled` are the paths of these, `recall` knows them; `made` are the others.
    """

    __slots__ = ("_made", "_recall", "_recalled")

    def __init__(
        self, made: dict[str, NoteResult] | None = None, recall: Recall | None = None, recalled: Iterable[str] = ()
    ) -> None:
        self._made = made if made is not None else {}
        self._recall = recall
        self._recalled = set(recalled)

    def __contains__(self, path: str) -> bool:
        return path in self._made or path in self._recalled

    def get(self, path: str) -> NoteResult | None:
        found = self._made.get(path)
        if found is None and path in self._recalled and self._recall is not None:
            found = self._made[path] = self._recall.result(path)
        return found

    def __setitem__(self, path: str, result: NoteResult) -> None:
        self._made[path] = result

    def pop(self, path: str) -> NoteResult | None:
        found = self.get(path)
        self._made.pop(path, None)
        self._recalled.discard(path)
        return found

    def values(self) -> Iterator[NoteResult]:
        """All of them."""
        for path in (*self._made, *(self._recalled - self._made.keys())):
            if (found := self.get(path)) is not None:
                yield found

    def fresh(self) -> list[NoteResult]:
        """What this run found itself."""
        return [result for result in self._made.values() if not result.recalled]

    def speaking(self) -> Iterator[NoteResult]:
        """The results of notes that have reports or directives."""
        rest = self._recalled - self._made.keys()
        yield from [result for result in self._made.values() if not result.quiet]
        if self._recall is not None:
            for path in self._recall.kept.diagnostics.keys() & rest:
                if (result := self.get(path)) is not None:
                    yield result

    def copy(self) -> Results:
        return Results(dict(self._made), self._recall, self._recalled)
