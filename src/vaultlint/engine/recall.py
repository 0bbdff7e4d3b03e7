"""What a run may take from an earlier one: which notes are as they were, and whether the whole report still holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any

from vaultlint import __version__
from vaultlint.cache import Cache, Entry, Kept, hashed
from vaultlint.engine.checking import NoteResult
from vaultlint.engine.packing import pack_diagnostics, unpack_diagnostics, unpack_facts
from vaultlint.engine.said import Said
from vaultlint.files import CHECKED_SUFFIXES

if TYPE_CHECKING:
    from vaultlint.config import Config
    from vaultlint.diagnostic import Diagnostic
    from vaultlint.engine.session import Session
    from vaultlint.facts import Facts
    from vaultlint.selection import Selection

#: Fewer notes are checked sooner than a cache is read.
FEWEST = 150
#: File systems tell times apart that lie this far apart (FAT: two seconds).
_TICK = 2_000_000_000

_NO_STAMP = (-1, -1, -1)


def key_of(config: Config, selection: Selection | None) -> bytes | None:
    """All that makes the results of a note besides its bytes and the vault's settings; None if nobody can tell.

    Rules of the user's own in Python may read what they like.
    """
    if config.plugins or config.rule_paths:
        return None
    made_of = asdict(config)
    return hashed(
        __version__, _code(), _parsers(), repr(sorted(made_of.items(), key=lambda one: one[0])), repr(selection)
    )


def _code() -> tuple[int, int]:
    """The state of vaultlint's own code, for a checkout changes without its version."""
    latest = count = 0
    stack = [os.fspath(Path(__file__).parent.parent)]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".toml", ".txt", ".json")):
                    latest, count = max(latest, entry.stat().st_mtime_ns), count + 1
                elif entry.is_dir(follow_symlinks=False) and entry.name[0] not in "_.":
                    stack.append(entry.path)
    return latest, count


def _parsers() -> list[Any]:
    """The state of the parsers that a note goes through, which may be other versions tomorrow."""
    specs = [find_spec(name) for name in ("pyromark", "yaml", "regex", "rapidfuzz")]
    return [(spec.origin, *_state(Path(spec.origin))) for spec in specs if spec and spec.origin]


