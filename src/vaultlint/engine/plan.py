"""Which rules run, how they are called, and on which notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from vaultlint import registry
from vaultlint.config import Config
from vaultlint.facts import Facts
from vaultlint.markdown.spans import Span
from vaultlint.note import Note, RawNote
from vaultlint.rule import Problem, Rule, Severity
from vaultlint.selection import ENGINE_RULES, Selection, names_of, resolve

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(slots=True)
class ActiveRule:
    """A rule with its options bound and its severity settled. `code`: the user wants it to look into code as well."""

    rule: Rule
    check: Callable[..., Iterable[Problem]]
    severity: Severity
    code: bool

    @property
    def name(self) -> str:
        return self.rule.name


@dataclass(slots=True)
class Plan:
    """The rules of a run, sorted by what they are called with."""

    names: frozenset[str]
    severities: dict[str, str] = field(default_factory=dict)
    on_raw: list[ActiveRule] = field(default_factory=list)
    on_spans: list[ActiveRule] = field(default_factory=list)
    on_note: list[ActiveRule] = field(default_factory=list)
    on_facts: list[ActiveRule] = field(default_factory=list)
    on_vault: list[ActiveRule] = field(default_factory=list)
    per_file: list[tuple[GitIgnoreSpec, frozenset[str]]] = field(default_factory=list)

    def ignored(self, path: str) -> frozenset[str]:
        """The rules that `per-file-ignores` silences for a note."""
        if not self.per_file:
            return frozenset()
        return frozenset().union(*(names for spec, names in self.per_file if spec.match_file(path)))

    @property
    def rules(self) -> list[ActiveRule]:
        return [*self.on_raw, *self.on_spans, *self.on_note, *self.on_facts, *self.on_vault]


def make_plan(config: Config, command_line: Selection | None = None) -> Plan:
    """The plan of a configuration and what the command line adds to it. Failure names an unknown rule."""
    layers = [Selection(config.select, config.extend_select, config.ignore, config.source)]
    layers += [command_line] if command_line else []
    names = resolve(layers, _defaults(layers))
    plan = Plan(frozenset(names), _severities(config))
    for name in names:
        if name not in ENGINE_RULES:
            rule = registry.load(name)
            _list_for(plan, rule).append(_activate(rule, config.rules.get(name, {}), plan.severities))
    plan.per_file = [_per_file(glob, rules, config) for glob, rules in config.per_file_ignores.items()]
    return plan


def _defaults(layers: Sequence[Selection]) -> Iterable[str]:
    """The rules that run unless somebody says otherwise; nothing is imported if somebody does."""
    if any(layer.select is not None for layer in layers):
        return ()
    return [*ENGINE_RULES, *(rule.name for rule in registry.load_all() if rule.default)]


def _severities(config: Config) -> dict[str, str]:
    return {name: level for word, level in config.severity.items() for name in names_of(word, config.source)[1]}


def _activate(rule: Rule, options: dict[str, Any], severities: dict[str, str]) -> ActiveRule:
    bound = {key.replace("-", "_"): value for key, value in options.items() if key != "code" or "code" in rule.options}
    check = partial(rule.check, **bound) if bound else rule.check
    severity: Any = severities.get(rule.name, rule.severity)
    return ActiveRule(rule, check, severity, options.get("code") is True)


def _list_for(plan: Plan, rule: Rule) -> list[ActiveRule]:
    from vaultlint.vault import Vault

    if issubclass(rule.on, Span):
        return plan.on_spans
    return {RawNote: plan.on_raw, Note: plan.on_note, Facts: plan.on_facts, Vault: plan.on_vault}[rule.on]


def _per_file(glob: str, rules: Sequence[str], config: Config) -> tuple[GitIgnoreSpec, frozenset[str]]:
    from pathspec import GitIgnoreSpec

    names = {name for word in rules for name in names_of(word, config.source)[1]}
    return GitIgnoreSpec.from_lines([glob]), frozenset(names)
