"""What came of the notes of a session, by path."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix, RelatedPlace
from vaultlint.facts import Facts

if TYPE_CHECKING:
    from vaultlint.cache.previous_run import Recall


class NoteResult:
    """What came of a note: `facts` is None if it could not be read as text, `failed` if it could not be read at all.

    Facts and diagnostics may be given packed, the facts of an earlier run as a function that fetches them by the path;
    they are unpacked when asked for. `digest` hashes the bytes that were checked; it is empty if nobody keeps results.
    `early` is what the rules on facts said before all notes were read, if they could; `traits` are those of the facts.
    """

    __slots__ = (
        "_diagnostics",
        "_facts",
        "_packed_diagnostics",
        "_packed_facts",
        "_traits",
        "digest",
        "early",
        "failed",
        "path",
    )

    def __init__(
        self,
        path: str,
        diagnostics: Sequence[Diagnostic] | bytes = (),
        facts: Facts | bytes | Callable[[str], bytes] | None = None,
        failed: bool = False,
        digest: bytes = b"",
        traits: int | None = None,
        early: list[Diagnostic] | None = None,
    ) -> None:
        self.path = path
        self.failed = failed
        self.digest = digest
        self.early = early
        self._traits = traits
        self._facts = facts if isinstance(facts, Facts) else None
        self._packed_facts = None if isinstance(facts, Facts) else facts
        self._diagnostics = None if isinstance(diagnostics, bytes) else diagnostics
        self._packed_diagnostics = diagnostics if isinstance(diagnostics, bytes) else None

    @property
    def recalled(self) -> bool:
        """Whether an earlier run found this."""
        return callable(self._packed_facts)

    @property
    def facts(self) -> Facts | None:
        if self._facts is None and self._packed_facts is not None:
            self._facts = unpack_facts(self.packed_facts)
        return self._facts

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        if self._diagnostics is None:
            self._diagnostics = unpack_diagnostics(self.packed_diagnostics)
        return self._diagnostics

    @property
    def traits(self) -> int:
        if self._traits is None:
            self._traits = self.facts.traits if self.facts is not None else 0
        return self._traits

    @property
    def quiet(self) -> bool:
        """Whether the note has neither reports nor directives, so that nobody has to look at it."""
        return not self.packed_diagnostics

    @property
    def packed_facts(self) -> bytes:
        packed = self._packed_facts
        if packed is None:
            packed = self._packed_facts = pack_facts(self._facts)
        return packed(self.path) if callable(packed) else packed

    @property
    def packed_diagnostics(self) -> bytes:
        """The diagnostics as bytes, empty only for a quiet note."""
        if self._packed_diagnostics is None:
            directed = self._facts is not None and bool(self._facts.directives)
            self._packed_diagnostics = pack_diagnostics(self.diagnostics, even_none=directed)
        return self._packed_diagnostics


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


def pack_facts(facts: Facts | None) -> bytes:
    """The facts of a note; nothing for a note that has none."""
    return marshal.dumps(facts.pack(), 2) if facts is not None else b""


def unpack_facts(packed: bytes) -> Facts | None:
    return Facts.unpack(marshal.loads(packed)) if packed else None


def pack_diagnostics(diagnostics: Iterable[Diagnostic], *, even_none: bool = False) -> bytes:
    """Reports in their order; nothing for none, unless `even_none` asks for an empty list."""
    tuples = [_tuple(one) for one in diagnostics]
    return marshal.dumps(tuples, 2) if tuples or even_none else b""


def unpack_diagnostics(packed: bytes) -> list[Diagnostic]:
    return [_diagnostic(*one) for one in marshal.loads(packed)] if packed else []


def _tuple(one: Diagnostic) -> tuple[Any, ...]:
    fix = one.fix and (
        one.fix.applicability,
        one.fix.message,
        [(edit.path, edit.start, edit.end, edit.text, tuple(edit.begin), tuple(edit.finish)) for edit in one.fix.edits],
        one.fix.may_change,
        one.fix.rename,
        one.fix.if_resolves,
        one.fix.variant,
    )
    related = [(place.path, tuple(place.place), place.message) for place in one.related]
    plain = (one.path, tuple(one.place), tuple(one.end), one.rule, one.group, one.severity, one.message, one.key)
    return (*plain, fix, related, one.fingerprint, one.ask)


def _diagnostic(
    path: str,
    place: tuple[int, int],
    end: tuple[int, int],
    rule: str,
    group: str,
    severity: str,
    message: str,
    key: str,
    fix: tuple[Any, ...] | None,
    related: list[tuple[Any, ...]],
    fingerprint: str,
    ask: str | None,
) -> Diagnostic:
    mended = None
    if fix is not None:
        edits = tuple(
            PlacedEdit(target, start, stop, text, Place(*begin), Place(*finish))
            for target, start, stop, text, begin, finish in fix[2]
        )
        mended = PlacedFix(fix[0], fix[1], edits, *fix[3:])
    places = tuple(RelatedPlace(one[0], Place(*one[1]), one[2]) for one in related)
    return Diagnostic(
        path, Place(*place), Place(*end), rule, group, severity, message, key, mended, places, fingerprint, ask
    )


@dataclass(slots=True)
class Said:
    """What the rules on facts said of notes: `early` where they asked for nothing but names, else `late`.

    `settled`: what rules on notes said, of those notes in which they left something to the vault. `of_names`: what
    rules on the vault said that look at the names of files alone, by rule.
    """

    early: dict[str, list[Diagnostic]] = field(default_factory=dict)
    late: dict[str, list[Diagnostic]] = field(default_factory=dict)
    settled: dict[str, list[Diagnostic]] = field(default_factory=dict)
    of_names: dict[str, list[Diagnostic]] = field(default_factory=dict)

    def forget(self, path: str) -> None:
        """A note changes, and nothing that the rules on other notes ask for."""
        for table in (self.early, self.late, self.settled):
            table.pop(path, None)

    def forget_late(self) -> None:
        """Notes change in what others ask for, and not in their names: what was said early still holds."""
        self.late, self.settled = {}, {}
