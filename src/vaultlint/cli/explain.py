"""`vaultlint explain` and `vaultlint rules`."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from typing import Any

import click

from vaultlint import rule_registry
from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions, color_option, complete_rules, format_option, use_color
from vaultlint.cli.parameters import argument, flag, group, takes
from vaultlint.cli.sessions import root_of
from vaultlint.errors import Failure
from vaultlint.rule_pages import aliases, for_reader, head, page, rules_by_alias, without_front_matter
from vaultlint.rule_selection import ENGINE_FACTS, ENGINE_RULES, known, nearest

_NARROWEST = 24  # a column narrower than this is harder to read than a line that wraps


@dataclass(frozen=True, kw_only=True)
class ExplainOptions:
    """Options of `explain`."""

    rule: str = argument(shell_complete=complete_rules)
    color: str = color_option()
    vault: VaultOptions = group(VaultOptions)


@dataclass(frozen=True, kw_only=True)
class RulesOptions:
    """Options of `rules`."""

    form: str = format_option()
    test: bool = flag("--test", help="Run the examples of plugin rules.")
    vault: VaultOptions = group(VaultOptions)


@command()
@takes(ExplainOptions)
def explain(options: ExplainOptions) -> None:
    """Print a rule's page: what it reports and what not, with examples."""
    rule = options.rule
    if not rule_registry.is_built_in(rule) and rule not in ENGINE_RULES:
        load_own_rules(options.vault)
    for name in [rule] if rule in known() else _called_here(rule):
        _print_page(name, options.color)


def _print_page(rule: str, color: str) -> None:
    text = page(rule)
    if text is None:
        raise Failure(f"the page of '{rule}' was not installed; it is rules/{rule}.md in vaultlint's repository.")
    top = head(rule, text) if text.startswith("---\n") else ""
    if sys.stdout.isatty() and use_color(color):
        from rich.console import Console
        from rich.markdown import Markdown

        shown = Markdown(top + for_reader(text, _captioned), code_theme="ansi_dark")
        Console(width=min(shutil.get_terminal_size().columns, 100)).print(shown)
    else:
        click.echo(top + without_front_matter(text), nl=False)


def _called_here(name: str) -> list[str]:
    """The rules that another linter calls by a name.

    Raises: `Failure` if there are none.
    """
    from vaultlint.config.migrate.counterparts import find_anywhere

    here = rules_by_alias().get(name.lower()) or [rule for rule in known() if name.lower() in _aliases(rule)]
    if here:
        click.echo(f"{name} is called {' and '.join(f'`{rule}`' for rule in sorted(here))} here.", err=True)
        return sorted(here)
    if (counterpart := find_anywhere(name)) is not None:
        style = counterpart.format and f"it is the option `{counterpart.format}` of [format]"
        raise Failure(f"{counterpart.label} is no rule here: {style or counterpart.why}.")
    members = [rule for rule, group in known().items() if group == name]
    hint = f" It is a group: {', '.join(members)}." if members else nearest(name, known())
    raise Failure(f"unknown rule '{name}'.{hint} `vaultlint rules` lists them all.")


def _aliases(rule: str) -> list[str]:
    return [alias.lower() for alias in aliases(page(rule) or "")]


def _captioned(fence: str, language: str, title: str) -> str:
    return f"*{title}:*\n\n{fence}{language}" if title else f"{fence}{language}"


@command()
@takes(RulesOptions)
def rules(options: RulesOptions) -> int:
    """Print the table of rules: name, group, whether it is on, severity, fix, summary.

    With --test, run the examples of the rules that the configuration brings along.
    """
    load_own_rules(options.vault, required=options.test)
    if options.test:
        return _test()
    rows = _rows()
    if options.form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False, default=list))
        return 0
    widths = {key: max(len(key), *(len(str(row[key])) for row in rows)) for key in ("name", "group", "severity", "fix")}
    for row in rows:
        state = "on " if row["default"] else "off"
        cells = [str(row[key] or "–").ljust(width) for key, width in widths.items()]
        click.echo(_beside(f"{cells[0]}  {cells[1]}  {state}  {cells[2]}  {cells[3]}  ", row["summary"]))
    return 0


def _beside(cells: str, summary: str) -> str:
    """A row of the table: one line, or on a terminal as many as the summary needs in a column of its own."""
    room = shutil.get_terminal_size().columns - len(cells) - 1 if sys.stdout.isatty() else 0
    if room < _NARROWEST:
        return (cells + summary).rstrip()
    from textwrap import wrap

    return cells + f"\n{' ' * len(cells)}".join(wrap(summary, room, break_on_hyphens=False))


def load_own_rules(options: VaultOptions, *, required: bool = False) -> None:
    """Register the plugin rules of the current vault's configuration."""
    options.load(root_of((), options), needs_rules=required)


def _test() -> int:
    """0 if every example came out as written, else 1."""
    own = rule_registry.own_rules()
    if not own:
        raise Failure("the configuration names no rules of your own: see rule-paths, plugins and [[patterns]].")
    from vaultlint.ruletest.plugin_rules import run_examples

    tested = run_examples(own)
    for example in tested:
        if not example.examples and not example.failures:
            click.echo(f"{example.name}: no examples", err=True)
        for failure in example.failures:
            click.echo(failure)
    failures = sum(len(example.failures) for example in tested)
    examples = sum(example.examples for example in tested)
    told = f"{failures:,} failed" if failures else "all as written"
    click.echo(f"{len(own):,} own rules, {examples:,} examples: {told}.", err=True)
    return int(failures > 0)


def _rows() -> list[dict[str, Any]]:
    return [_facts_of(name, group) for name, group in sorted(known().items(), key=lambda item: (item[1], item[0]))]


def _facts_of(name: str, group: str) -> dict[str, Any]:
    if name in ENGINE_RULES:
        return _row(name, group, True, *ENGINE_FACTS[name])
    rule = rule_registry.load(name)
    return _row(name, group, rule.default, rule.severity, rule.fix, rule.summary, rule.options)


def _row(
    name: str, group: str, default: bool, severity: str, fix: str | None, summary: str, options: Any = None
) -> dict[str, Any]:
    return {
        "name": name,
        "group": group,
        "default": default,
        "severity": severity,
        "fix": fix,
        "summary": summary,
        "options": options or {},
    }
