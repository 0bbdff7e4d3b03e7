"""`fix --interactive`: show each fix and ask before applying it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import click

from vaultlint.cli.say import say
from vaultlint.diagnostic import Diagnostic, PlacedEdit
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.escape import visible

_AROUND = 60  # characters shown before and after an edit, at most

_WORDS = {
    "y": "yes",
    "n": "no",
    "a": "yes, and all others of this rule",
    "s": "no, and no other of this rule",
    "q": "no, and nothing more",
}


def asker(session: Session) -> Callable[[Diagnostic], bool]:
    """Asks for each fix: y(es), n(o), a(ll of this rule), s(kip this rule), q(uit). Failure without a terminal.

    What was agreed to before quitting is applied. The end of the input means the same as q.
    """
    if not sys.stdin.isatty():
        raise Failure("--interactive needs a terminal, and standard input is not one. Leave the option out.")
    always: set[str] = set()
    never: set[str] = set()
    quitting = False

    def ask(one: Diagnostic) -> bool:
        nonlocal quitting
        if quitting or one.rule in never:
            return False
        if one.rule in always:
            return True
        answer = _ask(session, one)
        quitting = answer == "q"
        if answer == "a":
            always.add(one.rule)
        elif answer == "s":
            never.add(one.rule)
        return answer in ("y", "a")

    return ask


def _ask(session: Session, one: Diagnostic) -> str:
    click.echo(err=True)
    say(f"{one.path}:{one.place.row}:{one.place.column}: {one.rule}: {one.message}")
    for marker, text in _preview(session, one):
        click.secho(f"  {marker} {text}", fg="red" if marker == "-" else "green", err=True)
    while True:
        click.echo("Apply? [y]es, [n]o, [a]ll of this rule, [s]kip this rule, [q]uit: ", nl=False, err=True)
        line = sys.stdin.readline()
        answer = line.strip().lower()[:1] or ("y" if line else "q")
        if answer in _WORDS:
            return answer
        click.echo("; ".join(f"{key}: {word}" for key, word in _WORDS.items()), err=True)


def _preview(session: Session, one: Diagnostic) -> Iterator[tuple[str, str]]:
    """Removed and added text, edit by edit, on its line."""
    fix = one.fix
    if fix is None:
        return
    for edit in fix.edits:
        text = session.read_text(edit.path) or ""
        before, after = _around(text, edit)
        place = f"{visible(edit.path)}:{edit.begin.row}: " if edit.path != one.path else ""
        yield "-", place + visible(before + text[edit.start : edit.end] + after)
        yield "+", place + visible(before + edit.text + after)
    if fix.rename is not None:
        for marker, name in zip("-+", fix.rename, strict=True):
            yield marker, f"the file {visible(name)}"


def _around(text: str, edit: PlacedEdit) -> tuple[str, str]:
    """The rest of the line before and after an edit."""
    start = max(text.rfind("\n", 0, edit.start) + 1, edit.start - _AROUND)
    end = text.find("\n", edit.end)
    end = len(text) if end < 0 else end
    return text[start : edit.start], text[edit.end : min(end, edit.end + _AROUND)].rstrip("\r")
