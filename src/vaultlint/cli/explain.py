"""`vaultlint explain` and `vaultlint rules`."""

from __future__ import annotations

import json
import shutil
import sys
from typing import Any

import click

from vaultlint import registry
from vaultlint.cli.options import use_color
from vaultlint.errors import Failure
from vaultlint.pages import page
from vaultlint.selection import ENGINE_FACTS, ENGINE_RULES, known, nearest


@click.command()
@click.argument("rule")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
def explain(rule: str, color: str) -> None:
    """Print a rule's page: what it reports, why, when not, with examples."""
    if rule not in known():
        members = [name for name, group in known().items() if group == rule]
        hint = f" It is a group: {', '.join(members)}." if members else nearest(rule, known())
        raise Failure(f"unknown rule '{rule}'.{hint} `vaultlint rules` lists them all.")
    text = page(rule)
    if text is None:
        raise Failure(f"the page of '{rule}' was not installed; it is rules/{rule}.md in vaultlint's repository.")
    if sys.stdout.isatty() and use_color(color):
        from rich.console import Console
        from rich.markdown import Markdown

        Console(width=min(shutil.get_terminal_size().columns, 100)).print(Markdown(_without_front_matter(text)))
    else:
        click.echo(_without_front_matter(text), nl=False)


def _without_front_matter(text: str) -> str:
    return text.split("\n---\n", 1)[1].lstrip("\n") if text.startswith("---\n") else text


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def rules(form: str) -> None:
    """Print the table of rules: name, group, whether it is on, severity, fix, summary."""
    rows = _rows()
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    widths = {key: max(len(key), *(len(str(row[key])) for row in rows)) for key in ("name", "group", "severity", "fix")}
    for row in rows:
        state = "on " if row["default"] else "off"
        cells = [str(row[key] or "–").ljust(width) for key, width in widths.items()]
        click.echo(f"{cells[0]}  {cells[1]}  {state}  {cells[2]}  {cells[3]}  {row['summary']}".rstrip())


def _rows() -> list[dict[str, Any]]:
    rows = []
    for name, group in sorted(known().items(), key=lambda item: (item[1], item[0])):
        if name in ENGINE_RULES:
            rows.append(_row(name, group, True, *ENGINE_FACTS[name]))
        else:
            rule = registry.load(name)
            rows.append(_row(name, group, rule.default, rule.severity, rule.fix, rule.summary, rule.options))
    return rows


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
