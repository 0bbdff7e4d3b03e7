"""The plan of a run: which rules run, how they are called, and on which notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from vaultlint import rule_registry
from vaultlint.config import Config
from vaultlint.facts import LINKS_TO_WEB, OPEN, Facts
from vaultlint.markdown.spans import Span
from vaultlint.note import Note, RawNote
from vaultlint.online.answers import Answers
from vaultlint.rule import Problem, Rule, Severity
from vaultlint.rule_selection import ENGINE_RULES, Selection, names_of, resolve, without_meaning
from vaultlint.vault.ignore_patterns import IgnorePatterns

if TYPE_CHECKING:
    from vaultlint.pattern import Pattern
    from vaultlint.vault.ignore_patterns import IgnorePatterns


_TRAITS: dict[str, int] = {"web-links": LINKS_TO_WEB, "open-links": OPEN}
_RANK: dict[Severity, int] = {"info": 0, "warning": 1, "error": 2}


@dataclass(slots=True)
class ActiveRule:
    """A rule with its options bound. `code`: the user wants it to look into code as well.

    `configured` is the severity that the user gives it, None if none. A rule on facts finds nothing in a note that
    lacks one of the `traits`.
    """

    rule: Rule
    check: Callable[..., Iterable[Problem]]
    configured: Severity | None
    code: bool
    traits: int = 0

    @property
    def name(self) -> str:
        return self.rule.name

    def severity(self, own: Severity | None) -> Severity:
        """The severity of a problem, `own` if it has one.

        The user's severity replaces the rule's; a problem milder than its rule keeps at most its own severity.
        """
        severity: Severity = own or self.rule.severity
        if self.configured is None:
            return severity
        if _RANK[severity] < _RANK[self.rule.severity]:
            return min(severity, self.configured, key=_RANK.__getitem__)
        return self.configured


#: A rule on notes as it is called: the rule, its required text, the kind of spans that it is called with (None: the
#: note), its check. Fifty rules run on each note, and most find nothing: looking these up took longer than the rule.
Call: TypeAlias = (
    "tuple[ActiveRule, str | tuple[str, ...] | Pattern | None, type[Span] | None, Callable[..., Iterable[Problem]]]"
)


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
    on_answers: list[ActiveRule] = field(default_factory=list)
    needs: frozenset[str] = frozenset()  # the costly facts that the rules ask for
    per_file: list[tuple[IgnorePatterns, frozenset[str]]] = field(default_factory=list)
    unselected: frozenset[str] = frozenset()  # reported all the same, and never fixed
    made_of: tuple[Config, Selection | None] | None = None
    _overrides: list[IgnorePatterns] = field(default_factory=list)
    _variants: dict[tuple[int, ...], Plan] = field(default_factory=dict)
    _calls: dict[bool, list[Call]] = field(default_factory=dict)

    def __reduce__(self) -> tuple[Callable[..., Plan], tuple[Any, ...]]:
        """A worker makes its plan anew: functions of a user's own rules cannot be sent to it."""
        return (_anew, self.made_of) if self.made_of else (_without_rules, (self.names, self.needs))

    def at(self, path: str) -> Plan:
        """The plan for one note: this one, or another where `overrides` of the configuration hold."""
        if not self._overrides:
            return self
        held = tuple(number for number, spec in enumerate(self._overrides) if spec.match_file(path))
        if not held:
            return self
        variant = self._variants.get(held)
        if variant is None:
            assert self.made_of is not None
            variant = self._variants[held] = _plan(*self.made_of, held)
        return variant

    @property
    def everywhere(self) -> Iterable[ActiveRule]:
        """The rules on the vault that run for any note at all."""
        found: dict[str, ActiveRule] = {}
        for plan in self._all():
            found = {active.name: active for active in plan.on_vault} | found
        return found.values()

    @property
    def anywhere(self) -> Iterable[ActiveRule]:
        """The rules that run for any note at all, each at least once."""
        return (active for plan in self._all() for active in plan.rules)

    def _all(self) -> Iterator[Plan]:
        """Yield the plan, and that of each override by itself."""
        yield self
        for number in range(len(self._overrides)):
            assert self.made_of is not None
            yield self._variants.setdefault((number,), _plan(*self.made_of, (number,)))

    def ignored(self, path: str) -> frozenset[str]:
        """The rules that `per-file-ignores` turns off for a note."""
        if not self.per_file:
            return frozenset()
        return frozenset().union(*(names for spec, names in self.per_file if spec.match_file(path)))

    def on_notes(self, note: Note) -> list[Call]:
        """The rules that look at this note by itself, ready to be called."""
        template = note.kind == "template"
        calls = self._calls.get(template)
        if calls is None:
            calls = self._calls[template] = [
                (active, active.rule.requires, None if active.rule.on is Note else active.rule.on, active.check)
                for active in (*self.on_spans, *self.on_note)
                if active.rule.in_templates or not template
            ]
        ignored = self.ignored(note.path)
        return [call for call in calls if call[0].name not in ignored] if ignored else calls

    @property
    def rules(self) -> list[ActiveRule]:
        return [*self.on_raw, *self.on_spans, *self.on_note, *self.on_facts, *self.on_vault, *self.on_answers]


