"""`fix --interactive`: each fix is shown and asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.errors import Failure


def asker(session: Session) -> Callable[[Diagnostic], bool]:
    """Asks for each fix: y(es), n(o), a(ll of this rule), s(kip this rule), q(uit). Failure without a terminal."""
    if not sys.stdin.isatty():
        raise Failure("--interactive asks on a terminal, and standard input is none. Leave the option out.")
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
    click.echo(f"\n{one.path}:{one.place.row}:{one.place.column}: {one.rule}: {one.message}", err=True)
    text = session.read_text(one.path) or ""
    for edit in one.fix.edits if one.fix else ():
        start = max(text.rfind("\n", 0, edit.start) + 1, edit.start - 60)
        line_end = text.find("\n", edit.end)
        end = min(line_end if line_end >= 0 else len(text), edit.end + 60)
        click.secho(f"  - {text[start:end]!r}", fg="red", err=True)
        click.secho(f"  + {text[start : edit.start] + edit.text + text[edit.end : end]!r}", fg="green", err=True)
    choice = click.Choice(["y", "n", "a", "s", "q"])
    question = "apply? yes, no, all of this rule, skip this rule, quit"
    answer: str = click.prompt(question, type=choice, default="y", err=True)
    return answer
