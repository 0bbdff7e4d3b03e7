"""`vaultlint attachments`: list attachments by what is wrong with them, and move unused ones to the trash."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions, format_option
from vaultlint.cli.parameters import flag, group, option, takes
from vaultlint.cli.say import say
from vaultlint.cli.sessions import check_all, open_sessions
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.fixing.write import Invocation, Write, write_all
from vaultlint.html_report.files import is_report
from vaultlint.regular_file import read_regular
from vaultlint.report.run import counted
from vaultlint.rule_selection import Selection
from vaultlint.vault.attachments import ATTACHMENTS, AttachmentReport, report_attachments

#: What history calls a run of --trash, in the place of a rule.
NAME = "attachments"
TRASH = ".trash"
_LARGEST_TEXT = 50_000_000
_NOT_READ = frozenset({".git", TRASH, "node_modules"})
_TEXTS = (
    *(".css", ".scss", ".html", ".htm", ".md", ".json", ".yml", ".yaml", ".toml", ".xml", ".svg", ".txt"),
    *(".js", ".ts", ".jsx", ".tsx", ".vue", ".py", ".rb"),
)


@dataclass(frozen=True, kw_only=True)
class AttachmentOptions:
    """Options of `attachments`."""

    form: str = format_option("Format of the report [default: text].")
    max_size: float = option(
        "--max-size",
        type=click.FloatRange(0),
        default=10,
        metavar="MB",
        show_default=True,
        help="Report files above this size.",
    )
    trash: bool = flag("--trash", help="Move unused files to the vault's .trash folder.")
    diff: bool = flag("--diff", help="With --trash: show what would be moved, move nothing.")
    vault: VaultOptions = group(VaultOptions)


@command()
@takes(AttachmentOptions)
def attachments(options: AttachmentOptions) -> int:
    """List missing, unused, duplicate, large and misplaced attachments.

    A file is unused if no link leads to it and its name is in no note, canvas, base, drawing, web page or CSS
    snippet. Nothing is ever deleted: `--trash` moves files to .trash, and `vaultlint undo` brings them back.
    """
    sessions = open_sessions((), options.vault, Selection(select=(), ignore=("ALL",)))
    check_all(sessions, options.vault, facts_only=True)
    reports = [(session, report_of(session, int(options.max_size * 1_000_000))) for session in sessions]
    if options.form == "json":
        found = [_as_json(session, report) for session, report in reports]
        click.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1))
    else:
        for _, report in reports:
            click.echo("".join(line + "\n" for line in _lines(report)), nl=False)
    if options.trash:
        for session, report in reports:
            _trash(session, report, options.diff)
    return 2 if any(session.failed for session in sessions) else 0


def report_of(session: Session, limit: int) -> AttachmentReport:
    """Report on the attachments of a vault whose notes are all read. Above `limit` bytes a file is large."""
    tree = session.tree
    nested = tuple(folder + "/" for folder in tree.nested)
    sizes = {}
    for path in tree.files:
        if path.lower().endswith(ATTACHMENTS) and path not in tree.names_only and not path.startswith(nested or "\0"):
            try:
                sizes[path] = (session.root / path).stat().st_size
            except OSError:
                continue
    names = list(_hidden_texts(session.root))

    def read(path: str) -> bytes:
        data = read_regular(session.root / path, _LARGEST_TEXT)
        return b"" if is_report(data) else data  # it lists what is unused, and uses nothing

    return report_attachments(session.vault, sizes, read, sorted(names), limit)


def _hidden_texts(root: Path) -> Iterator[str]:
    """Texts in dot folders, which are no part of the vault: CSS snippets, plugins' data, scripts of a site."""
    for top in sorted(entry.name for entry in os.scandir(root) if entry.name.startswith(".")):
        if top in _NOT_READ:
            continue
        if (root / top).is_file():
            yield top
        for folder, folders, files in os.walk(root / top):  # links to folders are not followed
            folders[:] = [name for name in folders if name not in _NOT_READ]
            for name in files:
                path = Path(folder, name)
                if name.lower().endswith(_TEXTS) and path.is_file():
                    yield path.relative_to(root).as_posix()


def _as_json(session: Session, report: AttachmentReport) -> dict[str, Any]:
    return {
        "vault": str(session.root),
        "missing": [one._asdict() for one in report.missing],
        "unused": [{"path": path, "size": report.sizes[path]} for path in report.unused],
        "duplicates": report.duplicates,
        "large": [{"path": path, "size": report.sizes[path]} for path in report.large],
        "misplaced": [{"path": path, "folder": folder} for path, folder in report.misplaced],
        "unreadable": report.unreadable,
    }


def _lines(report: AttachmentReport) -> Iterator[str]:
    sizes = report.sizes
    total = sum(sizes.values())
    yield f"{counted(len(sizes), 'attachment')}, {_megabytes(total)}."
    yield from _section("missing", [f"{one.source}:{one.line}: {one.target}" for one in report.missing])
    yield from _section("unused", [f"{path} ({_megabytes(sizes[path])})" for path in report.unused])
    yield from _section("duplicate", [" = ".join(group) for group in report.duplicates])
    yield from _section("large", [f"{path} ({_megabytes(sizes[path])})" for path in report.large])
    yield from _section("misplaced", [f"{path}: belongs in {folder}/" for path, folder in report.misplaced])
    yield from _section("unreadable", report.unreadable)


def _section(name: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield f"\n{len(entries):,} {name}:"
        yield from (f"  {visible(entry)}" for entry in entries)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{size / 1000:,.1f} kB"


def _trash(session: Session, report: AttachmentReport, diff: bool) -> None:
    if not report.unused:
        say("No unused attachment.")
        return
    if report.unreadable or session.failed:
        shown = visible(report.unreadable[0]) if report.unreadable else "a note"
        raise Failure(f"{shown} cannot be read, so it is not known which files it uses. Nothing was moved")
    renames = list(_renames(session.root, report.unused))
    if diff:
        for old, new in renames:
            click.echo(f"rename from {visible(old)}\nrename to {visible(new)}")
        return
    writes = [Write([], [(old, new, NAME) for old, new in renames])]
    saved = write_all(session.root, writes, Invocation(sys.argv, lambda text: say(f"vaultlint: {text}")))
    saved.give_up()
    if saved.unwritten:
        raise Failure(f"nothing was moved: {saved.refused[0][1]}")
    size = sum(report.sizes[old] for old, _ in renames)
    say(f"Moved {counted(len(renames), 'file')} ({_megabytes(size)}) to {TRASH}.")
    say(f"`vaultlint undo {saved.run}` brings them back.")


def _renames(root: Path, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each path with a name in the trash that no file has."""
    taken: set[str] = set()
    for path in paths:
        stem, suffix = os.path.splitext(path)
        new, number = f"{TRASH}/{path}", 1
        while new.lower() in taken or os.path.lexists(root / new):
            number += 1
            new = f"{TRASH}/{stem} {number}{suffix}"
        taken.add(new.lower())
        yield path, new
