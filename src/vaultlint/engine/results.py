"""Results of rules, note by note: how they are packed, where they come from, which change invalidates them.

Which results survive which change is decided here, by `ValidResults`, and nowhere else:

===================  ==============  ====================  ================  =================
result               the note        facts of another      a file comes,     git or the web
                     changes         note change           goes, is renamed  answer otherwise
===================  ==============  ====================  ================  =================
`NoteResult`         dropped         valid                 valid             valid
`local`              dropped         valid                 dropped           dropped
`cross_note`         dropped         dropped               dropped           dropped
`confirmed`          dropped         dropped               dropped           dropped
`names_only`         valid           valid                 dropped           valid
===================  ==============  ====================  ================  =================

Facts "change" if `facts.alike` tells the two states apart. Cross-note results, and the report as a whole, are valid
until the moment `ValidResults.until` besides: rules that ask for the time (`Vault.is_past`) answer otherwise then. The
cache keeps all five from one run to the next under the same table (`cache.previous_run`), but nothing of a run with
rules that look at files outside the vault.
"""

from __future__ import annotations

import marshal
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix, RelatedPlace
from vaultlint.facts import Facts


def checksum(data: bytes) -> bytes:
    """Return what tells the bytes of a note from those that an editor wrote a moment later."""
    import zlib

    return b"%08x%x" % (zlib.crc32(data), len(data))


class NoteResult:
    """Results of the rules on notes for one note, and its facts.

    `facts` is None if the note could not be read as text, `failed` tells that it could not be read at all. Facts and
    diagnostics may be given packed, the facts of the previous run as a function that fetches them by the path; they are
    unpacked when they are first needed. `digest` hashes the bytes that were checked; it is empty if there are none.
    `local` is what the rules on facts found with the names of the files alone, None if these do not suffice.
    """

    __slots__ = (
        "_diagnostics",
        "_facts",
        "_packed_diagnostics",
        "_packed_facts",
        "_traits",
        "digest",
        "failed",
        "local",
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
        local: list[Diagnostic] | None = None,
    ) -> None:
        self.path = path
        self.failed = failed
        self.digest = digest
        self.local = local
        self._traits = traits
        self._facts = facts if isinstance(facts, Facts) else None
        self._packed_facts = None if isinstance(facts, Facts) else facts
        self._diagnostics = None if isinstance(diagnostics, bytes) else diagnostics
        self._packed_diagnostics = diagnostics if isinstance(diagnostics, bytes) else None

    @property
    def is_cached(self) -> bool:
        """Whether the previous run found this."""
        return callable(self._packed_facts)

    @property
    def has_facts(self) -> bool:
        """Whether the note could be read as text."""
        return self._facts is not None or (self._packed_facts is not None and bool(self.packed_facts))

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
        """The traits of the facts, which are known without unpacking them."""
        if self._traits is None:
            self._traits = self.facts.traits if self.facts is not None else 0
        return self._traits

    @property
    def is_empty(self) -> bool:
        """Whether the note has neither diagnostics nor directives, so that it needs no further work."""
        if self._packed_diagnostics is not None:
            return not self._packed_diagnostics
        return not self._diagnostics and not self._is_directed

    @property
    def _is_directed(self) -> bool:
        return self._facts is not None and bool(self._facts.directives)

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
            self._packed_diagnostics = pack_diagnostics(self.diagnostics, even_none=self._is_directed)
        return self._packed_diagnostics


@dataclass(slots=True)
class ValidResults:
    """Results that need more than one note, by path, as long as they are valid (see the module's table).

    `local`: what the rules on facts found with nothing but file names. `cross_note`: what they found where that did not
    suffice. `confirmed`: what rules on notes found, of notes in which they deferred a decision to the vault.
    `names_only`: what rules on the vault found that look at file names alone, by rule. `until` counts seconds since
    1970.
    """

    local: dict[str, list[Diagnostic]] = field(default_factory=dict)
    cross_note: dict[str, list[Diagnostic]] = field(default_factory=dict)
    confirmed: dict[str, list[Diagnostic]] = field(default_factory=dict)
    names_only: dict[str, list[Diagnostic]] = field(default_factory=dict)
    until: float = math.inf

    def note_changed(self, path: str, *, for_others: bool) -> None:
        """Drop what a change of one note invalidates; `for_others` tells that its facts changed."""
        for table in (self.local, self.cross_note, self.confirmed):
            table.pop(path, None)
        if for_others:
            self.cross_note, self.confirmed = {}, {}

    def names_changed(self) -> None:
        """Drop everything: a file came, went, or has another name."""
        self.local, self.cross_note, self.confirmed, self.names_only = {}, {}, {}, {}

    def time_passed(self) -> None:
        """Drop what was valid until now."""
        self.cross_note, self.until = {}, math.inf

    def answers_changed(self) -> None:
        """Drop what git or the web may answer otherwise now."""
        self.local, self.cross_note, self.confirmed = {}, {}, {}


