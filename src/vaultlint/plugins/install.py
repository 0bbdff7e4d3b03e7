"""Load plugin rules that the configuration names: Python files, installed packages, patterns.

The code of a checked repository never runs just because it is there: see `config.trust`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vaultlint import rule_registry
from vaultlint.errors import Failure
from vaultlint.plugins import GROUP
from vaultlint.rule import Rule
from vaultlint.rule_selection import ENGINE_RULES


def install(key: str, values: Iterable[Any], source: str) -> None:
    """Load what a key of a configuration names and add its rules. Failure says in one sentence what is wrong."""
    for value in values:
        for rule in _rules(key, value, source):
            if rule_registry.is_built_in(rule.name) or rule.name in ENGINE_RULES:
                raise Failure(f"{source}: your rule '{rule.name}' has the name of a built-in rule. Rename it.")
            if rule.name in {*rule_registry.groups(), *ENGINE_RULES.values(), GROUP}:
                raise Failure(f"{source}: your rule '{rule.name}' has the name of a rule group. Rename it.")
            rule_registry.add(rule)


def _rules(key: str, value: Any, source: str) -> Iterable[Rule]:
    if key == "patterns":
        from vaultlint.plugins.patterns import rule_of

        return [rule_of(value)]
    from vaultlint.plugins import python

    return python.from_path(value, source) if key == "rule-paths" else python.from_package(value, source)
