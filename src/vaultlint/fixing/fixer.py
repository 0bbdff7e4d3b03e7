"""The fix loop: apply compatible fixes, verify, check again, until nothing is left to fix.

A step is all fixes of one rule in one note. It is proved before it counts; a step that fails is tried fix by fix, and a
fix that fails alone is refused with its reason. Rules that bring a note back to a text that it had, that find no end,
or that break a link are banned from that note, which is then fixed without them. Fixes over several files come after
those of single notes, one at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.fixing.edits import Shift, Taken, TextEdit
from vaultlint.fixing.link_guard import Standing
from vaultlint.fixing.multi_file import WideStep, carry_out, involved, is_wide
from vaultlint.fixing.results import FixResult, RejectedFix, Step
from vaultlint.fixing.verify import Draft
from vaultlint.fixing.write import Write

ROUNDS = 10
#: Times that fixed notes are laid out again and then fixed again.
LAYOUT_ROUNDS = 4
#: Looks at the vault for fixes over several files; each applies all that do not share a file.
WIDE_ROUNDS = 200
TIERS = {"safe": frozenset({"safe"}), "unsafe": frozenset({"safe", "unsafe"})}

#: Asked before a fix is applied; False leaves it out.
Choose = Callable[[Diagnostic], bool]
#: Path, bytes before the first fix and bytes now → the bytes in the layout that the note is to keep.
Layout = Callable[[str, bytes, bytes], bytes]


class Fixer:
    """Fixes the notes of a session in memory; nothing is written here.

    `layout` is asked for the layout of each fixed note once no fix is left.
    """

    def __init__(
        self, session: Session, *, unsafe: bool, choose: Choose | None = None, layout: Layout | None = None
    ) -> None:
        self.session = session
        self.tiers = TIERS["unsafe" if unsafe else "safe"]
        self.choose = choose
        self.layout = layout
        self.result = FixResult()
        self._answers: dict[tuple[str, str, str], bool] = {}  # the same fix is asked about once
        self._declined: Counter[tuple[str, str, str]] = Counter()  # path, rule, text
        self._refused: dict[tuple[str, str, str], bytes] = {}  # refused for a note of these bytes
        self._rejected: dict[tuple[str, str, str], RejectedFix] = {}
        self._trails: dict[str, list[tuple[bytes, list[Step]]]] = {}  # a note after each round, and what led there
        self._banned: dict[str, set[str]] = {}  # note → rules that may not fix it any more

    def run(self) -> FixResult:
        """Fix until nothing changes."""
        self.result.found = Counter((diagnostic.path, diagnostic.rule) for diagnostic in self.session.diagnostics())
        self._fix_all()
        for _ in range(LAYOUT_ROUNDS):
            if not self._lay_out():
                break
            self._fix_all()
        self.result.rejected = list(self._rejected.values())
        return self.result

    def _fix_all(self) -> None:
        self._fix_notes()
        for _ in range(WIDE_ROUNDS):
            if not self._fix_over_files():
                break
            self._fix_notes()

    def _lay_out(self) -> bool:
        """Lay out the fixed notes; return whether that changed one, so that it has to be checked again."""
        changed = False
        for path, original in self.result.originals.items() if self.layout is not None else ():
            data = self.session.read_bytes(path)
            if self.layout is not None and (new := self.layout(path, original, data)) != data:
                self.session.edit(path, new)
                changed = True
        return changed

    def _fix_notes(self) -> None:
        """Apply the fixes of single notes until none is left."""
        standing = Standing(self.session)
        self._trails.clear()
        while True:
            changed = self._round()
            rounds = 1
            while changed and rounds < ROUNDS:
                changed, rounds = self._round(), rounds + 1
            for path in self._trails.keys() & changed:
                # All that still take turns: the rule of the last round alone would differ with where the note began.
                late = self._trails[path][-ROUNDS // 2 :]
                rules = {step.rule for _, made in late for step in made}
                self._without(path, rules, f"{_listed(rules)} would go on for ever")
            if not changed and not self._keep_links(standing):
                return

    def _round(self) -> list[str]:
        """One look at every note: all fixes that do not touch each other. The notes that changed."""
        by_note: dict[str, list[Diagnostic]] = {}
        for one in self._fixable(wide=False):
            by_note.setdefault(one.path, []).append(one)
        return [path for path, fixable in by_note.items() if self._fix_note(path, fixable)]

    def _fix_note(self, path: str, fixable: Iterable[Diagnostic]) -> bool:
        data = self.session.read_bytes(path)
        if not self.session.was_checked(path, data):
            self.session.revert(path)  # an editor wrote it since: the edits count characters of another text
            return True
        note = Draft(data)
        taken = Taken()
        by_rule: dict[str, list[Diagnostic]] = {}
        for diagnostic in fixable:
            edits = _edits(diagnostic)
            if taken.admits(edits):
                taken.take(edits)
                by_rule.setdefault(diagnostic.rule, []).append(diagnostic)
        steps: list[Step] = []
        for rule, fixes in by_rule.items():
            self._step(note, path, rule, fixes, steps)
        if note.data == note.original:
            return False
        trail = self._trails.setdefault(path, [(note.original, [])])
        trail.append((note.data, steps))
        self._record(path, note, steps)
        for number, (data, _) in enumerate(trail[:-1]):
            if data == note.data:
                rules = {step.rule for _, made in trail[number + 1 :] for step in made}
                self._without(path, rules, f"{_listed(rules)} undo each other")
                break
        return True

    def _record(self, path: str, note: Draft, steps: Sequence[Step]) -> None:
        self.result.originals.setdefault(path, note.original)
        note.done()
        self.session.edit(path, note.data)
        self.result.steps += steps
        fixes = [fix for step in steps for fix in step.fixes]
        self.result.fixed += fixes
        for fix in fixes if self._rejected else ():
            self._rejected.pop(_identity(fix), None)

    def _without(self, path: str, rules: set[str], reason: str) -> None:
        """Restore a note's original text and ban rules from it; the others start over."""
        trail = self._trails[path]
        gone = [step for _, steps in trail for step in steps]
        data = trail[0][0]
        del trail[1:]
        self._banned.setdefault(path, set()).update(rules)
        for rule in sorted(rules):
            first = next(step.fixes[0] for step in gone if step.rule == rule)
            self._refuse(first, reason, data)
        steps = {id(step) for step in gone}
        fixes = {id(fix) for step in gone for fix in step.fixes}
        self.result.steps = [one for one in self.result.steps if id(one) not in steps]
        self.result.fixed = [diagnostic for diagnostic in self.result.fixed if id(diagnostic) not in fixes]
        if data == self.result.originals[path]:
            del self.result.originals[path]
            self.session.revert(path)
        else:
            self.session.edit(path, data)

    def _fixable(self, *, wide: bool) -> Iterator[Diagnostic]:
        """The reports that may be fixed now: those of one note, or those over several files."""
        offered = [
            diagnostic
            for diagnostic in self.session.diagnostics()
            if diagnostic.fix is not None
            and diagnostic.fix.applicability in self.tiers
            and (diagnostic.fix.edits or diagnostic.fix.rename)
            and is_wide(diagnostic) is wide
            and diagnostic.rule not in self._banned.get(diagnostic.path, ())
            and not self._was_rejected(diagnostic)
        ]
        if self.choose is None:
            yield from offered
            return
        alike = Counter((diagnostic.path, diagnostic.rule, diagnostic.key) for diagnostic in offered)
        for diagnostic in offered:
            if self._wanted(diagnostic, self.choose, alike[diagnostic.path, diagnostic.rule, diagnostic.key]):
                yield diagnostic

    def _was_rejected(self, diagnostic: Diagnostic) -> bool:
        """Whether the fix was refused for the note as it is: what it needs may have been fixed since."""
        known = self._refused.get(_identity(diagnostic))
        return known is not None and known == self.session.read_bytes(diagnostic.path)

    def _wanted(self, diagnostic: Diagnostic, choose: Choose, alike: int) -> bool:
        """The earlier answer, or a new one. A fix that was declined may have moved with the text above it."""
        exact, text = _identity(diagnostic), (diagnostic.path, diagnostic.rule, diagnostic.key)
        if exact not in self._answers:
            if alike <= self._declined[text]:
                return False
            self._answers[exact] = choose(diagnostic)
            self._declined[text] += not self._answers[exact]
        return self._answers[exact]

    def _step(self, note: Draft, path: str, rule: str, fixes: Sequence[Diagnostic], steps: list[Step]) -> None:
        """Carry out the fixes of one rule in one note; fix by fix if they cannot be proved together."""
        reason = _try(note, path, rule, fixes, steps)
        if reason is None:
            return
        for fix in fixes:
            alone = reason if len(fixes) == 1 else _try(note, path, rule, [fix], steps)
            if alone is not None:
                self._refuse(fix, alone, note.original)

    def _refuse(self, diagnostic: Diagnostic, reason: str, data: bytes) -> None:
        self._refused[_identity(diagnostic)] = data
        self._rejected.pop(_identity(diagnostic), None)  # the last one that was rejected comes last
        self._rejected[_identity(diagnostic)] = RejectedFix(diagnostic, reason)

    def _keep_links(self, standing: Standing) -> bool:
        """No link anywhere may resolve worse than before: a rule that makes one worse is banned. Whether one was."""
        found = False
        for path, trail in self._trails.items():
            steps = [step for _, made in trail for step in made]
            worse = standing.worsened_by(path, [step.shift for step in steps]) if steps else None
            if worse is None:
                continue
            found = True
            reason = f"the link {worse} would no longer lead where it leads"
            # Back, step by step, to where the links are as they were: what was done there is to blame.
            while worse is not None and steps:
                culprit = steps.pop()
                self.session.edit(path, culprit.before)
                worse = standing.worsened_by(path, [step.shift for step in steps])
            self._without(path, {culprit.rule}, reason)
        return found

    def _fix_over_files(self) -> bool:
        """Apply fixes over several files that do not overlap; return whether anything changed."""
        touched: set[str] = set()
        refused: list[tuple[Diagnostic, str]] = []
        standing: Standing | None = None
        for one in list(self._fixable(wide=True)):
            files = involved(self.session, one)
            if not touched.isdisjoint(files):
                continue  # the edits' offsets belong to an outdated text: the next round makes new ones
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
            self._rejected[_identity(one)] = RejectedFix(one, reason)
        return bool(touched)

    def _take(self, step: WideStep) -> None:
        result, one = self.result, step.diagnostic
        names = step.moved
        result.originals = {names.get(path, path): data for path, data in result.originals.items()}
        self._banned = {names.get(path, path): rules for path, rules in self._banned.items()}
        for each in result.steps:
            each.path = names.get(each.path, each.path)
        for path, before in step.texts.items():
            result.originals.setdefault(path, before)
            result.steps.append(Step(path, one.rule, before, self.session.read_bytes(path), [one], Shift(())))
        result.wide.append(step)
        result.fixed.append(one)


