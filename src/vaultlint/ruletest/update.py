"""Update rule pages: reports, fixed texts, front matter, and the table of rules."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.rule import Rule
from vaultlint.rule_registry import catalogue, load
from vaultlint.rule_selection import ENGINE_FACTS, ENGINE_RULES
from vaultlint.ruletest.cases import FIXED, MAIN, Case, draw, fence, read_cases, undraw
from vaultlint.ruletest.runner import Outcome, run

TABLE_START = "%% The table below is written by tools/rulebook.py. %%"
INDEX = "Rules.md"
_UNESCAPED_PIPE = Pattern(r"(?<!\\)\|")
_MIRRORED = ("summary", "group", "severity", "default", "fix", "options")


def rewrite(text: str, rule: str) -> str:
    """A rule's note, or a file of edge cases, with every expected part as the code has it now."""
    lines = text.split("\n")
    for case in reversed(read_cases(text, rule)):
        _rewrite_case(lines, case, run(case))
    return "\n".join(lines)


def _rewrite_case(lines: list[str], case: Case, outcome: Outcome) -> None:
    """Put each expected block in its place, or after the last file of the case; take out those that are over.

    Files are drawn anew, so that no invisible character is in the rulebook.
    """
    wanted = dict(_expected_blocks(case, outcome))
    last = max(block.last for block in case.blocks if block.key[0] not in ("report", *FIXED.values()))
    new: list[str] = []
    edits: list[tuple[int, int, list[str]]] = []
    for block in case.blocks:
        if block.is_input and block.text:
            edits.append((block.first, block.last, list(fence(block.info, draw(undraw(block.text)), block.path))))
        if block.info != "report" and block.fix is None:
            continue
        written = wanted.pop(block.key, None)
        if written is None:
            blank = block.first > 0 and not lines[block.first - 1].strip()
            edits.append((block.first - blank, block.last, []))
        else:
            edits.append((block.first, block.last, written))
            last = max(last, block.last)
    for written in wanted.values():
        new += ["", *written]
    edits.append((last, last, new))
    for first, last, written in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        lines[first:last] = written


def _expected_blocks(case: Case, outcome: Outcome) -> Iterable[tuple[tuple[str, str], list[str]]]:
    if outcome.report:
        path = next((block.path for block in case.blocks if block.info == "report"), None)
        text = "".join(line + "\n" for line in outcome.report)
        yield ("report", path or MAIN), list(fence("report", text))
    for words, tier in FIXED.items():
        for path, content in sorted(outcome.fixed.get(tier, {}).items()):
            language = "md" if path.endswith(".md") else path.rpartition(".")[2]
            name = path if case.named else None
            yield (tier, path), list(fence(f"{language} {words}", draw(content), name))


def mirror(text: str, rule: Rule) -> str:
    """The note with its front matter as the code has it; keys that are not mirrored (`aliases`) stay as written."""
    head, body = _split(text)
    kept: list[str] = []
    for line in head:
        if not line.startswith((" ", "-")):
            mirrored = line.partition(":")[0] in _MIRRORED
        if not mirrored:
            kept.append(line)
    return "\n".join(["---", *_front_matter(rule), *kept, "---", *body])


def _split(text: str) -> tuple[list[str], list[str]]:
    lines = text.split("\n")
    if lines[0] != "---":
        return [], ["", *lines]
    end = lines.index("---", 1)
    return lines[1:end], lines[end + 1 :]


def _front_matter(rule: Rule) -> list[str]:
    lines = [
        f"summary: {_yaml(rule.summary)}",
        f"group: {rule.group}",
        f"severity: {rule.severity}",
        f"default: {'true' if rule.default else 'false'}",
        f"fix: {rule.fix or 'none'}",
    ]
    if rule.options:
        lines += ["options:", *(f"  - {_yaml(f'{name} = {toml(value)}')}" for name, value in rule.options.items())]
    return lines


def _yaml(text: str) -> str:
    """The text as a YAML scalar in double quotes, so that nothing in it needs thought."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def toml(value: Any) -> str:
    """An option's value as the configuration has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, frozenset)):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return _yaml(value) if isinstance(value, str) else str(value)


class Row(NamedTuple):
    """Row of the table for a rule."""

    group: str
    name: str
    severity: str
    default: bool
    fix: str | None
    summary: str


def row_of(name: str) -> Row:
    """The row of a rule, or of a report that the engine makes itself."""
    if name in ENGINE_RULES:
        severity, fix, summary = ENGINE_FACTS[name]
        return Row(ENGINE_RULES[name], name, severity, True, fix, summary)
    rule = load(name)
    return Row(rule.group, name, rule.severity, rule.default, rule.fix, rule.summary)


def table(rows: Iterable[Row]) -> str:
    """The rules by group, as tables of Markdown."""
    lines: list[str] = []
    for group, members in groupby(sorted(rows), key=lambda row: row.group):
        lines += ["", f"## {group}", "", "| rule | severity | default | fix | reports |", "|---|---|---|---|---|"]
        lines += [_table_row(member) for member in members]
    return "\n".join(lines) + "\n"


def _table_row(row: Row) -> str:
    summary = _UNESCAPED_PIPE.sub(r"\\|", row.summary)
    return f"| [[{row.name}]] | {row.severity} | {'on' if row.default else 'off'} | {row.fix or '–'} | {summary} |"


def rewrite_file(path: Path) -> list[Path]:
    """Write one file of cases anew; its front matter too if it is the rule's own note. The path, if that changed it."""
    text = path.read_text("utf-8")
    new = rewrite(text, path.stem)
    if (path.parent / INDEX).is_file() and path.stem in catalogue():
        new = mirror(new, load(path.stem))
    return _write(path, text, new)


def rewrite_folder(folder: Path) -> list[Path]:
    """Write every file of cases below a folder anew, and the table of rules if there is one; the paths that changed."""
    changed = [one for path in case_files(folder) for one in rewrite_file(path)]
    index = folder / INDEX
    if index.is_file():
        text = index.read_text("utf-8")
        head = text.partition(TABLE_START)[0]
        noted = [row_of(name) for name in (*catalogue(), *ENGINE_RULES) if (folder / f"{name}.md").is_file()]
        changed += _write(index, text, f"{head}{TABLE_START}\n{table(noted)}")
    return changed


def _write(path: Path, old: str, new: str) -> list[Path]:
    if old == new:
        return []
    path.write_text(new, "utf-8", newline="\n")
    return [path]


def case_files(folder: Path) -> list[Path]:
    """The notes below a folder that hold cases of a rule: those named like one."""
    names = {*catalogue(), *ENGINE_RULES}
    return sorted(path for path in folder.rglob("*.md") if path.stem in names)
