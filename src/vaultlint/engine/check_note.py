"""One note: bytes → text → diagnostics of the rules on notes, and the facts that the vault may know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from vaultlint.diagnostic import Diagnostic, Place
from vaultlint.directives import find_directives
from vaultlint.engine.packing import pack_diagnostics, pack_facts, unpack_diagnostics, unpack_facts
from vaultlint.engine.placing import Placer
from vaultlint.engine.plan import ActiveRule, Plan
from vaultlint.facts import Facts
from vaultlint.note import NEVER_REWRITTEN, Note, RawNote
from vaultlint.pattern import Pattern, holds
from vaultlint.rule import Problem
from vaultlint.settings import VaultSettings

#: What a rule on notes may raise without ending the run.
RULE_ERRORS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


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
    return NoteResult(path, found)


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
    for active, sign, kind, check in plan.on_notes(note):
        if sign is not None and not shows(note, sign):
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
    # vaultlint reports, and leaves the mending to the owner.
    return [shown_only(one) for one in found] if note.kind in NEVER_REWRITTEN else found


def shows(note: Note, sign: str | Pattern) -> bool:
    """Whether the sign of a rule stands in a note."""
    return holds(note.text, sign) if isinstance(sign, str) else sign.search(note.lined) is not None


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
