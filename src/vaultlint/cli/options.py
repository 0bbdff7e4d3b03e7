"""Options that several commands share, and how they become a session."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from vaultlint.cli.say import say
from vaultlint.config import Config, Stranger, find_config, load_config, tree_of
from vaultlint.errors import Failure
from vaultlint.git_process import allow_git
from vaultlint.rule_selection import Selection

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class VaultOptions:
    """What every command that reads a vault takes."""

    vault: Path | None = None
    config: Path | None = None
    isolated: bool = False
    no_cache: bool = False
    cache_dir: Path | None = None
    jobs: int = 0
    no_progress: bool = False
    no_git: bool = False

    trust_config: bool = False
    said: set[str] = field(default_factory=set)

    def load(self, root: Path, *, needs_rules: bool = True) -> Config:
        """The effective configuration for a vault; the rules that it brings along are known from now on.

        A configuration that was found, and that nobody vouches for, names no code: Failure if the command
        `needs_rules`, else a notice on standard error.
        """
        from vaultlint import rule_registry

        rule_registry.forget_own()
        if self.isolated:
            return Config()
        if self.config is not None:
            if not self.config.is_file():
                raise Failure(f"{self.config}: no such configuration file.")
            return load_config(self.config)
        found = find_config(root)
        if found is None or self.trust_config:
            return load_config(found)
        return self._load_found(found, root, needs_rules)

    def _load_found(self, found: Path, root: Path, needs_rules: bool) -> Config:
        from vaultlint.cache.store import default_folder
        from vaultlint.cli.trust import is_trusted

        if is_trusted(found):
            return load_config(found)
        own_cache = Path(os.path.realpath(default_folder()))
        stranger = Stranger(tree_of(found, root), own_cache, needs_code=needs_rules)
        config = load_config(found, stranger)
        for notice in stranger.notices:
            if notice not in self.said:
                self.said.add(notice)
                say(f"vaultlint: {notice}")
        return config


def vault_options(command: Command) -> Command:
    """Add the options that every command has which reads a vault."""
    for option in reversed(
        [
            click.option(
                "--vault",
                type=click.Path(path_type=Path, file_okay=False),
                metavar="DIR",
                help="Root of the vault [default: the nearest folder with .obsidian].",
            ),
            click.option(
                "--config", type=click.Path(path_type=Path), metavar="FILE", help="Use this configuration file."
            ),
            click.option(
                "--trust-config",
                is_flag=True,
                help="Let the configuration that is found name code, and files outside the vault.",
            ),
            click.option("--isolated", is_flag=True, help="Ignore all configuration files."),
            click.option("--no-cache", is_flag=True, help="Do not read or write the cache."),
            click.option("--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the cache."),
            click.option(
                "--jobs",
                "-j",
                type=click.IntRange(0),
                default=0,
                metavar="N",
                help="Number of worker processes (0 = all CPUs).",
            ),
            click.option("--no-progress", is_flag=True, help="Do not show progress."),
            click.option("--no-git", is_flag=True, help="Never run git; broken links get no hints from its history."),
        ]
    ):
        command = option(command)
    return command


def take_vault_options(given: dict[str, Any]) -> VaultOptions:
    """Take the shared options out of a command's arguments."""
    names = ("vault", "config", "isolated", "no_cache", "cache_dir", "jobs", "no_progress", "no_git", "trust_config")
    options = VaultOptions(**{name: given.pop(name) for name in names})
    allow_git(not options.no_git)
    return options


def selection_options(command: Command) -> Command:
    """`--select`, `--ignore`, `--extend-select`."""
    for name, text in (
        ("--extend-select", "Rules or groups to run in addition."),
        ("--ignore", "Rules or groups to skip."),
        ("--select", "Rules or groups to run instead of the configured ones; ALL for all rules."),
    ):
        command = click.option(name, multiple=True, metavar="RULE,…", help=text, shell_complete=complete_rules)(command)
    return command


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Rules and groups, also after a comma."""
    from vaultlint.rule_selection import known

    before, comma, last = incomplete.rpartition(",")
    names = known()
    return [before + comma + word for word in sorted({*names, *names.values(), "ALL"}) if word.startswith(last)]


def take_selection(given: dict[str, Any]) -> Selection:
    """Take the selection out of a command's arguments."""
    select, extend, ignore = (_words(given.pop(name)) for name in ("select", "extend_select", "ignore"))
    return Selection(select or None, extend, ignore)


def _words(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def use_color(choice: str) -> bool:
    """Whether to color standard output: as asked, else on a terminal unless NO_COLOR says otherwise (no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
