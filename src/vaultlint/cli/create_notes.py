"""`vaultlint links --missing --create`: the notes that links ask for, from the vault's template, in one run."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import click

from vaultlint.cli.links_options import ViewOptions
from vaultlint.cli.say import say, show_line
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.fixing.link_guard import Standing
from vaultlint.fixing.write import Invocation, Write, write_all
from vaultlint.report.run import counted
from vaultlint.resolution.file_index import path_key
from vaultlint.vault.files import relative
from vaultlint.vault.note_template import (
    TemplateSettings,
    fill_in,
    needs_templater,
    read_template_settings,
    template_for,
    templates_of,
)
from vaultlint.vault.unwritten_notes import UnwrittenNote

#: What history calls such a run, in the place of a rule.
NAME = "create"

#: Notes that a question or a message names.
_SHOWN = 5


@dataclass(slots=True)
class _Plan:
    """New notes of one vault: path -> text, and the templates that had to be left out, with the reason."""

    session: Session
    notes: dict[str, bytes] = field(default_factory=dict)
    notices: dict[str, None] = field(default_factory=dict)


def create_notes(found: Sequence[tuple[Session, Sequence[UnwrittenNote]]], options: ViewOptions, *, diff: bool) -> int:
    """Create the notes of which nothing says that links meant something else. The exit status."""
    left = [each for _, missing in found for each in missing if not each.is_planned or each.path is None]
    plans = [_plan(session, missing, options.template) for session, missing in found]
    for plan in plans:
        for notice in plan.notices:
            say(f"vaultlint: {notice}")
    if left:
        shown = ", ".join(each.name for each in left[:_SHOWN]) + (", …" if len(left) > _SHOWN else "")
        say(
            f"vaultlint: not created, because the links meant another file, the note was deleted, or no note can have "
            f"the name: {shown}"
        )
    paths = [path for plan in plans for path in plan.notes]
    if not paths:
        say("No note to create.")
        return 0
    if diff:
        for path in paths:
            show_line(f"create {path}")
        return 0
    if not options.yes and not _may_create(paths):
        return 1
    invocation = Invocation(sys.argv, lambda text: say(f"vaultlint: {text}"))
    for plan in plans:
        if plan.notes:
            _write(plan, invocation)
    return 0


def _plan(session: Session, missing: Sequence[UnwrittenNote], named: str | None) -> _Plan:
    plan = _Plan(session)
    settings = read_template_settings(session.root)
    templates = templates_of(session.settings, session.tree.files)
    given = _named_template(session, named, templates) if named is not None else None
    texts: dict[str, str | None] = {}
    now, keys = datetime.now(), set[str]()
    for each in missing:
        if not each.is_planned or each.path is None or path_key(each.path) in keys:
            continue
        keys.add(path_key(each.path))
        template = given or template_for(each.path, settings, templates)
        if template is not None and template not in texts:
            texts[template] = _read_template(plan, template, strict=given is not None)
        text = texts[template] if template is not None else None
        plan.notes[each.path] = _text(text, each.path, now, settings).encode("utf-8")
    if plan.notes and named is None and not any(texts.values()) and len(templates) > 1:
        plan.notices[
            f"there are {len(templates):,} templates, so the new notes are empty: choose one with --template"
        ] = None
    _prove(plan)
    return plan


def _text(template: str | None, path: str, now: datetime, settings: TemplateSettings) -> str:
    title = posixpath.basename(path).removesuffix(".md")
    return fill_in(template, title, now, settings) if template is not None else ""


def _named_template(session: Session, named: str, templates: Sequence[str]) -> str:
    """The template that the user names: a path, or the name of a note in a folder for templates."""
    for name in (named, f"{named}.md"):
        for each in (relative(session.root, Path(name)), session.vault.index.at(path_key(name))):
            if each and each in session.tree.files:
                return each
        inside = [path for path in templates if path_key(path).endswith(path_key(f"/{name}"))]
        if len(inside) == 1:
            return inside[0]
    raise Failure(f"{named}: no such template in the vault. Templates: {', '.join(templates[:_SHOWN]) or 'none'}")


def _read_template(plan: _Plan, path: str, *, strict: bool) -> str | None:
    """The text of a template, None if notes cannot be made from it; if `strict`, that is a Failure."""
    text = plan.session.read_text(path) if plan.session.overlay.lists(path) else None
    if text is None:
        reason = f"the template {path} cannot be read"
    elif needs_templater(text):
        reason = f"the template {path} has commands of Templater, which only Obsidian carries out"
    else:
        return text
    if strict:
        raise Failure(f"{reason}. Nothing was created")
    plan.notices[f"{reason}, so notes that would be made from it are empty"] = None
    return None


def _prove(plan: _Plan) -> None:
    """Create the notes in memory and see that no link that resolves would lead elsewhere.

    Raises:
        Failure: one would.

    """
    if not plan.notes:
        return
    session = plan.session
    standing = Standing(session, every=True)
    for path, data in plan.notes.items():
        session.edit(path, data)
    if (worse := standing.worsened({}, {})) is not None:
        raise Failure(f"the link {worse} would no longer lead where it leads. Nothing was created")


def _may_create(paths: Sequence[str]) -> bool:
    """Ask whether the notes shall be created; without a terminal the answer is a Failure that names --yes."""
    shown = ", ".join(visible(path) for path in paths[:_SHOWN]) + (", …" if len(paths) > _SHOWN else "")
    count = counted(len(paths), "note")
    if not sys.stdin.isatty():
        raise Failure(f"this would create {count} ({shown}). Add --yes to create them, --diff to see all names")
    return click.confirm(f"Create {count} ({shown})?", err=True)


def _write(plan: _Plan, invocation: Invocation) -> None:
    writes = [Write([(path, None, data, (NAME,))]) for path, data in sorted(plan.notes.items())]
    saved = write_all(plan.session.root, writes, invocation)
    saved.give_up()
    for path, reason in saved.refused:
        say(f"vaultlint: {visible(path)}: not created: {reason}")
    if not saved.run:
        raise Failure("nothing was created")
    say(f"Created {counted(len(saved.written), 'note')}.")
    say(f"`vaultlint undo {saved.run}` reverts it.")
