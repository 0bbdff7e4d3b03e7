"""The rules that ask the vault: those on the facts of a note, and those on the vault itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.check_note import NoteResult, shown_only
from vaultlint.engine.placing import Placer
from vaultlint.engine.plan import ActiveRule, Plan
from vaultlint.engine.settling import settled
from vaultlint.facts import Facts
from vaultlint.note import NEVER_REWRITTEN
from vaultlint.online.answers import Answers
from vaultlint.vault.vault import Vault

if TYPE_CHECKING:
    from vaultlint.engine.session import Session


def on_facts(
    facts: Facts, plan: Plan, placer: Placer, vault: Vault, answers: Answers | None = None, traits: int = -1
) -> list[Diagnostic]:
    """What the rules on facts say of a note, and those on what the web answered, if it was asked.

    Rules that look for something else than the note's `traits` need not be called.
    """
    found = _asked(plan.on_facts, vault, facts, plan, placer, ~traits)
    if answers is not None:
        found += _asked(plan.on_answers, answers, facts, plan, placer, 0)
    return found


def _asked(
    rules: Iterable[ActiveRule], given: Vault | Answers, facts: Facts, plan: Plan, placer: Placer, lacking: int
) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    ignored = plan.ignored(facts.path)
    template = facts.kind == "template"
    for active in rules:
        if active.traits & lacking or (template and not active.rule.in_templates) or active.name in ignored:
            continue
        if problems := list(active.check(facts, given)):
            found += placer.place(problems, active, facts.path)
    return [shown_only(one) for one in found] if found and facts.kind in NEVER_REWRITTEN else found


class Asking:
    """The rules that ask the vault, put to the notes of a session; what is said is kept as long as it holds."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.said = session.said
        self.placer = Placer(session.read_text)

    def settle(self, result: NoteResult) -> list[Diagnostic]:
        """What the rules on notes say of a note, where they left something to the vault as that has it."""
        if not any(one.open for one in result.diagnostics):
            return list(result.diagnostics)
        found = self.said.settled.get(result.path)
        if found is None:
            found = self.said.settled[result.path] = settled(result, self.session.vault)
        return list(found)

    def on_notes(self) -> Iterator[Diagnostic]:
        """What the rules on facts say of the chosen notes."""
        early, late, results = self.said.early, self.said.late, self.session.results
        for path in self.session.chosen:
            said = early.get(path)
            if said is None:
                said = late.get(path)
            if said is None and (result := results.get(path)) is not None:
                said = late[path] = self._on_facts(result)
            if said:
                yield from said

    def _on_facts(self, result: NoteResult) -> list[Diagnostic]:
        plan = self.session.plan.at(result.path)
        answers = self.session.answers
        asks = plan.on_facts or (answers is not None and plan.on_answers)
        if not asks or (facts := result.facts) is None:
            return []
        return on_facts(facts, plan, self.placer, self.session.vault, answers)

    def on_vault(self) -> Iterator[Diagnostic]:
        """What the rules on the whole vault say, each for the notes and files for which it runs."""
        for active in self.session.plan.everywhere:
            for one in self._on_whole(active):
                plan = self.session.plan.at(one.path)
                if active.name in plan.names and active.name not in plan.ignored(one.path):
                    there = next(each for each in plan.on_vault if each.name == active.name)
                    severity: Any = one.severity
                    yield one._replace(severity=there.severity(severity))

    def _on_whole(self, active: ActiveRule) -> list[Diagnostic]:
        """What a rule says of the whole vault. Of one that looks at names alone it is kept until these change."""
        said = self.said.of_names.get(active.name)
        if said is None:
            said = list(self.placer.place(active.check(self.session.vault), replace(active, configured=None)))
            # A fix may reach into notes, which change sooner than names.
            if "names" in active.rule.needs and not any(one.fix for one in said):
                self.said.of_names[active.name] = said
        return said