class PreviousRun(Protocol):
    """Results of the previous run: read by a session, replaced afterwards."""

    def is_current(self) -> bool:
        """Whether nothing at all has changed, so that the whole report is valid."""

    def report(self) -> list[Diagnostic]:
        """The whole report, if it is current."""

    def known(self, paths: Iterable[str]) -> set[str]:
        """The notes whose bytes are unchanged and whose results are known."""

    def has_facts(self, path: str) -> bool:
        """Whether the file of a note is as it was, by its time and size, and its facts are known."""

    def aliases(self, path: str) -> Sequence[str]:
        """The aliases of a note with facts, which are known without unpacking these."""

    def result(self, path: str) -> NoteResult:
        """The result of a known note."""

    def with_diagnostics(self) -> Collection[str]:
        """Known notes that have diagnostics or directives; maybe others that are no longer known."""

    def valid_results(self, fresh: Mapping[str, NoteResult]) -> ValidResults:
        """Results still valid after the notes of `fresh` were rechecked."""

    @staticmethod
    def digest(data: bytes) -> bytes:
        """The hash by which the bytes of a note are known."""

    def save(self, report: Sequence[Diagnostic], results: Results, valid: ValidResults, *, failed: bool) -> None:
        """Store a report and its inputs. Nothing is stored if it cannot be written."""


class Results:
    """Results by path. Those of the previous run are built on demand: most are never needed.

    `cached` are the paths of these; `made` are the others.
    """

    __slots__ = ("_cached", "_made", "_previous")

    def __init__(
        self,
        made: dict[str, NoteResult] | None = None,
        previous: PreviousRun | None = None,
        cached: Iterable[str] = (),
    ) -> None:
        self._made = made if made is not None else {}
        self._previous = previous
        self._cached = set(cached)

    def __contains__(self, path: str) -> bool:
        return path in self._made or path in self._cached

    def get(self, path: str) -> NoteResult | None:
        result = self._made.get(path)
        if result is None and path in self._cached and self._previous is not None:
            result = self._made[path] = self._previous.result(path)
        return result

    def __setitem__(self, path: str, result: NoteResult) -> None:
        self._made[path] = result

    def pop(self, path: str) -> NoteResult | None:
        result = self.get(path)
        self._made.pop(path, None)
        self._cached.discard(path)
        return result

    def values(self) -> Iterator[NoteResult]:
        """All of them."""
        for path in (*self._made, *(self._cached - self._made.keys())):
            if (result := self.get(path)) is not None:
                yield result

    def fresh(self) -> list[NoteResult]:
        """Results of this run."""
        return [result for result in self._made.values() if not result.is_cached]

    def with_diagnostics(self) -> Iterator[NoteResult]:
        """The results of notes that have diagnostics or directives."""
        rest = self._cached - self._made.keys()
        yield from [result for result in self._made.values() if not result.is_empty]
        if self._previous is not None:
            for path in rest.intersection(self._previous.with_diagnostics()):
                if (result := self.get(path)) is not None:
                    yield result

    def copy(self) -> Results:
        return Results(dict(self._made), self._previous, self._cached)


def pack_facts(facts: Facts | None) -> bytes:
    """The facts of a note as bytes, b"" for None."""
    return marshal.dumps(facts.pack(), 2) if facts is not None else b""


def unpack_facts(packed: bytes) -> Facts | None:
    return Facts.unpack(marshal.loads(packed)) if packed else None


def pack_diagnostics(diagnostics: Iterable[Diagnostic], *, even_none: bool = False) -> bytes:
    """Diagnostics in their order; b"" for none, unless `even_none` asks for an empty list."""
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
    return (*plain, fix, related, one.fingerprint, one.defer, one.cause)


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
    defer: str | None,
    cause: str,
) -> Diagnostic:
    placed = None
    if fix is not None:
        edits = tuple(
            PlacedEdit(target, start, stop, text, Place(*begin), Place(*finish))
            for target, start, stop, text, begin, finish in fix[2]
        )
        placed = PlacedFix(fix[0], fix[1], edits, *fix[3:])
    places = tuple(RelatedPlace(one[0], Place(*one[1]), one[2]) for one in related)
    return Diagnostic(
        path,
        Place(*place),
        Place(*end),
        rule,
        group,
        severity,
        message,
        key,
        placed,
        places,
        fingerprint,
        defer,
        cause,
    )
