"""`vaultlint format`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions, color_option, use_color
from vaultlint.cli.parameters import argument, flag, group, option, takes
from vaultlint.cli.say import drawn, say, show_line, show_text, shown_path
from vaultlint.config.format_style import Style, style_from
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.fixing.write import Invocation, Saved
from vaultlint.formatting.format_note import Formatted, NoteFormatter
from vaultlint.report.run import counted
from vaultlint.rule_selection import Selection
from vaultlint.vault.files import NOTE_SUFFIXES

#: Times a note is read and formatted that other programs write at the same time.
_MOST_TRIES = 3
_NO_RULES = Selection(select=[], ignore=["ALL"])


@dataclass(frozen=True, kw_only=True)
class FormatOptions:
    """Options of `format`."""

    check: bool = flag("--check", help="Write nothing; exit with status 1 if a note would change.")
    diff: bool = flag("--diff", help="Show changes without writing them.")
    verbose: bool = flag("--verbose", "-v", help="List the blocks that were left as written, and why.")
    quiet: bool = flag("--quiet", "-q", help="Print errors only.")
    stdin_filename: str | None = option(
        "--stdin-filename", metavar="FILE", help="Path of the note that standard input contains."
    )
    force_exclude: bool = flag("--force-exclude", help="Apply excludes to explicitly named notes too.")
    color: str = color_option()
    vault: VaultOptions = group(VaultOptions)
    paths: Sequence[Path] = argument(nargs=-1, type=click.Path(path_type=Path, allow_dash=True))


@command("format")
@takes(FormatOptions)
def format(options: FormatOptions) -> int:
    """Format notes, and verify that nothing but layout changed.

    PATHS are notes or folders; the vault that holds the current folder by default, and - for standard input. A block
    whose new layout is not proved to mean the same stays as it is written. `[format]` in the configuration holds the
    choices of style. `vaultlint undo` reverts what was written.
    """
    from vaultlint.cli.sessions import open_sessions

    if Path("-") in options.paths:
        if len(options.paths) > 1:
            raise Failure("`-` (standard input) cannot be combined with other paths.")
        name, data = options.stdin_filename or "stdin.md", sys.stdin.buffer.read()
        session = open_sessions((), options.vault, _NO_RULES, standard_input=(name, data))[0]
        return _format_input(session, data, options)
    sessions = open_sessions(options.paths, options.vault, _NO_RULES, force_exclude=options.force_exclude)
    return _Run(options).over(sessions)


def _style(session: Session) -> Style:
    return style_from(session.config.format)


def _format_input(session: Session, data: bytes, options: FormatOptions) -> int:
    """Standard input, formatted, on standard output; what could not be formatted comes out as it went in."""
    one = NoteFormatter(_style(session), session.settings).format(session.chosen[0], data)
    run = _Run(options)
    run.take(session, one)
    if not options.check and not options.diff:
        sys.stdout.flush()
        sys.stdout.buffer.write(one.after)
        sys.stdout.buffer.flush()
    return int(options.check and one.changed)


class _Run:
    """A run over notes: what is reported of each, and what it came to."""

    def __init__(self, options: FormatOptions) -> None:
        self.options = options
        self.color = use_color(options.color)
        self.notes = self.kept = self.left_alone = self.failed = 0
        self.invocation = Invocation(sys.argv, lambda text: say(f"vaultlint: {text}"))

    def over(self, sessions: Sequence[Session]) -> int:
        from vaultlint.cli.progress import progress_on_terminal
        from vaultlint.engine.workers import available_jobs
        from vaultlint.formatting.format_vault import format_notes

        changed, written = 0, list[str]()
        jobs = self.options.vault.jobs or available_jobs()
        chosen = [[path for path in one.chosen if path.lower().endswith(NOTE_SUFFIXES)] for one in sessions]
        total = sum(map(len, chosen))
        for session, paths in zip(sessions, chosen, strict=True):
            to_write: list[Formatted] = []
            with progress_on_terminal("formatting", total, shown=self.options.vault.shows_progress) as progress:
                for note in format_notes(session.root, paths, _style(session), session.settings, jobs, progress):
                    if note.changed:
                        to_write.append(note)
                    self.take(session, note)
            changed += len(to_write)
            if not self.options.check and not self.options.diff:
                for saved in self._save(session, to_write):
                    written += [saved.run] if saved.run else []
                    for path, reason in saved.refused:
                        self.failed += 1
                        changed -= 1
                        say(f"vaultlint: {shown_path(session.root / path)}: not written: {reason}")
            self.failed += len(session.tree.unreadable)
            for folder, reason in session.tree.unreadable:
                say(f"vaultlint: {shown_path(session.root / folder)}: the folder cannot be listed: {reason}.")
        self._sum_up(changed, written)
        return 2 if self.failed else int(self.options.check and changed > 0)

    def _save(self, session: Session, to_write: Sequence[Formatted]) -> list[Saved]:
        """Write formatted notes; one that another program wrote meanwhile is read and formatted once more."""
        from vaultlint.formatting.format_vault import format_notes, save_formatted

        done: list[Saved] = []
        for _ in range(_MOST_TRIES):
            done.append(save_formatted(session.root, to_write, self.invocation))
            again = format_notes(session.root, done[-1].stale, _style(session), session.settings, 1)
            to_write = [note for note in again if note.changed]
            if not to_write:
                return done
        done[-1].give_up()
        return done

    def take(self, session: Session, formatted: Formatted) -> None:
        """Tell what came of one note."""
        name = shown_path(session.root / formatted.path)
        self.notes += 1
        self.kept += len(formatted.kept)
        self.left_alone += formatted.left_alone is not None
        self.failed += formatted.failed
        if formatted.failed:
            say(f"vaultlint: {name}: {formatted.left_alone}.")
        elif formatted.left_alone and (formatted.notable or self.options.verbose):
            say(f"{name}: left alone: {formatted.left_alone}.")
        for kept in formatted.kept if self.options.verbose else ():
            say(f"{name}:{kept.row}: {kept.kind} kept as written: its new layout would change {kept.reason}.")
        if not formatted.changed:
            return
        if self.options.diff:
            from vaultlint.report.diff import unified_diff

            text = unified_diff(
                name, formatted.before.decode("utf-8"), formatted.after.decode("utf-8"), self.color, drawn=drawn()
            )
            show_text(text)
        elif self.options.check and not self.options.quiet:
            show_line(f"{name}: would be formatted")

    def _sum_up(self, changed: int, written: Sequence[str]) -> None:
        if self.options.quiet:
            return
        if not self.notes:
            say("No note found.")
            return
        word = "Would format" if self.options.check or self.options.diff else "Formatted"
        text = f"{word} {counted(changed, 'note')} of {self.notes:,}."
        if self.kept:
            text += f" {counted(self.kept, 'block')} kept as written"
            text += "." if self.options.verbose else "; --verbose lists them."
        if self.left_alone:
            text += f" {counted(self.left_alone, 'note')} left alone."
        say(text)
        if written:
            say(f"Run `vaultlint undo {written[0]}` to revert.")
