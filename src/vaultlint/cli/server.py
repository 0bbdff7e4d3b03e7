"""`vaultlint server`: run the language server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vaultlint.cli.baseline_file import Accepting, active_baseline, baseline_path
from vaultlint.cli.help import command
from vaultlint.cli.options import VaultOptions
from vaultlint.cli.outcome import below, prefix_of
from vaultlint.cli.parameters import flag, group, takes
from vaultlint.cli.sessions import open_sessions, previous_runs
from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.errors import Failure, needs_extra
from vaultlint.rule_selection import Selection
from vaultlint.vault.files import find_root

if TYPE_CHECKING:
    from vaultlint.baseline import Baseline
    from vaultlint.server.opening import OpenedVault


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """Options of `server`."""

    stdio: bool = flag("--stdio", help="Accepted for editors that add it; there is no other way to talk.")
    vault: VaultOptions = group(VaultOptions)


@command()
@takes(ServerOptions)
def server(options: ServerOptions) -> int:
    """Serve an editor over standard input and output (Language Server Protocol).

    An editor starts this; docs/editors.md says how to set it up. It needs the extra `server`. Nothing of a vault runs,
    and nothing is asked of the network.
    """
    with needs_extra("server", "the language server"):
        from vaultlint.server.app import start
    return start(_Vaults(options.vault))


class _Vaults:
    """Finds and opens vaults as `check` does."""

    def __init__(self, options: VaultOptions) -> None:
        self._options = options

    def root_of(self, path: Path) -> Path | None:
        """The root that `check` would find; None for a home folder or a whole disk, which is not a vault."""
        if self._options.vault is not None:
            return self._options.vault.absolute()
        root = find_root([path])
        home = Path.home()
        return None if root == home or root in home.parents else root

    def open(self, root: Path, notice: Callable[[str], None]) -> Sequence[OpenedVault]:
        from vaultlint.server.opening import OpenedVault

        known = set(self._options.notices)
        sessions = open_sessions([root], self._options)
        for text in sorted(self._options.notices - known):
            notice(text)
        previous = previous_runs(sessions, self._options, Selection())
        opened = []
        for session in sessions:
            accepted = _Accepted(root, session, self._options, notice)
            opened.append(OpenedVault(session, previous.get(session.root), accepted.new, accepted.add))
        return opened


class _Accepted:
    """The baseline of a session, if there is one."""

    def __init__(self, root: Path, session: Session, options: VaultOptions, notice: Callable[[str], None]) -> None:
        self._root, self._session = root, session
        self._prefix = prefix_of(session, root)
        self._file = baseline_path(None, session.config, root)
        self._baseline: Baseline | None = None
        try:
            found = active_baseline(None, session.config, root, options)
        except Failure as failure:
            notice(str(failure))
            return
        if found is not None:
            self._file, self._baseline = found

    def new(self, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics that the baseline does not accept."""
        if self._baseline is None:
            return list(diagnostics)
        placed = {below(self._prefix, diagnostic): diagnostic for diagnostic in self._identified(diagnostics)}
        accepting = Accepting(self._file, self._root, [self._session])
        return [placed[one] for one in accepting.match(self._baseline, placed).new]

    def add(self, diagnostics: Sequence[Diagnostic], wanted: Diagnostic) -> Path:
        """Accept one of these diagnostics as well, and write the file. Failure if it cannot be written."""
        from vaultlint.baseline import Baseline

        accepting = Accepting(self._file, self._root, [self._session])
        one = next(
            diagnostic for diagnostic in self._identified(diagnostics) if diagnostic._replace(fingerprint="") == wanted
        )
        added = accepting.only(below(self._prefix, one))
        entries = self._baseline.entries if self._baseline is not None else ()
        self._baseline = Baseline(tuple(sorted([*entries, *added.entries])))
        self._baseline.save(self._file)
        return self._file

    @staticmethod
    def _identified(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
        from vaultlint.baseline import assign_fingerprints

        return assign_fingerprints(diagnostics)
