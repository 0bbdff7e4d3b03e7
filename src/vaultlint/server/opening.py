"""What the server needs from the program that starts it: the vault of a file, and a session for it.

The command line answers, so that options, configuration, trust, cache and baseline mean what they mean for `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.results import PreviousRun, Results, ValidResults
from vaultlint.engine.session import Session


class SavedOnce:
    """A previous run that keeps the first report alone: what the buffers make of a vault is not for the next run."""

    def __init__(self, run: PreviousRun) -> None:
        self._run = run
        self._saved = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._run, name)

    def save(self, report: Sequence[Diagnostic], results: Results, valid: ValidResults, *, failed: bool) -> None:
        if not self._saved:
            self._saved = True
            self._run.save(report, results, valid, failed=failed)


def _all(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    return list(diagnostics)


@dataclass(slots=True)
class OpenedVault:
    """A session that has not checked anything yet, and what belongs to it.

    accept: takes all diagnostics of the vault and gives those that the baseline does not accept.
    add_to_baseline: accepts one more, given all of them; the answer is the baseline's file.
    """

    session: Session
    previous: PreviousRun | None = None
    accept: Callable[[Sequence[Diagnostic]], list[Diagnostic]] = _all
    add_to_baseline: Callable[[Sequence[Diagnostic], Diagnostic], Path] | None = None


class VaultSource(Protocol):
    """Finds and opens vaults."""

    def root_of(self, path: Path) -> Path | None:
        """The root of the vault that holds a file or folder; None if it should be left alone."""
        ...

    def open(self, root: Path, notice: Callable[[str], None]) -> Sequence[OpenedVault]:
        """A session for the vault at `root`, and one for each vault inside it that is alone.

        Raises:
            Failure: the configuration cannot be used.

        """
        ...
