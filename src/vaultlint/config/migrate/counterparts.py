"""Counterparts of other linters' rules: a rule, an option of `[format]`, or the reason why there is none."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from vaultlint.rule_pages import rules_by_alias

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
        """Name of the rule in a list: `MD013 (line-length)`."""
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


def find_anywhere(name: str) -> Counterpart | None:
    """The counterpart of a rule of any linter. None: no linter known here has such a rule."""
    return find("rumdl", name) or find("obsidian-linter", name)


@cache
def _by_any_name(linter: str) -> dict[str, Counterpart]:
    return {
        alias.lower(): counterpart
        for counterpart in counterparts(linter).values()
        for alias in (counterpart.name, *counterpart.names)
    }


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("vaultlint.config.migrate").joinpath("counterparts.toml").read_text("utf-8"))
