"""What `explain` prints of a rule of the user's own: its note, or what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getdoc

from vaultlint.config.model import PatternRule
from vaultlint.rule import Rule


def page_of(rule: Rule) -> str:
    """The note beside the rule's file; without one, its docstring or its pattern, as Markdown."""
    note = rule.home.with_name(f"{rule.name}.md") if rule.home else None
    if note is not None and note.is_file():
        return note.read_text("utf-8")
    if rule.pattern is not None:
        return "\n".join(_of_pattern(rule.pattern))
    where = f"\n\nFrom {rule.home}." if rule.home else ""
    return f"# {rule.name}\n\n{getdoc(rule.check) or 'The rule has no docstring.'}{where}\n"


def _of_pattern(pattern: PatternRule) -> Iterator[str]:
    yield f"# {pattern.name}\n"
    yield f"{pattern.message}\n"
    yield f"Severity {pattern.severity}. Looks for the pattern in: {pattern.where}. From {pattern.source}.\n"
    yield from _block("The pattern:", [pattern.regex])
    if pattern.replacement is not None:
        yield from _block(f"What it becomes ({pattern.fix}):", [pattern.replacement])
    if pattern.match:
        yield from _block("It reports:", pattern.match)
    if pattern.no_match:
        yield from _block("It does not report:", pattern.no_match)


def _block(title: str, texts: tuple[str, ...] | list[str]) -> Iterator[str]:
    yield f"{title}\n"
    yield from (f"```\n{text}\n```\n" for text in texts)
