"""Print messages for people, escaped for the terminal and for GitHub's runner.

Names and texts of a vault may steer a terminal by control characters, and GitHub's runner by lines that look like its
commands: `::error::…` at the beginning of a line, `##[error]…` anywhere in one, on both streams.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import click

from vaultlint.escape import visible

_listener: ContextVar[Callable[[str], None] | None] = ContextVar("_listener", default=None)


def say(text: str) -> None:
    """Print a line to standard error, unless a caller from Python takes it."""
    take = _listener.get()
    if take is not None:
        take(visible(text))
    else:
        click.echo(_harmless(visible(text)), err=True)


@contextmanager
def redirect_errors(take: Callable[[str], None]) -> Iterator[None]:
    """Redirect standard error to a function meanwhile."""
    token = _listener.set(take)
    try:
        yield
    finally:
        _listener.reset(token)


def show_line(text: str) -> None:
    """Print a line to standard output."""
    click.echo(_harmless(visible(text)))


def show_text(text: str) -> None:
    """Print several lines for people, such as a difference, to standard output."""
    with without_commands():
        click.echo(text, nl=False)


def shown_path(path: Path) -> str:
    """Return a path as messages name it: from the current folder if it lies below that."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def is_github_job() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def drawn() -> bool:
    """Whether control and invisible characters are drawn although there is no color: where a person looks."""
    return sys.stdout.isatty()


def _harmless(line: str) -> str:
    if not is_github_job():
        return line
    line = line.replace("##[", "# #[")
    return line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line


@contextmanager
def without_commands(*, to_stderr: bool = False) -> Iterator[None]:
    """Keep GitHub's runner from reading output as commands meanwhile. Elsewhere nothing is added."""
    if not is_github_job():
        yield
        return
    token = f"vaultlint-{os.urandom(12).hex()}"
    click.echo(f"::stop-commands::{token}", err=to_stderr)
    try:
        yield
    finally:
        click.echo(f"::{token}::", err=to_stderr)
