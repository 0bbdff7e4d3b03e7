"""Run the rules that need more than one note: on facts with the vault, and on the vault itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix
from vaultlint.engine.check_note import Placer, shown_only
from vaultlint.engine.plan import ActiveRule, Plan
from vaultlint.engine.results import NoteResult, Results, ValidResults
from vaultlint.facts import Facts, LinkFact
from vaultlint.note import NEVER_REWRITTEN
from vaultlint.online.answers import Answers
from vaultlint.settings import VaultSettings
from vaultlint.vault.shared import FileNames
from vaultlint.vault.vault import Resolution, Vault

if TYPE_CHECKING:
    from vaultlint.resolution.git_history import GitView
    from vaultlint.resolution.resolver import Resolver


def confirm(result: NoteResult, vault: Vault) -> list[Diagnostic]:
    """The diagnostics of a note after the vault has decided what its rules deferred."""
    links = _LinksByRow(result.facts.links if result.facts is not None else ())
    decided = (
        _decide(diagnostic, links, vault) if diagnostic.is_deferred else diagnostic for diagnostic in result.diagnostics
    )
    return [one for one in decided if one is not None]


def _decide(one: Diagnostic, links: _LinksByRow, vault: Vault) -> Diagnostic | None:
    """The diagnostic as the vault confirms it; None if it does not."""
    link = links.around(one)
    if one.defer == "if-target" or (link is None and one.fix is not None and one.fix.if_resolves is not None):
        return _would_be_link(one, vault)
    if one.defer == "unless-file" and link is not None and _leads_to_file(link, one.path, vault):
        return None
    if one.defer == "other-url" and link is not None and one.fix is None and vault.whole:
        one = _with_other_url(one, link, vault)
    if one.fix is not None and one.fix.if_resolves is not None:
        return _if_it_resolves(one, one.fix.if_resolves, link, vault)
    return one


class _LinksByRow:
    """The links of a note, to be found by a place inside them."""

    def __init__(self, links: Iterable[LinkFact]) -> None:
        self._by_row: dict[int, list[LinkFact]] = {}
        for link in links:
            for row in range(link.row, link.end_row + 1):
                self._by_row.setdefault(row, []).append(link)

    def around(self, diagnostic: Diagnostic) -> LinkFact | None:
        """The link around a diagnostic."""
        place = (
            diagnostic.fix.edits[0].begin if diagnostic.fix is not None and diagnostic.fix.edits else diagnostic.place
        )
        for link in self._by_row.get(place.row, ()):
            if (link.row, link.column) <= place < (link.end_row, link.end_column):
                return link
        return None


def _leads_to_file(link: LinkFact, path: str, vault: Vault) -> bool:
    return not vault.resolve(link, path).status.startswith(("missing-note", "external"))


def _if_it_resolves(diagnostic: Diagnostic, target: str, link: LinkFact | None, vault: Vault) -> Diagnostic:
    """A fix that would change a link's target is only shown unless it makes the link lead somewhere."""
    if link is None:
        return shown_only(diagnostic)
    fixed = link._replace(target=target)
    before, after = (vault.resolve(each, diagnostic.path).status for each in (link, fixed))
    return diagnostic if before.startswith("missing") and after == "resolved" else shown_only(diagnostic)


def _would_be_link(diagnostic: Diagnostic, vault: Vault) -> Diagnostic | None:
    """A diagnostic about a target that makes no link as it is written; its fix needs a file that it would lead to."""
    target = diagnostic.fix.if_resolves if diagnostic.fix is not None else None
    if target is None:
        return None
    row, column = diagnostic.place
    link = LinkFact("markdown", target, target, "", 0, 0, row, column, *diagnostic.end, 0, 0, "text", False)
    if vault.resolve(link, diagnostic.path).status == "resolved":
        return diagnostic
    return None if diagnostic.defer == "if-target" else diagnostic._replace(fix=None)


def _with_other_url(diagnostic: Diagnostic, link: LinkFact, vault: Vault) -> Diagnostic:
    """Show the URL that the vault has for what the link names."""
    from vaultlint.link_text.words import shown

    text = shown(link.text) if link.kind == "markdown" else ""
    other = vault.web_links.likely(text, link.target)
    before = link.raw[: link.target_start - link.start]
    if other is None or "\n" in before or "\r" in before or link.target_end > link.end:
        return diagnostic
    begin = Place(link.row, link.column + len(before))
    finish = Place(link.row, begin.column + link.target_end - link.target_start)
    edit = PlacedEdit(diagnostic.path, link.target_start, link.target_end, other.url, begin, finish)
    return diagnostic._replace(fix=PlacedFix("display", f"`{other.path}` links to {other.url}", (edit,), ("link",)))


def check_facts(
    facts: Facts, plan: Plan, placer: Placer, vault: Vault, answers: Answers | None = None, traits: int = -1
) -> list[Diagnostic]:
    """Run the rules on facts for one note, and those on what the web answered, if it was asked.

    Rules that look for something that is not among the note's `traits` are not called.
    """
    diagnostics = _check_facts(plan.on_facts, vault, facts, plan, placer, ~traits)
    if answers is not None:
        diagnostics += _check_facts(plan.on_answers, answers, facts, plan, placer, 0)
    return diagnostics