def revert_unwritten(session: Session, result: FixResult, refused: Iterable[Write]) -> None:
    """Reload from the disk what could not be written, and count it as not fixed."""
    for write in refused:
        for old, new, _ in reversed(write.renames):
            session.rename(new, old)
        unwritten = {path for path, *_ in write.edits}
        result.fixed = [diagnostic for diagnostic in result.fixed if diagnostic.path not in unwritten]
        for path in unwritten:
            session.revert(path)


def _try(note: Draft, path: str, rule: str, fixes: Sequence[Diagnostic], steps: list[Step]) -> str | None:
    """Carry out fixes if that is proved: None, or the reason why they are left out."""
    before = note.data
    may_change = {word for fix in fixes if fix.fix for word in fix.fix.may_change}
    safe = all(fix.fix is not None and fix.fix.applicability == "safe" for fix in fixes)
    if (problem := note.apply([edit for fix in fixes for edit in _edits(fix)], may_change, safe=safe)) is not None:
        return problem
    steps.append(Step(path, rule, before, note.data, list(fixes), note.shift))
    return None


def _listed(rules: Iterable[str]) -> str:
    *some, last = sorted(rules)
    return f"{', '.join(some)} and {last}" if some else last


def _identity(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.path, diagnostic.rule, f"{diagnostic.place.row}:{diagnostic.place.column}:{diagnostic.key}"


def _edits(diagnostic: Diagnostic) -> list[TextEdit]:
    return [TextEdit(edit.start, edit.end, edit.text) for edit in diagnostic.fix.edits] if diagnostic.fix else []
