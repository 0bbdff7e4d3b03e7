"""`check --watch`: check again whenever a note changes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from vaultlint.cli.options import VaultOptions
from vaultlint.cli.say import say
from vaultlint.cli.sessions import root_of
from vaultlint.errors import Failure

_EVERY = 1.0  # seconds between two looks where the system cannot be asked
_PATIENCE = 200  # milliseconds that the system waits for a change before it says that there is none
_SETTINGS = ".obsidian"


def watch(check: Callable[[], int], paths: Sequence[Path], options: VaultOptions) -> int:
    """Run `check`, then again after each change in the vault, until it is interrupted: the last run's status."""
    if Path("-") in paths:
        raise Failure("--watch watches files, so it cannot check standard input. Leave one of the two out.")
    root = root_of(paths, options)
    changes = _changes(root)
    status = _run(check)
    try:
        for _ in changes:
            if sys.stdout.isatty():
                click.clear()
            status = _run(check)
    except KeyboardInterrupt:
        click.echo("", err=True)
    return status


def _run(check: Callable[[], int]) -> int:
    """One run. A config that is being written may be broken for a moment: report that and keep watching."""
    try:
        status = check()
    except Failure as failure:
        say(f"vaultlint: {failure}")
        status = 2
    sys.stdout.flush()
    click.echo("Watching for changes; end with Ctrl-C.", err=True)
    return status


def _changes(root: Path) -> Iterator[object]:
    """Yields once for each burst of changes below `root`; the first look is taken at once."""
    try:
        from watchfiles import watch as ask_the_system
    except ImportError:
        return _polled(root, _stamps(root))
    changes = ask_the_system(
        root,
        watch_filter=lambda _, path: _matters(root, path),
        raise_interrupt=True,
        rust_timeout=_PATIENCE,
        yield_on_timeout=True,
    )
    next(changes)  # from here on the system takes notes, so that no change during the first check is missed
    return filter(None, changes)


def _matters(root: Path, path: str) -> bool:
    """Whether a change of a file can change a report: dot files cannot, but for configurations and settings."""
    try:
        parts = Path(path).relative_to(root).parts
    except ValueError:
        return False
    hidden = [part for part in parts if part.startswith(".")]
    return not hidden or parts[0] == _SETTINGS or parts[-1] in (".vaultlint.toml", ".vaultlint-baseline.json")


def _polled(root: Path, before: dict[str, tuple[int, int]]) -> Iterator[object]:
    while True:
        time.sleep(_EVERY)
        now = _stamps(root)
        if now != before:
            before = now
            yield now


def _stamps(root: Path) -> dict[str, tuple[int, int]]:
    """Time and size of every file that matters."""
    found = {}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".") or name == _SETTINGS]
        for name in files:
            path = os.path.join(folder, name)
            try:
                status = os.stat(path)
            except OSError:
                continue  # gone since, or a link to nowhere
            if _matters(root, path):
                found[path] = (status.st_mtime_ns, status.st_size)
    return found
