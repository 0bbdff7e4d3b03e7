"""Run the examples of plugin rules: cases on the page beside a Python rule, texts of a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vaultlint.rule import PatternRule, Rule
from vaultlint.ruletest.cases import MAIN, Case, read_cases
from vaultlint.ruletest.runner import check, expected, fix_case, run
from vaultlint.ruletest.variants import variants_of


@dataclass(slots=True)
class Tested:
    """One rule: how many examples were run, and a sentence for each that did not come out as written."""

    name: str
    examples: int = 0
    failures: list[str] = field(default_factory=list)


def run_examples(rules: Iterable[Rule]) -> list[Tested]:
    """Every example of these rules."""
    return [_of_pattern(rule.pattern) if rule.pattern else _of_note(rule) for rule in rules]


def _of_note(rule: Rule) -> Tested:
    tested = Tested(rule.name)
    note = rule.home.with_name(f"{rule.name}.md") if rule.home else None
    if note is None or not note.is_file():
        return tested
    try:
        cases = read_cases(note.read_text("utf-8"), rule.name)
    except (OSError, ValueError) as error:
        tested.failures.append(f"{note} cannot be read: {error}")
        return tested
    for case in cases:
        tested.examples += 1
        failure = next(_differences(case), None)
        if failure is not None:
            tested.failures.append(f"{note}:{case.row}: {case.name}: {failure}")
    return tested


def _differences(case: Case) -> Iterator[str]:
    for variant in variants_of(case):
        outcome, wanted = run(case, variant), expected(case, variant)
        where = "" if variant == "as written" else f" ({variant})"
        if outcome.report != wanted.report:
            yield f"reports {_told(outcome.report)} instead of {_told(wanted.report)}{where}"
        for tier in ("safe", "unsafe"):
            if outcome.fixed.get(tier) != wanted.fixed.get(tier):
                became = {name: data.decode("utf-8", "replace") for name, data in outcome.fixed.get(tier, {}).items()}
                yield f"the {tier} fix makes of it {became or 'nothing else'}{where}"
        yield from (f"{problem}{where}" for problem in outcome.problems)


def _told(lines: list[str]) -> str:
    return "; ".join(repr(line) for line in lines) or "nothing"


def _of_pattern(pattern: PatternRule) -> Tested:
    tested = Tested(pattern.name, len(pattern.match) + len(pattern.no_match))
    where = f"{pattern.source}: {pattern.name}"
    for text in pattern.match:
        if not _reports(pattern, text):
            tested.failures.append(f"{where}: reports nothing in {text!r}")
    for text in pattern.no_match:
        if found := _reports(pattern, text):
            tested.failures.append(f"{where}: reports {found[0]!r} in {text!r}")
    for before, wanted in zip(pattern.match, pattern.fixed, strict=False):
        tested.examples += 1
        after, problems = fix_case({MAIN: before.encode()}, [pattern.name], "unsafe")
        became = after[MAIN].decode()
        if became != wanted:
            told = f" ({problems[0]})" if problems else ""
            tested.failures.append(f"{where}: makes {became!r} of {before!r} instead of {wanted!r}{told}")
    return tested


def _reports(pattern: PatternRule, text: str) -> list[str]:
    return [one.message for one in check({MAIN: text.encode()}, [pattern.name]) if one.rule == pattern.name]
