"""Results as plain bytes: what leaves the worker that checked a note, and what the cache keeps.

`marshal` of tuples takes a fifth of the time and a third of the room of pickled objects; what nobody asks for is never
unpacked.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from typing import Any

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix, RelatedPlace
from vaultlint.facts import Facts


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
