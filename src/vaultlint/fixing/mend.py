"""Round after round: apply what goes together, prove it, look again, until nothing is left to mend.

A step is all fixes of one rule in one note. It is proved before it counts; a step that fails is tried fix by fix, and a
fix that fails alone is refused with its reason. A text that was seen before means that two rules undo each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.fixing.edits import Shift, Taken, TextEdit, apply_edits
from vaultlint.fixing.proof import difference
from vaultlint.fixing.standing import Standing

ROUNDS = 10
TIERS = {"safe": frozenset({"safe"}), "unsafe": frozenset({"safe", "unsafe"})}

#: Asked before a fix is applied; False leaves it out.
Choose = Callable[[Diagnostic], bool]


@dataclass(slots=True)
class Step:
    """The fixes of one rule in one note, carried out: the note before and after, and how many they were."""

    path: str
    rule: str
    before: bytes
    after: bytes
    fixes: int


@dataclass(slots=True)
class Refusal:
    """A fix that was not applied, and why."""

    diagnostic: Diagnostic
    reason: str


@dataclass(slots=True)
class Mended:
    """What a mending came to. `steps` are in the order in which they were carried out."""

    steps: list[Step] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    renames: list[tuple[str, str, str]] = field(default_factory=list)  # old, new, rule
    originals: dict[str, bytes] = field(default_factory=dict)
    fixed: list[Diagnostic] = field(default_factory=list)

    @property
    def by_rule(self) -> dict[str, int]:
        """How many fixes of each rule were applied."""
        counts: dict[str, int] = {}
        for step in self.steps:
            counts[step.rule] = counts.get(step.rule, 0) + step.fixes
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


class Mender:
    """Mends the notes of a session in memory; nothing is written here."""

    def __init__(self, session: Session, *, unsafe: bool, choose: Choose | None = None) -> None:
        self.session = session
        self.tiers = TIERS["unsafe" if unsafe else "safe"]
        self.choose = choose
        self.result = Mended()
        self._refused: set[tuple[str, str, str]] = set()  # path, rule, key: not asked or tried again
        self._seen: dict[str, set[bytes]] = {}

    def run(self) -> Mended:
        """Mend until nothing changes."""
        standing = Standing(self.session)
        for _ in range(ROUNDS):
            if not self._round(self.session.diagnostics()):
                break
        self._keep_links(standing)
        return self.result

    def _round(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """One look at every note: all fixes that do not touch each other. Whether any note changed."""
        changed = [self._mend(path, fixable) for path, fixable in self._fixable(diagnostics).items()]
        return any(changed)

    def _mend(self, path: str, fixable: Iterable[Diagnostic]) -> bool:
        note = _Draft(self.session.read_bytes(path))
        taken = Taken()
        by_rule: dict[str, list[Diagnostic]] = {}
        for one in fixable:
            edits = _edits(one)
            if taken.admits(edits):
                taken.take(edits)
                by_rule.setdefault(one.rule, []).append(one)
        seen = self._seen.setdefault(path, {note.data})
        for rule, fixes in by_rule.items():
            self._step(note, path, rule, fixes, seen)
        if note.data == note.original:
            return False
        self.result.originals.setdefault(path, note.original)
        self.session.update(path, note.data)
        return True

    def _fixable(self, diagnostics: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
        """The reports that may be mended, by note."""
        found: dict[str, list[Diagnostic]] = {}
        for one in diagnostics:
            if one.fix is None or one.fix.applicability not in self.tiers or not one.fix.edits or one.fix.rename:
                continue
            if any(edit.path != one.path for edit in one.fix.edits) or _identity(one) in self._refused:
                continue
            if self.choose is not None and not self.choose(one):
                self._refused.add(_identity(one))
                continue
            found.setdefault(one.path, []).append(one)
        return found

    def _step(self, note: _Draft, path: str, rule: str, fixes: Sequence[Diagnostic], seen: set[bytes]) -> None:
        """Carry out the fixes of one rule in one note; fix by fix if they cannot be proved together."""
        reason = self._try(note, path, rule, fixes, seen)
        if reason is None:
            return
        for one in fixes:
            alone = reason if len(fixes) == 1 else self._try(note, path, rule, [one], seen)
            if alone is not None:
                self._refuse(one, alone)

    def _refuse(self, diagnostic: Diagnostic, reason: str) -> None:
        self._refused.add(_identity(diagnostic))
        self.result.refusals.append(Refusal(diagnostic, reason))

    def _try(self, note: _Draft, path: str, rule: str, fixes: Sequence[Diagnostic], seen: set[bytes]) -> str | None:
        """Carry out fixes if that is proved: None, or the reason why they are left out."""
        before = note.data
        may_change = {word for one in fixes if one.fix for word in one.fix.may_change}
        if (problem := note.apply([edit for one in fixes for edit in _edits(one)], may_change)) is not None:
            return problem
        if note.data in seen:
            note.take_back()
            return f"the note would be as it was before: {rule} and another rule undo each other"
        seen.add(note.data)
        self.result.steps.append(Step(path, rule, before, note.data, len(fixes)))
        self.result.fixed += fixes
        return None

    def _keep_links(self, standing: Standing) -> None:
        """No link anywhere may resolve worse than before: take back, last step first, what made one worse."""
        for path in list(self.result.originals):
            while (worse := standing.worsened_by(path)) is not None:
                step = next((one for one in reversed(self.result.steps) if one.path == path), None)
                if step is None:
                    break
                self.result.steps.remove(step)
                self.session.update(path, step.before)
                undone = [one for one in self.result.fixed if one.path == path and one.rule == step.rule]
                self.result.fixed = [one for one in self.result.fixed if one not in undone]
                for one in undone[: step.fixes]:
                    self._refuse(one, f"the link {worse} would no longer lead where it leads")
            if self.session.changed.get(path) == self.result.originals[path]:
                del self.session.changed[path], self.result.originals[path]


def _identity(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.path, diagnostic.rule, f"{diagnostic.place.row}:{diagnostic.place.column}:{diagnostic.key}"


def _edits(diagnostic: Diagnostic) -> list[TextEdit]:
    return [TextEdit(edit.start, edit.end, edit.text) for edit in diagnostic.fix.edits] if diagnostic.fix else []


class _Draft:
    """A note in the making. Edits count characters of the text that the round began with, whatever was done since."""

    def __init__(self, data: bytes) -> None:
        self.original = self.data = data
        self._done: list[TextEdit] = []
        self._undo: tuple[bytes, list[TextEdit], str] | None = None
        try:
            self._text, self._is_utf8 = data.decode("utf-8"), True
        except UnicodeDecodeError:
            # Edits of such a note count bytes; all that may be done to it is to transcode it as a whole.
            self._text, self._is_utf8 = data.decode("latin-1"), False

    def apply(self, edits: Sequence[TextEdit], may_change: Iterable[str]) -> str | None:
        """Carry out edits that are proved; else the reason, and the note stays as it is."""
        shift = Shift(self._done)
        moved = [
            TextEdit(shift.start(one.start), shift.start(one.start) + one.end - one.start, one.text) for one in edits
        ]
        new = apply_edits(self._text, moved)
        if self._is_utf8 and new == self._text:
            return "it would change nothing"
        if self._is_utf8 and (problem := difference(self._text, new, moved, may_change)) is not None:
            return problem
        self._undo = (self.data, self._done, self._text)
        self.data, self._done, self._text = new.encode("utf-8"), sorted([*self._done, *edits]), new
        return None

    def take_back(self) -> None:
        """Undo the last `apply`."""
        if self._undo is not None:
            self.data, self._done, self._text = self._undo
