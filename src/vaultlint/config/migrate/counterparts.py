"""What a rule of another linter is called here: a rule, an option of `[format]`, or the reason why there is none."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from vaultlint import rule_registry
from vaultlint.errors import Failure
from vaultlint.rule_pages import aliases, page, rulebook

#: The table of counterparts.toml that holds a linter's rules.
_TABLES: Final = {"markdownlint": "markdown", "markdownlint-cli2": "markdown", "rumdl": "markdown"}


class Counterpart(NamedTuple):
    """`rules` and `format` (an option of `[format]`) may both be there; `why` only where both are missing.

    `opt_in`: rumdl runs the rule only where it is enabled.
    """

    name: str
    names: tuple[str, ...]
    rules: tuple[str, ...]
    format: str | None
    why: str | None
    opt_in: bool

    @property
    def label(self) -> str:
        """How a list names the rule: `MD013 (line-length)`."""
        return f"{self.name} ({', '.join(self.names)})" if self.names else self.name


@cache
def counterparts(linter: str) -> dict[str, Counterpart]:
    """All rules of a linter in its own order, by number or, for obsidian-linter, by name."""
    ours = rules_by_alias()
    made = {}
    for name, entry in _table()[_TABLES.get(linter, linter)].items():
        if linter.startswith("markdownlint") and entry.get("only") == "rumdl":
            continue
        names = tuple(entry.get("names", ()))
        rules = {rule for alias in (name, *names) for rule in ours.get(alias.lower(), ())}
        made[name] = Counterpart(
            name, names, tuple(sorted(rules)), entry.get("format"), entry.get("why"), "opt-in" in entry
        )
    return made


@cache
def find(linter: str, name: str) -> Counterpart | None:
    """The counterpart of a rule by its number or any of its names, in any case. None: the linter has no such rule."""
    return _by_any_name(linter).get(name.lower())


@cache
def _by_any_name(linter: str) -> dict[str, Counterpart]:
    return {
        alias.lower(): counterpart
        for counterpart in counterparts(linter).values()
        for alias in (counterpart.name, *counterpart.names)
    }


@cache
def rules_by_alias() -> dict[str, set[str]]:
    """Rules of vaultlint by what other linters call them, in lower case; each rule by its own name too.

    Raises: `Failure` if the rulebook, which holds the names, was not installed.
    """
    if rulebook() is None:
        raise Failure("the rulebook, which holds the names that rules have in other linters, was not installed.")
    found: dict[str, set[str]] = {}
    for name in rule_registry.catalogue():
        if rule_registry.is_built_in(name):
            for alias in aliases(page(name) or ""):
                found.setdefault(alias.lower(), set()).add(name)
            found.setdefault(name, set()).add(name)
    return found


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("vaultlint.config.migrate").joinpath("counterparts.toml").read_text("utf-8"))
