"""What was said so far, and still holds: kept while a fix goes on, and by the cache from one run to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from vaultlint.diagnostic import Diagnostic


@dataclass(slots=True)
class Said:
    """What the rules on facts said of notes: `early` where they asked for nothing but names, else `late`.

    `settled`: what rules on notes said, of those notes in which they left something to the vault. `of_names`: what
    rules on the vault said that look at the names of files alone, by rule.
    """

    early: dict[str, list[Diagnostic]] = field(default_factory=dict)
    late: dict[str, list[Diagnostic]] = field(default_factory=dict)
    settled: dict[str, list[Diagnostic]] = field(default_factory=dict)
    of_names: dict[str, list[Diagnostic]] = field(default_factory=dict)

    def forget(self, path: str) -> None:
        """A note changes, and nothing that the rules on other notes ask for."""
        for table in (self.early, self.late, self.settled):
            table.pop(path, None)

    def forget_late(self) -> None:
        """Notes change in what others ask for, and not in their names: what was said early still holds."""
        self.late, self.settled = {}, {}
