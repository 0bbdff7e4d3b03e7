"""Code actions: fixes with their tier, silence, the baseline, the missing note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from vaultlint.diagnostic import Diagnostic, Place
from vaultlint.directives import Suppressor
from vaultlint.engine.check_note import check_note
from vaultlint.escape import visible
from vaultlint.facts import Facts, LinkFact
from vaultlint.fixing.edits import TextEdit
from vaultlint.fixing.multi_file import is_wide
from vaultlint.markdown.text import Rows
from vaultlint.note import NEVER_REWRITTEN, Note
from vaultlint.server import diagnostics
from vaultlint.server.edits import Abilities, ChangeSet, FileOperation, differences, placed_edits, text_edits
from vaultlint.server.proving import fix_note, prove, prove_fix
from vaultlint.server.vaults import VaultState

FIX_ALL = "source.fixAll.vaultlint"
KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]

BASELINE_COMMAND = "vaultlint.addToBaseline"
FIX_COMMAND = "vaultlint.fixNote"

#: A longer text says nothing in a menu.
_LONGEST_QUOTE = 40

_TIERS = {"safe": "safe", "unsafe": "unsafe", "display": "suggestion"}


@dataclass(slots=True)
class Asked:
    """Request of the client: actions for a range of a note."""

    state: VaultState
    abilities: Abilities
    path: str
    start: int
    end: int
    only: Sequence[str] | None = None

    def wants(self, kind: str) -> bool:
        return self.only is None or any(kind == each or kind.startswith(each + ".") for each in self.only)


def code_actions(asked: Asked) -> list[types.CodeAction]:
    """The actions for a range, the best first."""
    found: list[types.CodeAction] = []
    if asked.wants(types.CodeActionKind.QuickFix.value):
        here = _problems(asked)
        rules = dict.fromkeys(one.rule for one in here)
        found += [action for one in here if (action := _fix(asked, one)) is not None]
        found += [action for one in here if (action := _create_note(asked, one)) is not None]
        found += [action for rule in rules if (action := _fix_rule(asked, rule, here)) is not None]
        for one in {one.rule: one for one in here}.values():
            found += _silence(asked, one)
            found += _accept(asked, one)
    # An action on the whole note is only for who asks for it by name: on every key would be too often.
    if asked.only is not None and asked.wants(FIX_ALL):
        found += _fix_all(asked)
    return found


def _problems(asked: Asked) -> list[Diagnostic]:
    """The problems that the actions are for: those at the cursor, or else those of its line."""
    reported = asked.state.reported.get(asked.path, ())
    here = [one for one in reported if _overlaps(asked, one)]
    if here or asked.start != asked.end:
        return here
    row = asked.state.map(asked.path).position(asked.start).line + 1
    return [one for one in reported if one.place.row <= row <= one.end.row]


def _overlaps(asked: Asked, diagnostic: Diagnostic) -> bool:
    place = diagnostics.range_of(asked.state, diagnostic)
    start, end = asked.state.map(asked.path).span(place)
    return start <= asked.end and asked.start <= end


def _action(
    asked: Asked, title: str, change: ChangeSet, solved: Iterable[Diagnostic], *, preferred: bool = False
) -> types.CodeAction | None:
    edit = change.to_protocol(asked.state, asked.abilities)
    if edit is None:
        return None
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        diagnostics.to_protocol(asked.state, solved),
        is_preferred=True if preferred else None,
        edit=edit,
    )


# Fixes


def _fix(asked: Asked, diagnostic: Diagnostic) -> types.CodeAction | None:
    fix = diagnostic.fix
    if fix is None or not (fix.edits or fix.rename):
        return None
    title = f"{_what_it_does(asked, diagnostic)} ({_TIERS[fix.applicability]})"
    preferred = fix.applicability == "safe"
    if is_wide(diagnostic) and asked.abilities.resolves_actions:
        # Its proof looks at every link of the vault: that is for the one who chooses it.
        return _later(asked, title, "fix", [diagnostic], preferred=preferred)
    change = _change_of(asked.state, diagnostic)
    return _action(asked, title, change, [diagnostic], preferred=preferred) if change is not None else None


def _change_of(state: VaultState, diagnostic: Diagnostic) -> ChangeSet | None:
    """Edits of a fix, if it is verified."""
    fix = diagnostic.fix
    if fix is None or prove_fix(state, diagnostic) is not None:
        return None
    change = ChangeSet(placed_edits(state, fix.edits))
    if fix.rename is not None:
        change.operations.append(FileOperation(*fix.rename))
    return change if change.edits or change.operations else None


def _later(
    asked: Asked, title: str, kind: str, solved: Sequence[Diagnostic], *, preferred: bool = False
) -> types.CodeAction:
    """An action whose change is made when the user chooses it."""
    one = solved[0]
    data = {"uri": asked.state.uri(asked.path), "kind": kind, "rule": one.rule}
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        diagnostics.to_protocol(asked.state, solved),
        is_preferred=True if preferred else None,
        data={**data, "row": one.place.row, "column": one.place.column},
    )


def resolve_action(asked: Asked, action: types.CodeAction, data: dict[str, Any]) -> types.CodeAction:
    """The action with its change; without one if it turns out to do harm."""
    rule, row, column = data.get("rule"), data.get("row"), data.get("column")
    here = [one for one in asked.state.reported.get(asked.path, ()) if one.rule == rule]
    change: ChangeSet | None = None
    if data.get("kind") == "rule" and here:
        change = fixed_note(asked.state, asked.path, unsafe=_has_unsafe(here), rule=here[0].rule)
    elif data.get("kind") == "fix":
        one = next((one for one in here if tuple(one.place) == (row, column)), None)
        change = _change_of(asked.state, one) if one is not None else None
    action.edit = change.to_protocol(asked.state, asked.abilities) if change is not None else types.WorkspaceEdit()
    return action


def _what_it_does(asked: Asked, diagnostic: Diagnostic) -> str:
    """Title of a fix; for damaged text the repaired text, since the message gives the cause."""
    fix = diagnostic.fix
    assert fix is not None
    if diagnostic.group == "encoding" and len(fix.edits) == 1 and fix.rename is None:
        edit = fix.edits[0]
        old = visible((asked.state.text(edit.path) or "")[edit.start : edit.end])
        new = visible(edit.text)
        if old.strip() and new.strip() and max(len(old), len(new)) <= _LONGEST_QUOTE:
            return f"Replace “{old}” with “{new}”"
    return _capital(fix.message)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fix_rule(asked: Asked, rule: str, here: Sequence[Diagnostic]) -> types.CodeAction | None:
    """All fixes of a rule in the note, if there are more than the one under the cursor."""
    state = asked.state
    fixable = [
        one
        for one in state.reported.get(asked.path, ())
        if one.rule == rule and one.fix is not None and one.fix.applicability in ("safe", "unsafe")
    ]
    if len(fixable) < 2 or not any(diagnostic.rule == rule and diagnostic.fix is not None for diagnostic in here):
        return None
    unsafe = _has_unsafe(fixable)
    title = f"Fix all {len(fixable)} {rule} problems in this note ({'unsafe' if unsafe else 'safe'})"
    if asked.abilities.resolves_actions:
        return _later(asked, title, "rule", fixable)
    change = fixed_note(asked.state, asked.path, unsafe=unsafe, rule=rule)
    return _action(asked, title, change, fixable) if change is not None else None


def _has_unsafe(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.fix is not None and diagnostic.fix.applicability == "unsafe" for diagnostic in diagnostics)


def _fix_all(asked: Asked) -> list[types.CodeAction]:
    change = fixed_note(asked.state, asked.path)
    edit = change.to_protocol(asked.state, asked.abilities) if change is not None else None
    if edit is None:
        return []
    return [types.CodeAction("Fix all safe problems in this note (vaultlint)", FIX_ALL, edit=edit)]


def fixed_note(state: VaultState, path: str, *, unsafe: bool = False, rule: str | None = None) -> ChangeSet | None:
    """The change that all fixes of a note make, or those of one rule; None if there is none."""
    fixed = fix_note(state, path, unsafe=unsafe, rule=rule)
    if fixed is None:
        return None
    edits = text_edits(state.map(path), differences(state.text(path) or "", fixed))
    return ChangeSet({path: edits}) if edits else None


# Silence


def _silence(asked: Asked, diagnostic: Diagnostic) -> Iterator[types.CodeAction]:
    """Directives that silence a rule on the line or in the note, where they do so and change nothing else."""
    facts = asked.state.facts(asked.path)
    if facts is None or facts.kind in NEVER_REWRITTEN or facts.kind == "canvas":
        return
    note = asked.state.note(asked.path)
    for title, candidates in (
        (f"Ignore {diagnostic.rule} on this line", _on_line(note, diagnostic)),
        (f"Ignore {diagnostic.rule} in this note", _in_note(note, diagnostic)),
    ):
        for edit in candidates:
            if _silences(asked, edit, diagnostic):
                change = ChangeSet({asked.path: text_edits(asked.state.map(asked.path), [edit])})
                if (action := _action(asked, title, change, [diagnostic])) is not None:
                    yield action
                break


def _on_line(note: Note, diagnostic: Diagnostic) -> Iterator[TextEdit]:
    starts = note.rows.starts
    start = starts[diagnostic.place.row - 1]
    end = start + len(note.line(diagnostic.place.row))
    line_end = "\r\n" if "\r\n" in note.text else "\n"
    text = note.text[start:end]
    stop = len(text.rstrip())
    yield TextEdit(start + stop, start + stop, f" %% vaultlint-disable-line {diagnostic.rule} %%")
    indent = text[: len(text) - len(text.lstrip(" \t>"))]
    yield TextEdit(start, start, f"{indent}%% vaultlint-disable-next-line {diagnostic.rule} %%{line_end}")
    yield TextEdit(start, start, f"<!-- vaultlint-disable-next-line {diagnostic.rule} -->{line_end}")


def _in_note(note: Note, diagnostic: Diagnostic) -> Iterator[TextEdit]:
    line_end = "\r\n" if "\r\n" in note.text else "\n"
    entry = note.top_property("vaultlint-ignore")
    matter = note.front_matter
    if entry is not None and entry.value is not None:
        rules = entry.value if isinstance(entry.value, list) else str(entry.value).replace(",", " ").split()
        yield TextEdit(entry.value_start, entry.value_end, f"[{', '.join([*rules, diagnostic.rule])}]")
    elif matter is not None and matter.closed and entry is None:
        yield TextEdit(
            matter.body_end, matter.body_end, _property_line(note, matter.body_end, line_end, diagnostic.rule)
        )
    gap = "" if not note.text or note.text.endswith("\n") else line_end
    yield TextEdit(
        len(note.text), len(note.text), f"{gap}{line_end}%% vaultlint-disable-file {diagnostic.rule} %%{line_end}"
    )


def _property_line(note: Note, at: int, line_end: str, rule: str) -> str:
    before = "" if note.text[:at].endswith("\n") else line_end
    after = line_end if note.text[at : at + 3] == "---" else ""
    return f"{before}vaultlint-ignore: [{rule}]{after}"


def _silences(asked: Asked, edit: TextEdit, diagnostic: Diagnostic) -> bool:
    """Whether the edit would remove this diagnostic and add no other."""
    state, session = asked.state, asked.state.session
    proved = prove(state, asked.path, [edit], ("comment", "html", "property", "layout"))
    if isinstance(proved, str):
        return False
    old, new = session.check(asked.path), check_note(asked.path, proved.data, session.plan, session.settings)
    if new.facts is None:
        return False
    start, end = state.map(asked.path).span(diagnostics.range_of(state, diagnostic))
    rows = Rows(proved.data.decode("utf-8"))
    first, last = rows.place(proved.shift.start(start))[0], rows.place(proved.shift.end(end))[0]
    there = diagnostic._replace(place=Place(first, 1), end=Place(last, 1))
    if Suppressor(new.facts.directives, [there]).shown():
        return False
    before, after = (Counter((each.rule, each.key) for each in result.diagnostics) for result in (old, new))
    return after <= before


def _accept(asked: Asked, diagnostic: Diagnostic) -> Iterator[types.CodeAction]:
    title = f"Add this {diagnostic.rule} problem to the baseline"
    where: list[Any] = [asked.state.uri(asked.path), diagnostic.rule, diagnostic.place.row, diagnostic.place.column]
    yield types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        diagnostics.to_protocol(asked.state, [diagnostic]),
        command=types.Command(title, BASELINE_COMMAND, arguments=where),
    )


# The missing note


def _create_note(asked: Asked, diagnostic: Diagnostic) -> types.CodeAction | None:
    """Create the note that a broken link asks for, where Obsidian would."""
    if diagnostic.rule != "broken-link":
        return None
    facts = asked.state.facts(asked.path)
    link = _link_at(facts, diagnostic) if facts is not None else None
    if link is None:
        return None
    new = missing_note(asked.state, asked.path, link)
    if new is None:
        return None
    change = ChangeSet(operations=[FileOperation(None, new)])
    return _action(asked, f"Create the note {new}", change, [diagnostic])


def _link_at(facts: Facts, diagnostic: Diagnostic) -> LinkFact | None:
    return next((link for link in facts.links if (link.row, link.column) == tuple(diagnostic.place)), None)


def missing_note(state: VaultState, source: str, link: LinkFact) -> str | None:
    """The path of the note that a link would lead to if it existed; None if no note can have that name."""
    from vaultlint.vault.broken_links import asks_for_file
    from vaultlint.vault.unwritten_notes import path_of_new_note

    found = state.vault.resolve(link, source)
    linkpath = found.target.linkpath
    if found.status != "missing-note" or asks_for_file(link, linkpath):
        return None
    return path_of_new_note(state.session.settings, set(state.session.tree.files), source, linkpath)
