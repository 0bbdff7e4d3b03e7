"""The rules that ask the vault: those on the facts of a note, and those on the vault itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix
from vaultlint.engine.check_note import Placer, shown_only
from vaultlint.engine.plan import ActiveRule, Plan
from vaultlint.engine.results import NoteResult
from vaultlint.facts import Facts, LinkFact
from vaultlint.note import NEVER_REWRITTEN
from vaultlint.online.answers import Answers
from vaultlint.settings import VaultSettings
from vaultlint.vault.vault import Resolution, Vault

if TYPE_CHECKING:
    from vaultlint.engine.plan import Plan
    from vaultlint.engine.session import Session
    from vaultlint.resolution.git_history import GitView


def settled(result: NoteResult, vault: Vault) -> list[Diagnostic]:
    """The reports of a note as the vault has them."""
    each = (_settled(one, result.facts, vault) if one.open else one for one in result.diagnostics)
    return [one for one in each if one is not None]


def _settled(one: Diagnostic, facts: Facts | None, vault: Vault) -> Diagnostic | None:
    """The report as the vault has it; None if it does not stand."""
    link = _link_at(one, facts)
    if one.ask == "unless-file" and link is not None and _leads_to_file(link, one.path, vault):
        return None
    if one.ask == "other-url" and link is not None and one.fix is None and vault.whole:
        one = _with_other_url(one, link, vault)
    if one.fix is not None and one.fix.if_resolves is not None:
        return _if_it_resolves(one, one.fix.if_resolves, link, vault)
    return one


def _link_at(one: Diagnostic, facts: Facts | None) -> LinkFact | None:
    """The link that a report is about: it lies in it."""
    links = facts.links if facts is not None else ()
    place = one.fix.edits[0].begin if one.fix is not None and one.fix.edits else one.place
    return next(
        (link for link in links if (link.row, link.column) <= place < (link.end_row, link.end_column)),
        None,
    )


def _leads_to_file(link: LinkFact, path: str, vault: Vault) -> bool:
    return not vault.resolve(link, path).status.startswith(("missing-note", "external"))


def _if_it_resolves(one: Diagnostic, target: str, link: LinkFact | None, vault: Vault) -> Diagnostic:
    """A fix that would change a link's target is only shown unless it makes the link lead somewhere."""
    if link is None:
        return shown_only(one)
    mended = link._replace(target=target)
    now, then = (vault.resolve(each, one.path).status for each in (link, mended))
    return one if now.startswith("missing") and then == "resolved" else shown_only(one)


def _with_other_url(one: Diagnostic, link: LinkFact, vault: Vault) -> Diagnostic:
    """Show the URL that the vault has for what the link names."""
    from vaultlint.link_text.words import shown

    text = shown(link.text) if link.kind == "markdown" else ""
    other = vault.web_links.likely(text, link.target)
    before = link.raw[: link.target_start - link.start]
    if other is None or "\n" in before or "\r" in before or link.target_end > link.end:
        return one
    begin = Place(link.row, link.column + len(before))
    finish = Place(link.row, begin.column + link.target_end - link.target_start)
    edit = PlacedEdit(one.path, link.target_start, link.target_end, other.url, begin, finish)
    return one._replace(fix=PlacedFix("display", f"`{other.path}` links to {other.url}", (edit,), ("link",)))


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


class NotYet(Exception):
    """A rule asks for something that is not known before all notes are read."""


class NamesOnly(Vault):
    """A vault of which the names of the files are known, and the one note that is looked at."""

    def __init__(self, root: Path, settings: VaultSettings, paths: list[str], whole: bool) -> None:
        super().__init__(root, settings, paths, _not_yet, whole=whole, read_bytes=_not_yet)
        self.here: Facts | None = None

    def look_at(self, facts: Facts) -> None:
        """From now on this is the one note, and nothing is known of the one before."""
        self.here = facts
        self._outlines.clear()

    def facts(self, path: str) -> Facts | None:
        if self.here is None or path != self.here.path:
            raise NotYet
        return self.here

    def _resolve(self, markdown: bool, text: str, source: str, folder: str) -> Resolution:
        if "#" in text:  # a heading of another note, or of this one in words that would be kept for others
            raise NotYet
        return super()._resolve(markdown, text, source, folder)

    def notes(self, trait: int = 0) -> Iterator[Facts]:
        raise NotYet

    @property
    def git(self) -> GitView | None:
        raise NotYet


def _not_yet(*_: object) -> NoReturn:
    raise NotYet


def said_early(
    facts: Facts, traits: int, plan: Plan, vault: NamesOnly, read_text: Callable[[str], str | None]
) -> list[Diagnostic] | None:
    """What the rules on facts say of a note each link of which leads to one file by its name; None of any other."""
    vault.look_at(facts)
    try:
        if vault.unsettled(facts):
            return None
        return on_facts(facts, plan, Placer(read_text), vault, None, traits)
    except NotYet:
        return None
