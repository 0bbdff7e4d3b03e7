"""Options that several commands share, as typed records (see `parameters`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from vaultlint.cli.parameters import flag, option
from vaultlint.cli.say import say
from vaultlint.config import Config, Stranger, find_config, load_config, tree_of
from vaultlint.errors import Failure
from vaultlint.report import formats
from vaultlint.rule_selection import Selection


@dataclass(frozen=True, kw_only=True)
class VaultOptions:
    """Options of every command that reads a vault."""

    vault: Path | None = option(
        "--vault",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Root of the vault [default: the nearest folder with .obsidian].",
    )
    config: Path | None = option(
        "--config", type=click.Path(path_type=Path), metavar="FILE", help="Use this configuration file."
    )
    trust_config: bool = flag(
        "--trust-config", help="Let the configuration that is found name code, and files outside the vault."
    )
    isolated: bool = flag("--isolated", help="Ignore all configuration files.")
    no_cache: bool = flag("--no-cache", help="Do not read or write the cache.")
    cache_dir: Path | None = option(
        "--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the cache."
    )
    jobs: int = option(
        "--jobs",
        "-j",
        type=click.IntRange(0),
        default=0,
        metavar="N",
        help="Number of worker processes (0 = all CPUs).",
    )
    no_progress: bool = flag("--no-progress", help="Do not show progress.")
    no_git: bool = flag(
        "--no-git",
        help="Never run git; broken links get no hints from its history, and dates are not compared with it.",
    )

    notices: set[str] = field(default_factory=set)
    """What was printed about the configuration; nothing is printed twice."""

    @property
    def shows_progress(self) -> bool:
        return not self.no_progress and sys.stderr.isatty()

    def load(self, root: Path, *, needs_rules: bool = True) -> Config:
        """The effective configuration for a vault; the rules that it brings along are known from now on.

        A configuration that was found and is not trusted must not name code: Failure if the command
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
            if notice not in self.notices:
                self.notices.add(notice)
                say(f"vaultlint: {notice}")
        return config


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Rules and groups, also after a comma."""
    from vaultlint.rule_selection import known

    before, comma, last = incomplete.rpartition(",")
    names = known()
    return [before + comma + word for word in sorted({*names, *names.values(), "ALL"}) if word.startswith(last)]


@dataclass(frozen=True, kw_only=True)
class RuleOptions:
    """Options that select rules."""

    select: Sequence[str] = option(
        "--select",
        multiple=True,
        metavar="RULE,…",
        help="Rules or groups to run instead of the configured ones; ALL for all rules.",
        shell_complete=complete_rules,
    )
    ignore: Sequence[str] = option(
        "--ignore", multiple=True, metavar="RULE,…", help="Rules or groups to skip.", shell_complete=complete_rules
    )
    extend_select: Sequence[str] = option(
        "--extend-select",
        multiple=True,
        metavar="RULE,…",
        help="Rules or groups to run in addition.",
        shell_complete=complete_rules,
    )

    @property
    def selection(self) -> Selection:
        return Selection(_words(self.select) or None, _words(self.extend_select), _words(self.ignore))


def _words(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


@dataclass(frozen=True, kw_only=True)
class FixOptions:
    """Options that select fixes, and whether they are written."""

    fix: bool = flag("--fix", help="Apply safe fixes.")
    unsafe_fixes: bool = flag("--unsafe-fixes", help="Also apply fixes that are probable, not certain.")
    diff: bool = flag("--diff", help="Show changes without writing them.")
    show_fixes: bool = flag("--show-fixes", help="List the fixes that were applied.")


def format_option(help: str = "Format of the output [default: text].") -> Any:
    """Return the field for `--format`, text or json."""
    return option("--format", type=click.Choice(["text", "json"]), default="text", help=help)


def color_option() -> Any:
    """Return the field for `--color`, to be given to `use_color`."""
    return option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Color the output [default: on a terminal].",
    )


@dataclass(frozen=True, kw_only=True)
class OutputOptions:
    """Options of the report: content, destination and format."""

    output_format: Sequence[str] = option(
        "--output-format",
        "-f",
        multiple=True,
        metavar="FORMAT",
        help=f"One of {', '.join(formats())}.",
        shell_complete=lambda ctx, param, word: [name for name in formats() if name.startswith(word)],
    )
    output_file: Sequence[Path] = option(
        "--output-file",
        "-o",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the report to a file; may repeat, one per --output-format.",
    )
    statistics: bool = flag("--statistics", help="Show the number of problems per rule.")
    max_problems: int | None = option(
        "--max-problems",
        type=click.IntRange(min=0),
        metavar="N",
        help="List at most N problems, 0 for all [default: 500 on a terminal, otherwise all].",
    )
    quiet: bool = flag("--quiet", "-q", help="Print problems only.")
    color: str = color_option()


@dataclass(frozen=True, kw_only=True)
class StatusOptions:
    """Options that decide the exit status."""

    fail_on: str | None = option(
        "--fail-on",
        type=click.Choice(["error", "warning", "info", "never"]),
        help="Lowest severity that fails the run [default: warning].",
    )
    exit_zero: bool = flag("--exit-zero", help="Exit with status 0 even if problems remain.")
    exit_non_zero_on_fix: bool = flag("--exit-non-zero-on-fix", help="Exit with status 1 if any fix was applied.")


def use_color(choice: str) -> bool:
    """Whether to color standard output: as asked, else on a terminal unless NO_COLOR says otherwise (no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
