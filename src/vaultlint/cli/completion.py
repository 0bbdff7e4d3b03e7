"""`vaultlint completion SHELL`: the script that lets a shell complete commands, options and rules."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash:  vaultlint completion bash > ~/.local/share/bash-completion/completions/vaultlint
    zsh:   vaultlint completion zsh > "${fpath[1]}/_vaultlint"
    fish:  vaultlint completion fish > ~/.config/fish/completions/vaultlint.fish
    """
    from vaultlint.cli import cli

    found = get_completion_class(shell)
    assert found is not None  # the choices above are click's own
    click.echo(found(cli, {}, "vaultlint", "_VAULTLINT_COMPLETE").source())
