"""`vaultlint init`: write a starter vaultlint.toml from the vault or from another linter's configuration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions
from vaultlint.cli.parameters import argument, flag, option, takes
from vaultlint.cli.sessions import check_all, open_sessions
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.note import Note
from vaultlint.report.run import counted
from vaultlint.rule_selection import Selection
from vaultlint.vault.files import CONFIG_NAMES, NOTE_SUFFIXES, find_root

NAME = "vaultlint.toml"


@dataclass(frozen=True, kw_only=True)
class InitOptions:
    """Options of `init`."""

    folder: Path | None = argument(type=click.Path(path_type=Path), required=False)
    source: Path | None = option(
        "--from", type=click.Path(path_type=Path), metavar="FILE", help="Take over this configuration."
    )
    printed: bool = flag("--print", help="Print the configuration, write nothing.")


@command()
@takes(InitOptions)
def init(options: InitOptions) -> None:
    """Write a starter configuration, vaultlint.toml, into the vault.

    It says what was seen of the vault. With --from it takes over what corresponds in .markdownlint.*,
    .markdownlint-cli2.*, rumdl's configuration or obsidian-linter's data.json.
    """
    root = options.folder or find_root([Path.cwd()])
    if not root.is_dir():
        raise Failure(f"{root}: no such folder.")
    target = root / NAME
    there = next((root / name for name in CONFIG_NAMES if (root / name).exists()), None)
    if not options.printed and there is not None:
        raise _exists(there)
    told: list[str] = []
    text = _imported(options.source, told) if options.source else _proposed(root, told)
    if options.printed:
        click.echo(text, nl=False)
        return
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise _exists(target) from None
    except OSError as error:
        raise Failure(f"{target} cannot be written: {error.strerror}.") from None
    click.echo(f"Wrote {visible(str(target))}.")
    for line in told:
        click.echo(visible(line))


def _exists(target: Path) -> Failure:
    return Failure(f"{target} exists already. Edit it, or remove it first; `vaultlint init --print` only shows.")


def _imported(source: Path, told: list[str]) -> str:
    from vaultlint.config.migrate import import_config

    found = import_config(source)
    told.append(f"{len(found.on):,} rules correspond to what {found.linter} checks there.")
    if found.left:
        told.append(f"Not taken over ({len(found.left):,}, also listed in the file):")
        told += [f"  {line}" for line in found.left]
    return "\n".join([*found.lines(), ""])


def _proposed(root: Path, told: list[str]) -> str:
    from vaultlint.config.propose_schemas import propose_schemas
    from vaultlint.config.starter import look, propose

    options = VaultOptions(vault=root, isolated=True)
    sessions = open_sessions((), options, Selection())
    check_all(sessions, options)
    kinds = Counter(
        result.facts.kind for session in sessions for result in session.results.values() if result.facts is not None
    )
    files = [f"{path}" for session in sessions for path in session.tree.files]
    found = [diagnostic for session in sessions for diagnostic in session.diagnostics()]
    seen = look(root, files, sessions[0].settings, kinds, found)
    if seen.failing:
        told.append(
            f"`vaultlint check` reports {counted(seen.failing, 'problem')} today; "
            f"`vaultlint fix` fixes {seen.fixable:,}."
        )
        told.append("`vaultlint baseline create` accepts what stays, so that only new problems fail.")
    told += [f"There is {name}: `vaultlint init --from {name}` takes it over instead." for name in seen.configs]
    return propose(seen, propose_schemas(_notes(sessions)))


def _notes(sessions: Sequence[Session]) -> Iterator[Note]:
    for session in sessions:
        for path in session.chosen:
            text = session.read_text(path) if path.lower().endswith(NOTE_SUFFIXES) else None
            if text is not None:
                yield Note(path, text, session.settings)
