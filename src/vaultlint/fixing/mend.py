"""Round after round: apply what goes together, prove it, look again, until nothing is left to mend.

A step is all fixes of one rule in one note. It is proved before it counts; a step that fails is tried fix by fix, and a
fix that fails alone is refused with its reason. A text that was seen before means that two rules undo each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.fixing.edits import Taken, TextEdit, apply_edits
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
        changed = False
        for path, fixable in self._fixable(diagnostics).items():
            by_rule: dict[str, list[Diagnostic]] = {}
            taken = Taken()
            for one in fixable:
                edits = _edits(one)
                if taken.admits(edits):
                    taken.take(edits)
                    by_rule.setdefault(one.rule, []).append(one)
            # One step a round and note: the next round sees the note as this step leaves it.
            changed |= any(self._step(path, rule, fixes) for rule, fixes in list(by_rule.items())[:1])
        return changed

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

    def _step(self, path: str, rule: str, fixes: Sequence[Diagnostic]) -> bool:
        """Carry out the fixes of one rule in one note; fix by fix if they cannot be proved together."""
        reason = self._try(path, rule, fixes)
        if reason is None:
            return True
        done = False
        if len(fixes) > 1:
            # From the end of the note, so that the places of the others stay right.
            for one in sorted(fixes, key=lambda one: one.fix.edits[0].start if one.fix else 0, reverse=True):
                alone = self._try(path, rule, [one])
                done |= alone is None
                if alone is not None:
                    self._refuse(one, alone)
        else:
            self._refuse(fixes[0], reason)
        return done

    def _refuse(self, diagnostic: Diagnostic, reason: str) -> None:
        self._refused.add(_identity(diagnostic))
        self.result.refusals.append(Refusal(diagnostic, reason))

    def _try(self, path: str, rule: str, fixes: Sequence[Diagnostic]) -> str | None:
        before = self.session.read_bytes(path)
        text, transcoding = _decode(before)
        edits = sorted(edit for one in fixes for edit in _edits(one))
        new = apply_edits(text, edits)
        if new == text and not transcoding:
            return "it would change nothing"
        if not transcoding:
            may_change = {word for one in fixes if one.fix for word in one.fix.may_change}
            if (problem := difference(text, new, edits, may_change)) is not None:
                return problem
        after = new.encode("utf-8")
        seen = self._seen.setdefault(path, {before})
        if after in seen:
            return f"the note would be as it was before: {rule} and another rule undo each other"
        seen.add(after)
        self.result.originals.setdefault(path, before)
        self.session.update(path, after)
        self.result.steps.append(Step(path, rule, before, after, len(fixes)))
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


def _decode(data: bytes) -> tuple[str, bool]:
    """The text that edits count in, and whether it stands for bytes that are no UTF-8."""
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("latin-1"), True
