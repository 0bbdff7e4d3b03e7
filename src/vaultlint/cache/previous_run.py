"""The previous run from the cache: which notes are unchanged, which results are valid."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from struct import Struct
from time import time_ns
from typing import Final

from vaultlint.cache.store import NOTHING, SIZE, STAMP, Heap, Kept, Record, Table, hash_of, hashed
from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.check_note import check_note, read_file
from vaultlint.engine.plan import Plan
from vaultlint.engine.results import (
    NoteResult,
    PreviousRun,
    Results,
    ValidResults,
    pack_diagnostics,
    pack_facts,
    unpack_diagnostics,
    unpack_facts,
)
from vaultlint.facts import HAS_ALIASES, alike
from vaultlint.git_process import is_allowed
from vaultlint.git_state import git_state
from vaultlint.settings import VaultSettings
from vaultlint.vault.files import CHECKED_SUFFIXES, Tree

#: File systems tell times apart that lie this far apart (FAT: two seconds).
_TICK = 2_000_000_000

#: The stamp of a file of which nothing is known; no file has it.
NO_STAMP: Final = b""
_WORD: Final = (1 << 64) - 1
_NO_DIAGNOSTICS: list[Diagnostic] = []

#: Path -> whether the rules on facts needed nothing but file names, and what they found.
Lasting = dict[str, tuple[bool, bytes]]

#: The moment until which the report is valid is before it (seconds since 1970).
_UNTIL: Final = Struct("<d")


class CachedRun(PreviousRun):
    """The cache of one vault: asked before the notes are checked, told afterwards.

    Without a `key` (see `keys`) it gives the facts that runs of any options found, and keeps nothing.
    """

    def __init__(
        self,
        tree: Tree,
        notes: Sequence[str],
        plan: Plan,
        settings: VaultSettings,
        folder: Path,
        facts_key: bytes,
        key: bytes | None = None,
        *,
        whole: bool,
    ) -> None:
        self._notes = notes
        self._plan = plan
        self._settings = settings
        packed_settings = repr(settings)
        whole_key = hashed(key, packed_settings) if key is not None else None
        self._table = Table(folder, tree.root, hashed(facts_key, packed_settings), whole_key)
        self._begun = time_ns()
        self._root = os.fspath(tree.root) + os.sep
        self._stamps = {path: self._stamp(path) for path in tree.files if path.lower().endswith(CHECKED_SUFFIXES)}
        chosen = list(notes) if len(notes) != len(self._stamps) else None
        git = git_state(tree.root) if is_allowed() else "not asked"
        self._surroundings = hashed(tree.files, tree.unreadable, git, chosen, whole)
        self._everything = hashed(self._surroundings, b"".join(self._stamps.values()))
        self._kept: Kept | None = None
        self._heap: Heap | None = None
        self._has_whole_report = self._table.asked == self._everything  # whether the table holds it
        self._touched: set[str] = set()  # notes whose files changed, and whose bytes did not

    def _stamp(self, path: str) -> bytes:
        """Size, time and number of a file; a file written just now may change once more and look the same."""
        try:
            state = os.stat(self._root + path)
        except OSError:
            return NO_STAMP
        if self._begun - state.st_mtime_ns < _TICK:
            return NO_STAMP
        return STAMP.pack(state.st_size, state.st_mtime_ns, state.st_ino & _WORD)

    @property
    def kept(self) -> Kept:
        """Cached results of single notes; empty if their facts are gone."""
        if self._kept is None:
            self._kept = self._table.kept()
            self._heap = self._table.heap(self._kept.heap)
            if self._heap.size() < self._kept.heap_size:
                self._kept = NOTHING
        return self._kept

    def is_current(self) -> bool:
        if self._table.asked != self._everything or not self._are_stamps_known:
            return False
        [until] = _UNTIL.unpack_from(self._table.answer)
        return bool(self._begun < until * 1e9)

    def report(self) -> list[Diagnostic]:
        return unpack_diagnostics(self._table.answer[_UNTIL.size :])

    def printed(self, key: tuple[object, ...]) -> bytes | None:
        """Text stored by `keep_printed` for the current report; None if missing or damaged."""
        return self._table.text(self._text_name(key), self._everything)

    def keep_printed(self, key: tuple[object, ...], text: bytes) -> None:
        """Store a text that is valid as long as the report; `key` is all else that it depends on.

        Nothing is kept if the report was not, or if the text cannot be written.
        """
        if self._has_whole_report and self._are_stamps_known:
            with suppress(OSError):
                self._table.keep_text(self._text_name(key), self._everything, text)

    @staticmethod
    def _text_name(key: tuple[object, ...]) -> str:
        return hashed(*key).hex()

    @property
    def _are_stamps_known(self) -> bool:
        return NO_STAMP not in self._stamps.values()

    def known(self, paths: Iterable[str]) -> set[str]:
        notes, stamps, size = self.kept.notes, self._stamps, STAMP.size
        found = set()
        for path in paths:
            if (record := notes.get(path)) is not None:
                if record[:size] == stamps.get(path):
                    found.add(path)
                elif record[size : size + SIZE] == self._digest_of(path):
                    found.add(path)
                    self._touched.add(path)
        return found

    def has_facts(self, path: str) -> bool:
        record = self.kept.notes.get(path)
        return record is not None and record[: STAMP.size] == self._stamps.get(path)

    def aliases(self, path: str) -> Sequence[str]:
        return self.kept.aliases.get(path, ())

    def result(self, path: str) -> NoteResult:
        record = self.kept.notes[path]
        digest = record[STAMP.size : STAMP.size + SIZE]
        return NoteResult(path, self.kept.diagnostics.get(path, b""), self._facts, False, digest, record[-1])

    def with_diagnostics(self) -> Collection[str]:
        return self.kept.diagnostics.keys()

    @staticmethod
    def digest(data: bytes) -> bytes:
        return hash_of(data)

    def _digest_of(self, path: str) -> bytes:
        try:
            return hash_of(read_file(self._root + path))
        except OSError:
            return b""

    def _facts(self, path: str) -> bytes:
        """The packed facts of a note; they are found again if they got lost."""
        known = self._kept_facts(path)
        if known is not None:
            return known
        try:
            data = read_file(self._root + path)
        except OSError:
            return b""
        return pack_facts(check_note(path, data, self._plan, self._settings).facts)

    def _kept_facts(self, path: str) -> bytes | None:
        """The packed facts as kept; None if they got lost, or nothing is known of the note."""
        record = self.kept.notes.get(path)
        return self._heap.get(Record.unpack(record).facts) if record is not None and self._heap is not None else None

    def valid_results(self, fresh: Mapping[str, NoteResult]) -> ValidResults:
        kept = self.kept
        if kept.surroundings != self._surroundings or kept.on_facts is None:
            return ValidResults()
        local: dict[str, list[Diagnostic]] = dict.fromkeys(self._notes, _NO_DIAGNOSTICS)
        cross_note: dict[str, list[Diagnostic]] = {}
        for path in fresh:
            del local[path]
        is_current = self._begun < kept.until * 1e9
        as_before = all(map(self._is_as_before, fresh.values()))
        for path, found in kept.on_facts.items():
            if path not in local:
                continue
            if found[0]:
                local[path] = unpack_diagnostics(found[1])
                continue
            del local[path]
            if as_before and is_current:
                cross_note[path] = unpack_diagnostics(found[1])
        confirmed = kept.confirmed.items() if as_before else ()
        return ValidResults(
            local,
            cross_note,
            {path: unpack_diagnostics(found) for path, found in confirmed if path not in fresh},
            {rule: unpack_diagnostics(found) for rule, found in kept.names_only.items()},
            kept.until if is_current else math.inf,
        )

    def _is_as_before(self, result: NoteResult) -> bool:
        """Whether a note that changed is the same to the rules on other notes."""
        facts = self._kept_facts(result.path)
        return facts is not None and alike(unpack_facts(facts), result.facts)

    def save(self, report: Sequence[Diagnostic], results: Results, valid: ValidResults, *, failed: bool) -> None:
        if self._table.key is None:
            return
        lasting = self._lasting(valid)
        is_lasting = lasting is not None and not failed
        try:
            kept = self._with_fresh(results)._replace(
                on_facts=lasting,
                confirmed={path: pack_diagnostics(found) for path, found in valid.confirmed.items()},
                names_only={rule: pack_diagnostics(found) for rule, found in valid.names_only.items()},
                until=valid.until,
                surroundings=self._surroundings,
            )
            if is_lasting:
                self._has_whole_report = True
                self._table.save(self._everything, _UNTIL.pack(valid.until) + pack_diagnostics(report), kept)
            else:
                self._table.save(b"", b"", kept)
        except OSError:
            return  # only the next run takes longer

    def _lasting(self, valid: ValidResults) -> Lasting | None:
        """Results valid as long as notes, names and git's state; None if rules look at files outside the vault."""
        if any("disk" in active.rule.needs for active in self._plan.anywhere):
            return None
        return {
            path: (is_local, pack_diagnostics(diagnostics))
            for is_local, table in ((True, valid.local), (False, valid.cross_note))
            for path, diagnostics in table.items()
            if diagnostics or not is_local
        }

    def _with_fresh(self, results: Results) -> Kept:
        """Current records of the notes, and the position of their facts.

        Raises:
            OSError: the facts cannot be written.

        """
        old, stamps = self.kept, self._stamps
        fresh = {result.path: result for result in results.fresh() if result.digest}
        records = {path: record for path, record in old.notes.items() if path in stamps and path not in fresh}
        for path in self._touched & records.keys():
            records[path] = stamps.get(path, NO_STAMP).ljust(STAMP.size, b"\0") + records[path][STAMP.size :]
        reports = {path: found for path, found in old.diagnostics.items() if path in records}
        reports.update((path, result.packed_diagnostics) for path, result in fresh.items() if not result.is_empty)

        name, heap = old.heap, self._heap
        replaced = old.notes.keys() - records.keys()
        garbage = old.garbage + sum(Record.unpack(old.notes[path]).facts.length for path in replaced)
        is_gone = heap is None or heap.size() < old.heap_size  # another run put a new one in its place
        if not name or heap is None or is_gone or 2 * garbage > heap.size():
            rest = {path: found for path in records if (found := self._kept_facts(path)) is not None}
            name, heap = self._table.new_heap()
            garbage = 0
            moved = zip(rest, heap.add(list(rest.values())), strict=True)
            records = {path: Record.unpack(records[path])._replace(facts=piece).pack() for path, piece in moved}
        places = heap.add([result.packed_facts for result in fresh.values()]) if fresh else ()
        for result, piece in zip(fresh.values(), places, strict=True):
            stamp = stamps.get(result.path, NO_STAMP)
            records[result.path] = Record(stamp, result.digest, piece, result.traits).pack()
        aliases = {path: known for path, known in old.aliases.items() if path in records and path not in fresh}
        with_aliases = [result for result in fresh.values() if result.traits & HAS_ALIASES]
        aliases.update((result.path, result.facts.aliases) for result in with_aliases if result.facts is not None)
        return NOTHING._replace(
            notes=records, diagnostics=reports, heap=name, heap_size=heap.size(), garbage=garbage, aliases=aliases
        )