def make_plan(config: Config, command_line: Selection | None = None) -> Plan:
    """The plan of a configuration and what the command line adds to it. Failure names an unknown rule."""
    plan = _plan(config, command_line, ())
    plan.made_of = (config, command_line)
    if config.overrides:
        plan._overrides = [IgnorePatterns(override.paths) for override in config.overrides]
    return plan


def _without_rules(names: frozenset[str], needs: frozenset[str]) -> Plan:
    return Plan(names, needs=needs)


def _anew(config: Config, command_line: Selection | None) -> Plan:
    """The plan in a process that knows vaultlint's own rules only."""
    from vaultlint.config.load import install_rules

    install_rules(config)
    return make_plan(config, command_line)


def _plan(config: Config, command_line: Selection | None, held: tuple[int, ...]) -> Plan:
    """The plan where these overrides hold, by number: a later one wins, and the command line over all."""
    overrides = [config.overrides[number] for number in held]
    layers = [Selection(config.select, config.extend_select, config.ignore, config.source)]
    layers += [
        Selection(override.select, override.extend_select, override.ignore, config.source) for override in overrides
    ]
    layers += [command_line] if command_line else []
    names, unselected = resolve(layers, _defaults(layers))
    if left_out := without_meaning(config.flavor, config.program):
        named = {word for layer in layers for word in (*(layer.select or ()), *layer.extend_select)}
        names = [name for name in names if name not in left_out or name in named]
    severities = _severities([config.severity, *(override.severity for override in overrides)], config.source)
    online = command_line is not None and command_line.online
    plan = Plan(frozenset(names), severities, unselected=unselected)
    for name in names:
        if name not in ENGINE_RULES:
            rule = rule_registry.load(name)
            if rule.on is Answers and not online:
                plan.names -= {name}
                continue
            options = dict(config.rules.get(name, {}))
            for override in overrides:
                options.update(override.rules.get(name, {}))
            _list_for(plan, rule).append(_activate(rule, options, severities))
    plan.needs = frozenset(need for active in plan.rules for need in active.rule.needs)
    plan.per_file = [_per_file(glob, rules, config) for glob, rules in config.per_file_ignores.items()]
    return plan


def _defaults(layers: Sequence[Selection]) -> Iterable[str]:
    """The rules that run unless somebody says otherwise; nothing is imported if somebody does."""
    if any(layer.select is not None for layer in layers):
        return ()
    return [*ENGINE_RULES, *(rule.name for rule in rule_registry.load_all() if rule.default)]


def _severities(tables: Iterable[Mapping[str, str]], source: str) -> dict[str, str]:
    """Rule → severity: a later table wins, and within one a rule's own line over its group's, that over `ALL`."""
    found: dict[str, str] = {}
    for table in tables:
        words = [(*names_of(word, source), level) for word, level in table.items()]
        for _, names, level in sorted(words, key=lambda one: one[0]):
            found.update(dict.fromkeys(names, level))
    return found


def _activate(rule: Rule, options: dict[str, Any], severities: dict[str, str]) -> ActiveRule:
    bound = {key.replace("-", "_"): value for key, value in options.items() if key != "code" or "code" in rule.options}
    check = partial(rule.check, **bound) if bound else rule.check
    configured: Any = severities.get(rule.name)
    traits = sum(trait for need, trait in _TRAITS.items() if need in rule.needs)
    return ActiveRule(rule, check, configured, options.get("code") is True, traits)


def _list_for(plan: Plan, rule: Rule) -> list[ActiveRule]:
    from vaultlint.vault.vault import Vault

    if issubclass(rule.on, Span):
        return plan.on_spans
    lists = {RawNote: plan.on_raw, Note: plan.on_note, Facts: plan.on_facts, Vault: plan.on_vault}
    return {**lists, Answers: plan.on_answers}[rule.on]


def _per_file(glob: str, rules: Sequence[str], config: Config) -> tuple[IgnorePatterns, frozenset[str]]:
    names = {name for word in rules for name in names_of(word, config.source)[1]}
    return IgnorePatterns([glob]), frozenset(names)


#: For who wants the facts of notes alone.
NO_RULES = Plan(frozenset())
