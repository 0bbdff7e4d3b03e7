"""Known rules: the modules of `vaultlint/rules/<group>/`, listed by name without importing them.

A rule's name is its module's with `-` for `_`, its group is its folder's. Nothing is listed anywhere. Beside them stand
the rules that a configuration brings along.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

from vaultlint.rule import Rule

#: The user's own rules, by name.
_own: dict[str, Rule] = {}


def catalogue() -> dict[str, str]:
    """Rule name → group, in the order of groups and names; the user's own come last."""
    return {**_built_in(), **{name: rule.group for name, rule in _own.items()}} if _own else _built_in()


def add(rule: Rule) -> None:
    """Register a plugin rule; replaces one of the same name."""
    _own[rule.name] = rule


def forget_own() -> None:
    """Know vaultlint's rules only."""
    _own.clear()


def own_rules() -> list[Rule]:
    """The rules of the user's own, in the order in which they were brought along."""
    return list(_own.values())


def own_rule(name: str) -> Rule | None:
    return _own.get(name)


def is_built_in(name: str) -> bool:
    return name in _built_in()


@cache
def _built_in() -> dict[str, str]:
    found = {}
    with os.scandir(Path(__file__).with_name("rules")) as groups:
        for group in sorted((one for one in groups if one.is_dir() and one.name[0] not in "_."), key=_name):
            with os.scandir(group.path) as modules:
                names = (
                    module.name[:-3] for module in modules if module.name.endswith(".py") and module.name[0] != "_"
                )
                found.update({name.replace("_", "-"): group.name for name in sorted(names)})
    return found


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def groups() -> list[str]:
    """The names of the groups, sorted."""
    return sorted(set(catalogue().values()))


def load(name: str) -> Rule:
    """Import a rule; KeyError if there is none of that name."""
    return _own[name] if name in _own else _load(name)


@cache
def _load(name: str) -> Rule:
    module = f"vaultlint.rules.{_built_in()[name]}.{name.replace('-', '_')}"
    rule: Rule = getattr(import_module(module), name.replace("-", "_")).rule
    return rule


def load_all(names: Iterable[str] | None = None) -> list[Rule]:
    """The rules of these names, or all of them."""
    return [load(name) for name in (catalogue() if names is None else names)]
