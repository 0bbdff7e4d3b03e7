"""`vaultlint completion`: shell completion of commands, options and rules."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from vaultlint.cli.help import command
from vaultlint.cli.parameters import argument, flag, takes
from vaultlint.errors import Failure

SHELLS = ("bash", "zsh", "fish")


@dataclass(frozen=True, kw_only=True)
class CompletionOptions:
    """Options of `completion`."""

    shell: str | None = argument(type=click.Choice(SHELLS), required=False)
    install: bool = flag("--install", help="Write the script to where the shell looks for it in your home folder.")


@command()
@takes(CompletionOptions)
def completion(options: CompletionOptions) -> None:
    """Print or install shell completion.

    SHELL is bash, zsh or fish; by default the shell that you use ($SHELL).

    \b
    Examples:
      vaultlint completion --install
      vaultlint completion zsh > "${fpath[1]}/_vaultlint"
    """
    name = options.shell or Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise Failure(f"no completion for the shell {name or '(unknown)'!r}: name one of {', '.join(SHELLS)}.")
    script = _script(name)
    if not options.install:
        click.echo(script)
        return
    target = _target(name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(script + "\n", "utf-8")
    except OSError as error:
        raise Failure(f"{target}: {error.strerror}.") from None
    click.echo(f"Wrote {target}. Open a new shell to use it.")
    if name == "zsh":
        click.echo("If completion does not start, add to ~/.zshrc before compinit: fpath=(~/.zfunc $fpath)")


def _script(shell: str) -> str:
    from vaultlint.cli import cli

    found = get_completion_class(shell)
    assert found is not None  # SHELLS are click's own
    return found(cli, {}, "vaultlint", "_VAULTLINT_COMPLETE").source()


def _target(shell: str) -> Path:
    """The file of a user in which the shell looks for the completion of a command."""
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return {
        "bash": data / "bash-completion" / "completions" / "vaultlint",
        "zsh": home / ".zfunc" / "_vaultlint",
        "fish": config / "fish" / "completions" / "vaultlint.fish",
    }[shell]
