"""Write docs/commands.md from the help of the commands: `python tools/reference.py`; `--check` only compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import click

from vaultlint.cli import COMMANDS, cli
from vaultlint.cli.help import STATUSES, grouped_options

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "commands.md"

#: Headings of options that mean the same for every command.
_SHARED: Final = ("Vault and configuration", "Cache and processes")

_INTRODUCTION: Final = f"""# Commands

Every command and every option, as `vaultlint COMMAND --help` prints them. Options may come before or after paths.

{STATUSES.replace("Exit status:", "**Exit status**:")}
[Output and exit status](output.md) has the details.
"""

Sections = dict[str, list[tuple[str, str]]]


def page() -> str:
    """Return the page."""
    context = click.Context(cli, info_name="vaultlint")
    parts = [_INTRODUCTION]
    shared: Sections = {}
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts.append(
            _command(command, f"vaultlint {name}", click.Context(command, parent=context, info_name=name), shared)
        )
        if isinstance(command, click.Group):
            inner = click.Context(command, parent=context, info_name=name)
            for sub in command.list_commands(inner):
                below = command.get_command(inner, sub)
                assert below is not None
                child = click.Context(below, parent=inner, info_name=sub)
                parts.append(_command(below, f"vaultlint {name} {sub}", child, shared))
    common = [row for heading in _SHARED for row in shared[heading]]
    parts.append("## Options of every command that reads a vault\n\n" + _table(common))
    return "\n".join(parts)


def _command(command: click.Command, name: str, context: click.Context, shared: Sections) -> str:
    rows = []
    for heading, options in grouped_options(command, context):
        if heading in _SHARED:
            found = shared.setdefault(heading, [])
            found += [row for row in options if row not in found]
        else:
            rows += [row for row in options if not row[0].endswith("--help")]
    common = {option for heading in _SHARED for option, _ in shared.get(heading, [])}
    rows = [row for row in rows if row[0] not in common]
    usage = command.get_usage(context).removeprefix("Usage: ").replace("[[", "[").replace("]]", "]")  # of click 8.1
    parts = [f"## {name}\n\n```text\n{usage}\n```\n", _prose(command.help or "")]
    as_check = shared.get("vaultlint check", [])
    if rows and all(row in as_check for row in rows) and len(rows) > len(as_check) // 2:
        missing = " and ".join(f"`{option}`" for option, text in as_check if (option, text) not in rows)
        parts.append(f"The options are those of `vaultlint check`, without {missing}.\n")
    elif rows:
        parts.append(_table(rows))
    if name == "vaultlint check":
        shared[name] = rows
    return "\n".join(parts)


def _table(rows: list[tuple[str, str]]) -> str:
    lines = ["| option | does |", "|---|---|"]
    for option, text in rows:
        name = option.replace("|", "\\|")
        lines.append(f"| `{name}` | {_cell(text)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Return a help text for the cell of a table; `-` and `*` of options are no markup."""
    return re.sub(r"(?<![`\w])(--[a-z][a-z-]*)(?!`)", r"`\1`", text.replace("|", "\\|")).replace("[x>=0]", "").strip()


def _prose(text: str) -> str:
    """Return the help text as Markdown; what click leaves as it is (after `\\b`) becomes a block."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph.lstrip().startswith("\b"):
            lines = paragraph.replace("\b", "").strip().splitlines()
            heading = [line.strip() for line in lines if line.rstrip().endswith(":")]
            body = "\n".join(line.strip() for line in lines[len(heading) :])
            parts += [*heading, f"```text\n{body}\n```"]
        elif not paragraph.startswith("Exit status:"):
            parts.append(_cell(" ".join(paragraph.split())).replace("\\|", "|"))
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or compare it; the exit status."""
    text = page().rstrip("\n") + "\n"
    if "--check" not in arguments:
        PAGE.write_text(text, "utf-8", newline="\n")
        return 0
    if PAGE.read_text("utf-8") == text:
        return 0
    print("docs/commands.md: run python tools/reference.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