class Recall:
    """The cache of one session: asked before the notes are checked, told afterwards."""

    def __init__(self, session: Session, folder: Path, key: bytes) -> None:
        self.session = session
        self.cache = Cache(folder, session.root, hashed(key, repr(session.settings)))
        self._begun = time_ns()
        self._root = os.fspath(session.root) + os.sep
        self._stamps = {
            path: self._stamp(path) for path in session.tree.files if path.lower().endswith(CHECKED_SUFFIXES)
        }
        chosen = session.chosen if len(session.chosen) != len(self._stamps) else None
        self._surroundings = hashed(
            session.tree.files, session.tree.unreadable, _git_state(session.root), chosen, session.whole
        )
        self._asked = hashed(self._surroundings, list(self._stamps.values()))
        self._kept: Kept | None = None

    def _stamp(self, path: str) -> tuple[int, int, int]:
        """Size, time and number of a file; a file written just now may change once more and look the same."""
        try:
            state = os.stat(self._root + path)
        except OSError:
            return _NO_STAMP
        if self._begun - state.st_mtime_ns < _TICK:
            return _NO_STAMP
        return state.st_size, state.st_mtime_ns, state.st_ino

    @property
    def kept(self) -> Kept:
        if self._kept is None:
            self._kept = self.cache.kept()
        return self._kept

    def report(self) -> list[Diagnostic] | None:
        """The whole report, if nothing at all has changed."""
        if self.cache.asked != self._asked or _NO_STAMP in self._stamps.values():
            return None
        return unpack_diagnostics(self.cache.answer)

    def results(self, paths: Iterable[str]) -> Iterator[NoteResult]:
        """What is known of those notes whose bytes are as they were."""
        notes = self.kept.notes
        for path in paths:
            if (known := notes.get(path)) is None:
                continue
            entry = Entry(*known)
            same_file = entry.stamp == self._stamps.get(path) != _NO_STAMP
            if same_file or self._digest(path) == entry.digest:
                yield NoteResult(path, packed=(entry.facts, entry.diagnostics), digest=entry.digest)

    def _digest(self, path: str) -> bytes:
        try:
            return hashed(self.session.read_bytes(path))
        except OSError:
            return b""

    def said(self, fresh: Mapping[str, NoteResult]) -> Said:
        """What was said of all notes but the `fresh` ones (checked anew), and still holds.

        Nothing if names or git's state changed; only what was said early if a fresh note tells the others something
        else than before.
        """
        kept = self.kept
        if kept.surroundings != self._surroundings:
            return Said()
        early = {path for path in kept.early if path not in fresh}
        of_names = {rule: unpack_diagnostics(said) for rule, said in kept.of_names.items()}
        if not all(self._as_before(result) for result in fresh.values()):
            return Said({path: unpack_diagnostics(kept.on_facts.get(path, b"")) for path in early}, early, {}, of_names)
        return Said(
            {path: unpack_diagnostics(said) for path, said in kept.on_facts.items() if path not in fresh},
            early,
            {path: unpack_diagnostics(found) for path, found in kept.settled.items() if path not in fresh},
            of_names,
        )

    def _as_before(self, result: NoteResult) -> bool:
        known = self.kept.notes.get(result.path)
        return known is not None and alike(unpack_facts(Entry(*known).facts), result.facts)

    def save(self, report: list[Diagnostic], said: Said) -> None:
        """Keep what this run found, unless it found what was known."""
        notes = {path: one for path, one in self.kept.notes.items() if path in self._stamps}
        for path, result in self.session.results.items():
            if result.digest:
                notes[path] = (self._stamps.get(path, _NO_STAMP), result.digest, *result.pack())
        lasting = self._lasting(said.on_facts)
        kept = Kept(
            notes,
            {path: pack_diagnostics(found) for path, found in lasting.items()},
            [path for path in said.early if path in lasting],
            {path: pack_diagnostics(found) for path, found in said.settled.items()},
            {rule: pack_diagnostics(found) for rule, found in said.of_names.items()},
            self._surroundings,
        )
        holds = len(lasting) == len(said.on_facts) and not self.session.failed and not self._asks("disk")
        self.cache.save(self._asked if holds else b"", pack_diagnostics(report) if holds else b"", kept)

    def _lasting(self, on_facts: dict[str, list[Diagnostic]]) -> dict[str, list[Diagnostic]]:
        """What holds as long as notes, names and git's state do: not what was said by the clock or of other files."""
        if self._asks("disk"):
            return {}
        passing = {active.name for active in self.session.plan.rules if "clock" in active.rule.needs}
        return {path: said for path, said in on_facts.items() if not any(one.rule in passing for one in said)}

    def _asks(self, need: str) -> bool:
        return any(need in active.rule.needs for active in self.session.plan.rules)


def alike(old: Facts | None, new: Facts | None) -> bool:
    """Whether two states of a note are the same to the rules on the facts of other notes.

    Those rules ask for what a link may lead to, and for links; never for tags, directives or the hash of the text.
    """
    if old is None or new is None:
        return old is new
    return (old.kind, old.headings, old.blocks, old.aliases, old.links) == (
        new.kind,
        new.headings,
        new.blocks,
        new.aliases,
        new.links,
    )


def _git_state(root: Path) -> Any:
    """What tells that git's answers may be others: HEAD, its log, the index, the packed references."""
    here = Path(os.path.realpath(root))
    for folder in (here, *here.parents):
        git = folder / ".git"
        if git.is_file():  # a work tree beside the first, or a submodule
            return str(git), str(time_ns())
        if git.is_dir():
            return str(git), [_state(git / name) for name in ("HEAD", "logs/HEAD", "index", "packed-refs")]
    return None


def _state(file: Path) -> tuple[int, int, int]:
    try:
        state = file.stat()
    except OSError:
        return _NO_STAMP
    return state.st_size, state.st_mtime_ns, state.st_ino
