"""Help texts: options in groups, an example, and the exit statuses below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import click

#: Heading → the options below it, in this order; what is in no group is under "Options".
_GROUPS: Final = {
    "Rules": ("select", "extend_select", "ignore", "baseline"),
    "Fixes": ("fix", "unsafe_fixes", "diff", "show_fixes", "interactive"),
    "Views": ("missing", "orphans", "dead_ends", "backlinks", "external", "at_least", "create", "template"),
    "Notes": ("staged", "changed_since", "stdin_filename", "force_exclude", "watch"),
    "Output": ("output_format", "output_file", "form", "statistics", "max_problems", "quiet", "verbose", "color",
               "no_progress"),
    "Exit status": ("fail_on", "exit_zero", "exit_non_zero_on_fix"),
    "Online checks": ("online", "offline", "strict", "refresh", "allow_private", "no_services", "per_host_delay",
                      "per_host", "connections", "timeout", "retries"),
    "Vault and configuration": ("vault", "config", "trust_config", "isolated", "no_git"),
    "Cache and processes": ("no_cache", "cache_dir", "jobs"),
}  # fmt: skip

_NO_CHECK: Final = ("no_cache", "cache_dir", "jobs", "no_progress", "no_git")
_NO_CONFIGURATION: Final = (*_NO_CHECK, "config", "trust_config", "isolated")

#: Command → options that it accepts like every other, and that change nothing: its help leaves them out.
_WITHOUT_MEANING: Final = {
    "fix": ("fix",),
    "explain": _NO_CHECK,
    "rules": _NO_CHECK,
    "config": _NO_CHECK,
    "undo": _NO_CONFIGURATION,
    "redo": _NO_CONFIGURATION,
    "history": _NO_CONFIGURATION,
    "clean": ("no_cache", "jobs", "no_progress", "no_git", "isolated", "trust_config"),
    "server": ("no_progress",),
}

STATUSES: Final = (
    "Exit status: 0 nothing to report, 1 problems remain, 2 the run failed (a wrong option or configuration, a note "
    "that could not be read or written), 130 interrupted."
)


def grouped_options(command: click.Command, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the headings of a command's help, each with the options below it and what they do."""
    left_out = _WITHOUT_MEANING.get(command.name or "", ())
    records = {
        parameter.name: record
        for parameter in command.get_params(ctx)
        if isinstance(parameter, click.Option)
        and parameter.name not in left_out
        and (record := parameter.get_help_record(ctx)) is not None
    }
    grouped = {name for names in _GROUPS.values() for name in names}
    sections = [("Options", [record for name, record in records.items() if name not in grouped])]
    sections += [(heading, [records[name] for name in names if name in records]) for heading, names in _GROUPS.items()]
    return [(heading, rows) for heading, rows in sections if rows]


class Command(click.Command):
    """A command whose help groups its options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under the headings of their groups."""
        for heading, rows in grouped_options(self, ctx):
            with formatter.section(heading):
                formatter.write_dl(rows)


command: Callable[..., Callable[[Callable[..., Any]], Command]] = partial(click.command, cls=Command)
