"""`vaultlint mv`: rename files and folders and every link to them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import click

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions, color_option, use_color
from vaultlint.cli.parameters import argument, flag, group, takes
from vaultlint.cli.say import drawn, say, show_text
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.fixing.move import Move, carry_out, prepare
from vaultlint.fixing.write import Invocation
from vaultlint.report.run import counted
from vaultlint.resolution.file_index import path_key, plain_form
from vaultlint.vault.files import NOTE_SUFFIXES, is_marked, relative

#: Characters that end a link's target, or that other systems and Obsidian itself refuse in a name.
_UNLINKABLE = "#^[]|:\\"
#: How many places are listed that name the file other than by a link.
_MOST_PLACES = 5


@dataclass(frozen=True, kw_only=True)
class MoveOptions:
    """Options of `mv`."""

    old: str = argument()
    new: str = argument()
    diff: bool = flag("--diff", help="Show changes without writing them.")
    yes: bool = flag("--yes", "-y", help="Merge two tags without asking.")
    quiet: bool = flag("--quiet", "-q", help="Print errors only.")
    color: str = color_option()
    vault: VaultOptions = group(VaultOptions)


@command()
@takes(MoveOptions)
def mv(options: MoveOptions) -> int:
    """Rename a note, attachment or folder and every link to it.

    Each link keeps the style in which it is written. If NEW is a folder, OLD moves into it. `.md` may be left out.
    Code is left alone. So are HTML, plain properties and bases, and those that name OLD are listed.
    `vaultlint undo` reverts it.

    \b
    '#tag' '#new'           renames a tag and those below it, in text and properties
    'Note#Heading' 'New'    gives a heading another text
    'Note#^block' '^new'    renames a block id
    """
    if "#" in options.old and not os.path.lexists(options.old):
        from vaultlint.cli.mv_parts import prepare_part

        session, move = prepare_part(options.old, options.new, options.vault)
    else:
        session, move = _prepare_file(Path(options.old), options.new, options.vault)
    for path in move.unread:
        say(f"vaultlint: {visible(path)} cannot be read as text, so it is left as it is.")
    for path, link in move.cut:
        place = f"{visible(path)}:{link.row}"
        say(f"vaultlint: {place}: a table cuts {visible(link.raw)} in two, so it is not a link and was left as it is.")
    if move.mentions:
        say(f"vaultlint: {_mentioned(move)}.")
    for path in move.left:
        say(f"vaultlint: {visible(path)}: a plugin or an open merge owns its text, so the tag in it is left as it is.")
    if options.diff:
        _show(move, use_color(options.color))
        return 0
    if move.merges and not options.yes and not _may_merge(move):
        return 1
    saved = carry_out(session, move, Invocation(sys.argv, lambda text: say(f"vaultlint: {text}")))
    if not options.quiet:
        say(f"Renamed {visible(move.old)} to {visible(move.new)}; {_followed(move)}.")
        say(f"`vaultlint undo {saved.run}` reverts it.")
    return 0


def _prepare_file(old: Path, new: str, options: VaultOptions) -> tuple[Session, Move]:
    source = _existing(old)
    session, inside = _open(source, options)
    target = _target(session, source, inside, new)
    move = prepare(session, inside, target)
    if odd := sorted({each for each in target if each in _UNLINKABLE}):
        say(f"vaultlint: {visible(target)}: links cannot lead to a name with {' '.join(odd)}.")
    return session, move


def _may_merge(move: Move) -> bool:
    """Ask whether two tags shall become one; without a terminal the answer is a Failure that names --yes."""
    what = f"{counted(move.merges, 'tag')} {'is' if move.merges == 1 else 'are'} called {visible(move.new)} already"
    if not sys.stdin.isatty():
        raise Failure(f"{what}, so the two would become one. Add --yes to merge them")
    return click.confirm(f"{what}. Merge the two?", err=True)


def _existing(old: Path) -> Path:
    """File to rename; `.md` may be left out. Symbolic links are renamed themselves, not followed."""
    for path in (old, old.with_name(old.name + ".md") if old.name else old):
        if os.path.lexists(path):
            return Path(os.path.abspath(path))
    if (other := _in_another_form(old)) is not None:
        return Path(os.path.abspath(other))
    raise Failure(f"{old}: no such file or folder.")


def _in_another_form(path: Path) -> Path | None:
    """The file of that name in another Unicode form: `ü` as one character or as two, as systems store it."""
    wanted = {plain_form(name) for name in (path.name, path.name + ".md")}
    try:
        names = [name for name in os.listdir(path.parent) if plain_form(name) in wanted]
    except OSError:
        return None
    return path.with_name(names[0]) if len(names) == 1 else None


def _open(source: Path, options: VaultOptions) -> tuple[Session, str]:
    """The vault with the facts of all its notes, and the path in it of what is to be renamed."""
    from vaultlint.cli.sessions import check_all, open_sessions, root_of
    from vaultlint.rule_selection import Selection

    root = _root(source, root_of([source.parent], options), options)
    if source == root or (source / ".obsidian").exists():
        raise Failure(f"{source} is a vault: rename it as any folder, no link in it names it.")
    options = replace(options, vault=root)
    sessions = open_sessions((), options, Selection(select=(), ignore=("ALL",)))
    for session in reversed(sessions):  # a vault inside another comes after it
        inside = _inside(session.root, source)
        if inside:
            _refuse_hidden(inside)
            check_all([session], options, facts_only=True)
            return session, inside
    raise Failure(f"{source} lies outside the vault {root}. Name the vault with --vault.")


def _root(source: Path, root: Path, options: VaultOptions) -> Path:
    """Return the folder whose links are rewritten: without any mark of a vault, the current folder if it is above."""
    here = Path.cwd()
    if options.vault is None and root == source.parent and source.is_relative_to(here) and not is_marked(root):
        return here
    return root


def _inside(root: Path, path: Path) -> str | None:
    """A path that need not exist, relative to the vault; its own name is kept even if it is a link."""
    folder = relative(root, path.parent)
    return None if folder is None else f"{folder}/{path.name}".lstrip("/")


def _refuse_hidden(inside: str) -> None:
    if any(part.startswith(".") for part in inside.split("/")):
        raise Failure(
            f"{inside}: files whose name begins with a dot are not part of the vault, so no link can lead there."
        )


def _target(session: Session, source: Path, inside: str, new: str) -> str:
    """The path in the vault that the new name means. Failure if nothing can be renamed to it."""
    path = Path(os.path.abspath(new))
    is_folder = source.is_dir() and not source.is_symlink()
    into = path.is_dir() and not _same_entry(path, source)
    if into or (not is_folder and new.endswith(("/", os.sep))):
        path = path / source.name
    elif not is_folder:
        path = path.with_name(_with_extension(path.name, source.name))
    target = _inside(session.root, path)
    if not target or path == session.root:
        raise Failure(f"{path} lies outside the vault {session.root}.")
    _refuse_hidden(target)
    if target == inside:
        raise Failure(f"{inside} is already called that.")
    if target.startswith(inside + "/"):
        raise Failure(f"{target} lies inside {inside}: a folder cannot move into itself.")
    for nested in session.tree.nested:
        if f"{target}/".startswith(nested + "/") or f"{inside}/".startswith(nested + "/"):
            raise Failure(f"{nested} is a vault of its own: links do not cross its border. Name it with --vault.")
    _refuse_taken(session, source, path, inside, target)
    return target


def _with_extension(new: str, old: str) -> str:
    """The name with the extension that it leaves out: `.md` of a note always, another one if there is no dot at all."""
    extension = Path(old).suffix
    if extension.lower() in NOTE_SUFFIXES:
        return new if new.lower().endswith(NOTE_SUFFIXES) else new + extension
    return new if "." in new else new + extension


def _refuse_taken(session: Session, source: Path, path: Path, inside: str, target: str) -> None:
    if os.path.lexists(path) and not _same_entry(path, source):
        raise Failure(f"{target} is already there.")
    key = path_key(target)
    for other in session.tree.files:
        if other != inside and not other.startswith(inside + "/") and path_key(other) == key:
            raise Failure(f"{other} is already there, and Obsidian does not tell the two names apart.")


def _same_entry(one: Path, other: Path) -> bool:
    """Whether two spellings name one entry, as on systems that do not tell case apart."""
    try:
        return os.path.samestat(one.lstat(), other.lstat())
    except OSError:
        return False


def _followed(move: Move) -> str:
    if move.is_file and not move.links:
        return "no link had to be rewritten"
    links = counted(move.links, "link" if move.is_file else "place")
    return f"{links} in {counted(len(move.notes), 'note')} rewritten"


def _mentioned(move: Move) -> str:
    """Say where the file is named by HTML, a plain property or a base, none of which is rewritten."""
    places = [f"{visible(path)}:{row}" for path, row in move.mentions[:_MOST_PLACES]]
    more = len(move.mentions) - len(places)
    if more:
        places.append(f"{more:,} more place{'' if more == 1 else 's'}")
    listed = places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"
    return f"{visible(move.old)} is also named, but not linked, in {listed}: edit that by hand"


def _show(move: Move, color: bool) -> None:
    from vaultlint.report.diff import unified_diff

    if move.is_file:
        show_text(f"rename from {visible(move.old)}\nrename to {visible(move.new)}\n")
    for path, (before, after) in move.notes.items():
        show_text(unified_diff(path, before.decode("utf-8"), after.decode("utf-8"), color, drawn=drawn()))
