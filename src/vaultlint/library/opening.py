"""Open sessions with the same options, configuration and files as the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vaultlint.engine.plan import Plan
from vaultlint.engine.session import Session
from vaultlint.engine.workers import available_jobs
from vaultlint.errors import Failure
from vaultlint.rule_selection import Selection

_FACTS_ONLY = Selection(select=())


@dataclass(slots=True)
class Source:
    """The arguments of `open_vault`. `notices` collects what the command line would print to standard error."""

    root: Path
    selection: Selection
    config: Path | None = None
    isolated: bool = False
    trust_config: bool = False
    jobs: int = 1
    notices: list[str] = field(default_factory=list)

    def open_checked(self) -> Session:
        """Return a session in which every note is checked under the selected rules."""
        session = self._open(self.selection)
        session.check_all(self.jobs or available_jobs())
        return session

    def open_facts(self) -> Session:
        """Return a session that knows the facts of every note, tags included, and ran no rule."""
        opened = self._open(_FACTS_ONLY)
        plan = Plan(frozenset(), needs=frozenset({"tags"}))
        session = Session(opened.overlay, opened.scope, opened.config, plan)
        session.check_all(self.jobs or available_jobs())
        return session

    def _open(self, selection: Selection) -> Session:
        from vaultlint.cli.options import VaultOptions
        from vaultlint.cli.sessions import open_sessions

        options = VaultOptions(
            vault=self.root, config=self.config, isolated=self.isolated, trust_config=self.trust_config
        )
        with self._noticing():
            sessions = open_sessions([self.root], options, selection)
        if len(sessions) != 1:
            inner = ", ".join(session.root.relative_to(self.root).as_posix() or "." for session in sessions[:3])
            raise Failure(f"{self.root}: the folder holds {len(sessions)} vaults ({inner}, …). Open one of them.")
        return sessions[0]

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        from vaultlint.cli.say import redirect_errors

        with redirect_errors(self._notice):
            yield

    def _notice(self, text: str) -> None:
        notice = text.removeprefix("vaultlint: ")
        if notice not in self.notices:
            self.notices.append(notice)
