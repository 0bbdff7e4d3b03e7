"""What was said so far, and still holds: kept while a fix goes on, and by the cache from one run to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from vaultlint.diagnostic import Diagnostic


@dataclass(slots=True)
class Said:
    """`on_facts`: what the rules on facts said of a note; for the `early` notes they asked for nothing but names.

    `settled`: what rules on notes said, of those notes in which they left something to the vault. `of_names`: what
    rules on the vault said that look at the names of files alone, by rule.
    """

    on_facts: dict[str, list[Diagnostic]] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)
    settled: dict[str, list[Diagnostic]] = field(default_factory=dict)
    of_names: dict[str, list[Diagnostic]] = field(default_factory=dict)

    def forget(self, path: str) -> None:
        """A note changes, and nothing that the rules on other notes ask for."""
        self.on_facts.pop(path, None)
        self.early.discard(path)
        self.settled.pop(path, None)

    def forget_late(self) -> None:
        """Notes change in what others ask for, and not in their names: what was said early still holds."""
        self.on_facts = {path: self.on_facts[path] for path in self.early}
        self.settled = {}