def _check_facts(
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
    return [shown_only(diagnostic) for diagnostic in found] if found and facts.kind in NEVER_REWRITTEN else found


class VaultChecker:
    """The rules that need more than one note, run where no valid result exists; new results are kept in `valid`."""

    def __init__(
        self, vault: Vault, plan: Plan, valid: ValidResults, placer: Placer, answers: Answers | None = None
    ) -> None:
        self._vault = vault
        self._plan = plan
        self._valid = valid
        self._placer = placer
        self._answers = answers

    def confirm(self, result: NoteResult) -> list[Diagnostic]:
        """Problems of rules on notes in a note, with deferred decisions made."""
        if not any(diagnostic.is_deferred for diagnostic in result.diagnostics):
            return list(result.diagnostics)
        confirmed = self._valid.confirmed.get(result.path)
        if confirmed is None:
            confirmed = self._valid.confirmed[result.path] = confirm(result, self._vault)
        return list(confirmed)

    def on_notes(self, paths: Iterable[str], results: Results) -> Iterator[Diagnostic]:
        """Problems of rules on facts in these notes."""
        local, cross_note = self._valid.local, self._valid.cross_note
        for path in paths:
            found = local.get(path)
            if found is None:
                found = cross_note.get(path)
            if found is None and (result := results.get(path)) is not None:
                found = cross_note[path] = self._on_facts(result)
            if found:
                yield from found
        self._valid.until = min(self._valid.until, self._vault.valid_until)

    def _on_facts(self, result: NoteResult) -> list[Diagnostic]:
        plan = self._plan.at(result.path)
        has_rules = plan.on_facts or (self._answers is not None and plan.on_answers)
        if not has_rules or (facts := result.facts) is None:
            return []
        return check_facts(facts, plan, self._placer, self._vault, self._answers)

    def on_vault(self, keep_going: Callable[[], None]) -> Iterator[Diagnostic]:
        """Problems of rules on the whole vault, each for the notes and files for which it runs.

        `keep_going` is called before each rule.
        """
        for active in self._plan.everywhere:
            keep_going()
            for one in self._on_whole(active):
                plan = self._plan.at(one.path)
                if active.name in plan.names and active.name not in plan.ignored(one.path):
                    there = next(each for each in plan.on_vault if each.name == active.name)
                    severity: Any = one.severity
                    yield one._replace(severity=there.severity(severity))

    def _on_whole(self, active: ActiveRule) -> list[Diagnostic]:
        found = self._valid.names_only.get(active.name)
        if found is None:
            found = list(self._placer.place(active.check(self._vault), replace(active, configured=None)))
            # A fix may reach into notes, which change sooner than names.
            if "names" in active.rule.needs and not any(one.fix for one in found):
                self._valid.names_only[active.name] = found
        return found


class NotYetKnown(Exception):
    """A rule needs something that is not known before all notes are read."""


class NamesOnlyVault(Vault):
    """A vault of which only the names of the files are known, and one note: the one that is being checked.

    Whatever needs more raises NotYetKnown.
    """

    def __init__(self, root: Path, settings: VaultSettings, files: FileNames, whole: bool) -> None:
        super().__init__(root, settings, files, _not_yet_known, whole=whole, read_bytes=_not_yet_known)
        self.current: Facts | None = None

    def look_at(self, facts: Facts) -> None:
        """Switch to another note, dropping all data of the previous one."""
        self.current = facts
        self._outlines.clear()

    def facts(self, path: str) -> Facts | None:
        if self.current is None or path != self.current.path:
            raise NotYetKnown
        return self.current

    def _resolve(self, markdown: bool, text: str, source: str, folder: str) -> Resolution:
        if "#" in text:  # a heading of another note, or of this one in words that would be kept for others
            raise NotYetKnown
        return super()._resolve(markdown, text, source, folder)

    def notes(self, trait: int = 0) -> Iterator[Facts]:
        raise NotYetKnown

    def is_past(self, moment: float) -> bool:
        if not super().is_past(moment):
            raise NotYetKnown  # local results are valid forever
        return True

    @property
    def git(self) -> GitView | None:
        raise NotYetKnown

    @property
    def gone(self) -> tuple[Resolver, ...]:
        raise NotYetKnown


def _not_yet_known(*_: object) -> NoReturn:
    raise NotYetKnown


def check_links_by_name(
    facts: Facts, traits: int, plan: Plan, vault: NamesOnlyVault, read_text: Callable[[str], str | None]
) -> list[Diagnostic] | None:
    """Run the rules on facts before the other notes are read.

    None unless each link of the note leads to one file by its name: then the rules may find something else later.
    """
    vault.look_at(facts)
    try:
        if vault.unsettled(facts):
            return None
        return check_facts(facts, plan, Placer(read_text), vault, None, traits)
    except NotYetKnown:
        return None
