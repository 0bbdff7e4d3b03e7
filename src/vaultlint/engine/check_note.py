"""Check one note: bytes → text → diagnostics of the rules on notes, and facts for the vault."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from stat import S_ISREG
from typing import Any, Final

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix, RelatedPlace
from vaultlint.directives import find_directives
from vaultlint.engine.plan import ActiveRule, Plan
from vaultlint.engine.results import NoteResult
from vaultlint.facts import Facts
from vaultlint.markdown.text import Rows
from vaultlint.note import NEVER_REWRITTEN, Note, RawNote
from vaultlint.pattern import Pattern, contains
from vaultlint.rule import Change, Fix, Problem
from vaultlint.settings import VaultSettings

_LONGEST_KEY = 200

#: Gives the text of a note by its path, None if it cannot be read.
ReadText = Callable[[str], str | None]


class Placer:
    """Turns problems into diagnostics; reads a note only for a problem that does not bring its place along."""

    def __init__(self, read_text: ReadText) -> None:
        self._read = read_text
        self._rows: dict[str, tuple[str, Rows]] = {}

    def rows(self, path: str) -> tuple[str, Rows]:
        found = self._rows.get(path)
        if found is None:
            text = self._read(path) or ""
            found = self._rows[path] = (text, Rows(text))
        return found

    def place(self, problems: Iterable[Problem], active: ActiveRule, path: str | None = None) -> Iterable[Diagnostic]:
        """The diagnostics of what one rule yielded; `path` is the note unless a problem names its own."""
        for problem in problems:
            yield self._diagnostic(problem, active, problem.path or path or ".")

    def _diagnostic(self, problem: Problem, active: ActiveRule, path: str) -> Diagnostic:
        where: Any = problem.where
        key, fix = problem.key, problem.fix
        same: tuple[int, int, Place, Place] | None = None
        if where is None:
            place = end = Place(1, 1)
            key = key or problem.message
        elif hasattr(where, "row"):
            place, end = Place(where.row, where.column), Place(where.end_row, where.end_column)
            key = key or where.raw
        else:
            text, rows = self.rows(path)
            start, stop = where.start, where.end
            place, end = Place(*rows.place(start)), Place(*rows.place(stop))
            key = key or text[start:stop] or text[rows.starts[place.row - 1] : start]
            same = start, stop, place, end
        return Diagnostic(
            path,
            place,
            end,
            active.name,
            active.rule.group,
            active.severity(problem.severity),
            problem.message,
            " ".join(key.split())[:_LONGEST_KEY],
            self._fix(fix, path, same) if fix else None,
            tuple([RelatedPlace(one.path or path, Place(one.row, one.column), one.message) for one in problem.related]),
            defer=problem.defer,
            cause=problem.cause,
        )

    def _fix(self, fix: Fix, path: str, same: tuple[int, int, Place, Place] | None) -> PlacedFix:
        """The fix with its places; most fixes edit the `same` range that the report is about."""
        edits = []
        for start, stop, text, target in fix.edits:
            if same is not None and target is None and start == same[0] and stop == same[1]:
                begin, finish = same[2:]
            else:
                rows = self.rows(target or path)[1]
                begin, finish = Place(*rows.place(start)), Place(*rows.place(stop))
            edits.append(PlacedEdit(target or path, start, stop, text, begin, finish))
        return PlacedFix(
            fix.applicability,
            fix.message,
            tuple(edits),
            _in_order(fix.may_change),
            (fix.rename.old, fix.rename.new) if fix.rename else None,
            fix.if_resolves,
            fix.variant,
        )


@cache
def _in_order(changes: frozenset[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes))


#: What a rule on notes may raise without ending the run.
RULE_ERRORS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def check_note(path: str, data: bytes, plan: Plan, settings: VaultSettings) -> NoteResult:
    """Check one note or canvas, given its vault-relative path and its bytes."""
    plan = plan.at(path)
    if b"\0" in data and _only_seems_utf8(data):
        return _check_raw(path, data, plan)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _check_raw(path, data, plan)
    if path.lower().endswith(".canvas"):
        return NoteResult(path, [], _canvas(path, text))
    note = Note(path, text, settings)
    diagnostics = _run(note, plan)
    from vaultlint.vault.collect_facts import collect_facts

    facts = collect_facts(note, plan.needs)
    facts.directives = find_directives(note)
    return NoteResult(path, diagnostics, facts)


def _only_seems_utf8(data: bytes) -> bool:
    from vaultlint.encoding.guess import only_seems_utf8

    return only_seems_utf8(data)


def _check_raw(path: str, data: bytes, plan: Plan) -> NoteResult:
    raw = RawNote(path, data)
    placer = Placer(lambda _: raw.text)
    found = [one for active in plan.on_raw for one in placer.place(active.check(raw), active, path)]
    return NoteResult(path, [_only_shown(one) if one.rule in plan.unselected else one for one in found])


def _only_shown(diagnostic: Diagnostic) -> Diagnostic:
    """Return the diagnostic with a fix that is never written."""
    fix = diagnostic.fix
    return diagnostic if fix is None else diagnostic._replace(fix=fix._replace(applicability="display"))


def _canvas(path: str, text: str) -> Facts:
    from vaultlint.vault.canvas import canvas_facts

    try:
        return canvas_facts(path, text)
    except ValueError:
        return Facts(path, "canvas")  # invalid-canvas says so


def _run(note: Note, plan: Plan) -> list[Diagnostic]:
    placer = Placer(lambda _: note.text)
    spans: Callable[[type[Any]], list[Any]] = note.document.spans
    found: list[Diagnostic] = []
    problems: list[Problem] = []
    for active, required, kind, check in plan.on_notes(note):
        if required is not None and not occurs(note, required):
            continue
        try:
            if kind is None:
                problems.extend(check(note))
            elif given := spans(kind):
                problems.extend(check(given, note))
        except RULE_ERRORS as error:
            # A rule that trips over one note must not keep the other notes from being checked.
            message = f"the rule failed on this note ({type(error).__name__}: {error}); please report it"
            problems.append(Problem(None, message, key=""))
        if problems:
            if not active.rule.in_code and note.code:
                problems = list(_outside_code(note, active, problems))
            found += placer.place(problems, active, note.path)
            problems = []
    # vaultlint reports, and leaves the fixing to the owner.
    return [shown_only(diagnostic) for diagnostic in found] if note.kind in NEVER_REWRITTEN else found


def occurs(note: Note, required: str | tuple[str, ...] | Pattern) -> bool:
    """Whether a note has the text that a rule requires (`Rule.requires`)."""
    if isinstance(required, str):
        return contains(note.text, required)
    if isinstance(required, tuple):
        return any(contains(note.text, part) for part in required)
    return required.search(note.lined) is not None


def _outside_code(note: Note, active: ActiveRule, found: Iterable[Problem]) -> Iterable[Problem]:
    for problem in found:
        if problem.where is None or not note.code.covers(problem.where.start):
            yield problem
        elif active.code:
            fix = problem.fix._replace(applicability="display") if problem.fix else None
            yield replace(problem, fix=fix)


def shown_only(diagnostic: Diagnostic) -> Diagnostic:
    """The same report with a fix that is shown and never written."""
    if diagnostic.fix is None:
        return diagnostic
    return diagnostic._replace(fix=diagnostic.fix._replace(applicability="display"))


def unreadable(path: str, reason: str) -> NoteResult:
    """The result of a note that could not be read: reported, and the run goes on."""
    return NoteResult(path, [engine_report(path, "unreadable-note", f"cannot be read: {reason}", "error")], None, True)


def engine_report(
    path: str, rule: str, message: str, severity: str, place: Place | None = None, end: Place | None = None
) -> Diagnostic:
    """A report that the engine makes itself."""
    start = place or Place(1, 1)
    return Diagnostic(path, start, end or start, rule, "vault", severity, message, message)


#: A note above this size (bytes) is not read: no person wrote it, and the run must end.
LARGEST_NOTE: Final = 64 * 1024 * 1024

#: Windows would translate line endings; a pipe would wait for its writer.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_CHUNK: Final = 1 << 20


def read_file(path: str, largest: int | None = None) -> bytes:
    """The bytes of a file; OSError if they cannot be read or are more than `largest`.

    Takes two thirds of the time of `open`, which asks more about the file, and half of what it takes with `os.stat`.
    """
    file = os.open(path, _FLAGS)
    try:
        status = os.fstat(file)
        size = status.st_size
        if not S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        if largest is not None and size > largest:
            raise OSError(errno.EFBIG, f"{size:,} bytes are more than a note of {largest:,} bytes. Exclude it", path)
        data = os.read(file, size + 1)
        if len(data) == size:
            return data
        # It grows or shrinks meanwhile, or its size is not told.
        chunks = [data]
        while chunks[-1]:
            chunks.append(os.read(file, _CHUNK))
        return b"".join(chunks)
    finally:
        os.close(file)
