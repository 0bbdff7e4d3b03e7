"""The baseline file of a run: where it is, what its paths are relative to, which entries the run can judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vaultlint.cli.options import VaultOptions
from vaultlint.config import Config
from vaultlint.diagnostic import Diagnostic

if TYPE_CHECKING:  # most runs have no baseline, and load no reader of one
    from vaultlint.baseline import Baseline, Entry, Match
    from vaultlint.engine.session import Session

#: Found by itself at the vault's root, as ESLint finds its suppressions.
DEFAULT_NAME = ".vaultlint-baseline.json"

#: A note that was not checked cannot be accepted: the run fails whatever a file says.
NEVER_ACCEPTED = frozenset({"unreadable-note"})


def baseline_path(given: Path | None, config: Config, root: Path) -> Path:
    """The file that the command line names, else the configuration, else the one at the vault's root."""
    if given is not None:
        return given
    return Path(config.baseline) if config.baseline else root / DEFAULT_NAME


def active_baseline(
    given: Path | None, config: Config, root: Path, options: VaultOptions
) -> tuple[Path, Baseline] | None:
    """The baseline of a run and its file; None if none is named and none lies at the vault's root.

    It is read before the run does anything, so that a broken file ends it before a note is written.
    `baseline = ""` in the configuration, and `--isolated`, leave one that lies there alone.
    """
    if given is None and (options.isolated or config.baseline == ""):
        return None
    path = baseline_path(given, config, root)
    if given is None and not config.baseline and not path.is_file():
        return None
    from vaultlint.baseline import Baseline

    return path, Baseline.load(path)


class Accepting:
    """A run's problems against a baseline file.

    Paths in the file count from its folder if the vault lies in that, so that one file can serve several vaults,
    else from the vault.
    """

    def __init__(self, file: Path, root: Path, sessions: Sequence[Session]) -> None:
        self.file = file
        self.sessions = sessions
        self._root = root
        folder = file.absolute().parent
        inside = root.is_relative_to(folder) and root != folder
        self._prefix = root.relative_to(folder).as_posix() + "/" if inside else ""

    def create(self, diagnostics: Iterable[Diagnostic]) -> Baseline:
        """A baseline of these problems; entries of the present file that the run could not judge stay."""
        from vaultlint.baseline import Baseline

        found = [self._placed(diagnostic) for diagnostic in diagnostics if diagnostic.rule not in NEVER_ACCEPTED]
        kept: tuple[Entry, ...] = ()
        if self.file.exists():
            judged = self._judge()
            kept = tuple(entry for entry in Baseline.load(self.file).entries if not judged(entry))
        return Baseline(tuple(sorted([*Baseline.create(found).entries, *kept])))

    def only(self, diagnostic: Diagnostic) -> Baseline:
        """A baseline of one problem, which has its fingerprint."""
        from vaultlint.baseline import Baseline

        return Baseline.create([self._placed(diagnostic)])

    def match(self, baseline: Baseline, diagnostics: Iterable[Diagnostic]) -> Match:
        """The problems, with their fingerprints, against the file; those of `new` have the paths that were given."""
        given = list(diagnostics)
        placed = [self._placed(diagnostic) for diagnostic in given]
        match = baseline.match(placed, self._judge())
        back = {id(there): here for here, there in zip(given, placed, strict=True)}
        return replace(match, new=[back[id(one)] for one in match.new])

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        return diagnostic._replace(path=self._prefix + diagnostic.path) if self._prefix else diagnostic

    def _judge(self) -> Callable[[Entry], bool]:
        """Whether this run would report an entry's problem if it were still there.

        Its rule ran, and its note was checked or is gone. A rule on the vault runs only over a whole one.
        """
        views = []
        for session in self.sessions:
            inner = session.root.relative_to(self._root).as_posix()
            prefix = self._prefix + ("" if inner == "." else inner + "/")
            on_vault = set() if session.whole else {active.name for active in session.plan.on_vault}
            views.append((prefix, session, session.plan.names - on_vault, set(session.chosen), set(session.tree.files)))
        views.sort(key=lambda view: -len(view[0]))  # a vault inside another answers for its own notes

        def judged(entry: Entry) -> bool:
            for prefix, session, rules, chosen, files in views:
                if entry.path.startswith(prefix):
                    path = entry.path[len(prefix) :]
                    return entry.rule in rules and (session.whole or path in chosen or path not in files)
            return False

        return judged
