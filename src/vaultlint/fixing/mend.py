"""Round after round: apply what goes together, prove it, look again, until nothing is left to mend.

A step is all fixes of one rule in one note. It is proved before it counts; a step that fails is tried fix by fix, and a
fix that fails alone is refused with its reason. A text that was seen before means that two rules undo each other. Fixes
over several files come after those of single notes, one at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.fixing.draft import Draft
from vaultlint.fixing.edits import Taken, TextEdit
from vaultlint.fixing.standing import Standing
from vaultlint.fixing.wide import WideStep, carry_out, involved, is_wide

ROUNDS = 10
#: Looks at the vault for fixes over several files; each applies all that do not share a file.
WIDE_ROUNDS = 200
TIERS = {"safe": frozenset({"safe"}), "unsafe": frozenset({"safe", "unsafe"})}

#: Asked before a fix is applied; False leaves it out.
Choose = Callable[[Diagnostic], bool]


@dataclass(slots=True)
class Step:
    """The fixes of one rule in one note, carried out: the note before and after."""

    path: str
    rule: str
    before: bytes
    after: bytes
    fixes: list[Diagnostic]


@dataclass(slots=True)
class Refusal:
    """A fix that was not applied, and why."""

    diagnostic: Diagnostic
    reason: str


@dataclass(slots=True)
class Mended:
    """What a mending came to. `steps` are in the order in which they were carried out.

    Notes have the names that they have after all renames; `originals` are their bytes on the disk.
    """

    steps: list[Step] = field(default_factory=list)
    wide: list[WideStep] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    originals: dict[str, bytes] = field(default_factory=dict)
    fixed: list[Diagnostic] = field(default_factory=list)

    @property
    def renames(self) -> list[tuple[str, str, str]]:
        """Old name, new name, rule; in the order in which they have to be done."""
        return [(old, new, step.diagnostic.rule) for step in self.wide for old, new in step.renames]

    @property
    def by_rule(self) -> dict[str, int]:
        """How many fixes of each rule were applied."""
        counts: dict[str, int] = {}
        for one in self.fixed:
            counts[one.rule] = counts.get(one.rule, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


class Mender:
    """Mends the notes of a session in memory; nothing is written here."""

    def __init__(self, session: Session, *, unsafe: bool, choose: Choose | None = None) -> None:
        self.session = session
        self.tiers = TIERS["unsafe" if unsafe else "safe"]
        self.choose = choose
        self.result = Mended()
        self._answers: dict[tuple[str, str, str], bool] = {}  # nobody is asked twice for the same fix
        self._declined: Counter[tuple[str, str, str]] = Counter()  # path, rule, text
        self._refused: dict[tuple[str, str, str], bytes] = {}  # refused for a note of these bytes
        self._seen: dict[str, set[bytes]] = {}

    def run(self) -> Mended:
        """Mend until nothing changes."""
        self._mend_notes()
        for _ in range(WIDE_ROUNDS):
            if not self._mend_over_files():
                break
            self._mend_notes()
        return self.result

    def _mend_notes(self) -> None:
        """All fixes of single notes, until none is left."""
        standing, first = Standing(self.session), len(self.result.steps)
        for _ in range(ROUNDS):
            by_note: dict[str, list[Diagnostic]] = {}
            for one in self._fixable(wide=False):
                by_note.setdefault(one.path, []).append(one)
            changed = [self._mend(path, fixable) for path, fixable in by_note.items()]
            if not any(changed):
                break
        self._keep_links(standing, first)

    def _mend(self, path: str, fixable: Iterable[Diagnostic]) -> bool:
        note = Draft(self.session.read_bytes(path))
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
        seen.add(note.data)  # not what was between two steps: the next round may well come by there
        self.result.originals.setdefault(path, note.original)
        self.session.update(path, note.data)
        return True

    def _fixable(self, *, wide: bool) -> Iterator[Diagnostic]:
        """The reports that may be mended now: those of one note, or those over several files."""
        offered = [
            one
            for one in self.session.diagnostics()
            if one.fix is not None
            and one.fix.applicability in self.tiers
            and (one.fix.edits or one.fix.rename)
            and is_wide(one) is wide
            and not self._was_refused(one)
        ]
        if self.choose is None:
            yield from offered
            return
        alike = Counter((one.path, one.rule, one.key) for one in offered)
        for one in offered:
            if self._wanted(one, self.choose, alike[one.path, one.rule, one.key]):
                yield one

    def _was_refused(self, one: Diagnostic) -> bool:
        """Whether the fix was refused for the note as it is: what it needs may have been mended since."""
        known = self._refused.get(_identity(one))
        return known is not None and known == self.session.read_bytes(one.path)

    def _wanted(self, one: Diagnostic, choose: Choose, alike: int) -> bool:
        """What was answered, or is now. A fix that was declined may have moved with the text above it."""
        exact, text = _identity(one), (one.path, one.rule, one.key)
        if exact not in self._answers:
            if alike <= self._declined[text]:
                return False
            self._answers[exact] = choose(one)
            self._declined[text] += not self._answers[exact]
        return self._answers[exact]

    def _step(self, note: Draft, path: str, rule: str, fixes: Sequence[Diagnostic], seen: set[bytes]) -> None:
        """Carry out the fixes of one rule in one note; fix by fix if they cannot be proved together."""
        reason = self._try(note, path, rule, fixes, seen)
        if reason is None:
            return
        for one in fixes:
            alone = reason if len(fixes) == 1 else self._try(note, path, rule, [one], seen)
            if alone is not None:
                self._refuse(one, alone, note.original)

    def _refuse(self, diagnostic: Diagnostic, reason: str, data: bytes) -> None:
        self._refused[_identity(diagnostic)] = data
        refusals = [one for one in self.result.refusals if _identity(one.diagnostic) != _identity(diagnostic)]
        self.result.refusals = [*refusals, Refusal(diagnostic, reason)]

    def _try(self, note: Draft, path: str, rule: str, fixes: Sequence[Diagnostic], seen: set[bytes]) -> str | None:
        """Carry out fixes if that is proved: None, or the reason why they are left out."""
        before = note.data
        may_change = {word for one in fixes if one.fix for word in one.fix.may_change}
        if (problem := note.apply([edit for one in fixes for edit in _edits(one)], may_change)) is not None:
            return problem
        if note.data in seen:
            note.take_back()
            return f"the note would be as it was before: {rule} and another rule undo each other"
        self.result.steps.append(Step(path, rule, before, note.data, list(fixes)))
        self.result.fixed += fixes
        done = {_identity(one) for one in fixes}
        if self.result.refusals:
            self.result.refusals = [one for one in self.result.refusals if _identity(one.diagnostic) not in done]
        return None

    def _keep_links(self, standing: Standing, first: int) -> None:
        """No link anywhere may resolve worse than before: take back, last step first, what made one worse."""
        steps = self.result.steps
        for path in dict.fromkeys(step.path for step in steps[first:]):
            while (worse := standing.worsened_by(path)) is not None:
                step = next((one for one in reversed(steps[first:]) if one.path == path), None)
                if step is None:
                    break
                steps.remove(step)
                self.session.update(path, step.before)
                gone = {id(one) for one in step.fixes}
                self.result.fixed = [one for one in self.result.fixed if id(one) not in gone]
                for one in step.fixes:
                    self._refuse(one, f"the link {worse} would no longer lead where it leads", step.before)
            if self.session.changed.get(path) == self.result.originals[path]:
                del self.session.changed[path], self.result.originals[path]

    def _mend_over_files(self) -> bool:
        """All fixes over several files that share none. Whether anything changed."""
        touched: set[str] = set()
        refused: list[tuple[Diagnostic, str]] = []
        standing: Standing | None = None
        for one in list(self._fixable(wide=True)):
            files = involved(self.session, one)
            if not touched.isdisjoint(files):
                continue  # the edits count characters of a text that is no more: the next look makes them anew
            if standing is None:
                standing = Standing(self.session, every=True)
            step = carry_out(self.session, one, standing)
            if isinstance(step, WideStep):
                self._take(step)
                touched |= files
                standing = None
            else:
                refused.append((one, step))
        for one, reason in () if touched else refused:  # if anything changed, all are tried once more
            self.result.refusals.append(Refusal(one, reason))
        return bool(touched)

    def _take(self, step: WideStep) -> None:
        result, one = self.result, step.diagnostic
        names = step.moved
        result.originals = {names.get(path, path): data for path, data in result.originals.items()}
        self._seen = {names.get(path, path): texts for path, texts in self._seen.items()}
        for each in result.steps:
            each.path = names.get(each.path, each.path)
        for path, before in step.texts.items():
            result.originals.setdefault(path, before)
            result.steps.append(Step(path, one.rule, before, self.session.changed[path], [one]))
        result.wide.append(step)
        result.fixed.append(one)


def _identity(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.path, diagnostic.rule, f"{diagnostic.place.row}:{diagnostic.place.column}:{diagnostic.key}"


def _edits(diagnostic: Diagnostic) -> list[TextEdit]:
    return [TextEdit(edit.start, edit.end, edit.text) for edit in diagnostic.fix.edits] if diagnostic.fix else []
