"""What a run may take from an earlier one: which notes are as they were, and whether the whole report still holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Final

from vaultlint.cache.keys import git_state
from vaultlint.cache.store import NOTHING, SIZE, STAMP, Heap, Kept, Record, Table, hash_of, hashed
from vaultlint.engine.check_note import check_note, read_file
from vaultlint.engine.results import NoteResult, Said, pack_diagnostics, pack_facts, unpack_diagnostics, unpack_facts
from vaultlint.facts import alike
from vaultlint.vault.files import CHECKED_SUFFIXES

if TYPE_CHECKING:
    from vaultlint.diagnostic import Diagnostic
    from vaultlint.engine.session import Session


#: File systems tell times apart that lie this far apart (FAT: two seconds).
_TICK = 2_000_000_000

#: The stamp of a file of which nothing is known; nobody's stamp.
NO_STAMP: Final = b""
_WORD: Final = (1 << 64) - 1
_SILENCE: list[Diagnostic] = []


class Recall:
    """The cache of one session: asked before the notes are checked, told afterwards.

    Without a `key` (see `surroundings`) it gives the facts that runs of any options found, and is told nothing.
    """

    def __init__(self, session: Session, folder: Path, facts_key: bytes, key: bytes | None = None) -> None:
        self.session = session
        settings = repr(session.settings)
        whole_key = hashed(key, settings) if key is not None else None
        self.table = Table(folder, session.root, hashed(facts_key, settings), whole_key)
        self._begun = time_ns()
        self._root = os.fspath(session.root) + os.sep
        self.stamps = {
            path: self._stamp(path) for path in session.tree.files if path.lower().endswith(CHECKED_SUFFIXES)
        }
        chosen = session.chosen if len(session.chosen) != len(self.stamps) else None
        self.surroundings = hashed(
            session.tree.files, session.tree.unreadable, git_state(session.root), chosen, session.whole
        )
        self.asked = hashed(self.surroundings, b"".join(self.stamps.values()))
        self._kept: Kept | None = None
        self.heap: Heap | None = None
        self.touched: set[str] = set()  # notes whose files changed, and whose bytes did not

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
        """What earlier runs found of single notes; nothing if their facts are gone."""
        if self._kept is None:
            self._kept = self.table.kept()
            self.heap = self.table.heap(self._kept.heap)
            if self.heap.size() < self._kept.heap_size:
                self._kept = NOTHING
        return self._kept

    def report(self) -> list[Diagnostic] | None:
        """The whole report, if nothing at all has changed."""
        if self.table.asked != self.asked or NO_STAMP in self.stamps.values():
            return None
        return unpack_diagnostics(self.table.answer)

    def known(self, paths: Iterable[str]) -> set[str]:
        """Those notes of which something is known and whose bytes are as they were."""
        notes, stamps, size = self.kept.notes, self.stamps, STAMP.size
        found = set()
        for path in paths:
            if (record := notes.get(path)) is not None:
                if record[:size] == stamps.get(path):
                    found.add(path)
                elif record[size : size + SIZE] == self._digest_of(path):
                    found.add(path)
                    self.touched.add(path)
        return found

    def result(self, path: str) -> NoteResult:
        """What an earlier run found of a note that is known."""
        record = self.kept.notes[path]
        digest = record[STAMP.size : STAMP.size + SIZE]
        return NoteResult(path, self.kept.diagnostics.get(path, b""), self._facts, False, digest, record[-1])

    @staticmethod
    def digest(data: bytes) -> bytes:
        """What the bytes of a note are known by."""
        return hash_of(data)

    def _digest_of(self, path: str) -> bytes:
        try:
            return self.digest(self.session.read_bytes(path))
        except OSError:
            return b""

    def _facts(self, path: str) -> bytes:
        """The packed facts of a note as an earlier run found them; they are found again if they got lost."""
        known = self.kept_facts(path)
        if known is not None:
            return known
        try:
            data = read_file(self._root + path)
        except OSError:
            return b""
        return pack_facts(check_note(path, data, self.session.plan, self.session.settings).facts)

    def kept_facts(self, path: str) -> bytes | None:
        """The same; None if they got lost, or nothing is known of the note."""
        record = self.kept.notes.get(path)
        return self.heap.get(Record.unpack(record).facts) if record is not None and self.heap is not None else None

    def said(self, fresh: Mapping[str, NoteResult]) -> Said:
        """What was said of all notes but the `fresh` ones (checked anew), and still holds.

        Nothing if names or git's state changed; only what was said early if a fresh note tells the others something
        else than before.
        """
        kept = self.kept
        if kept.surroundings != self.surroundings or kept.on_facts is None:
            return Said()
        early: dict[str, list[Diagnostic]] = dict.fromkeys(self.session.chosen, _SILENCE)
        late: dict[str, list[Diagnostic]] = {}
        for path in fresh:
            del early[path]
        as_before = all(map(self._as_before, fresh.values()))
        for path, found in kept.on_facts.items():
            if path not in early:
                continue
            if found is not None and found[0]:
                early[path] = unpack_diagnostics(found[1])
                continue
            del early[path]
            if found is not None and as_before:
                late[path] = unpack_diagnostics(found[1])
        settled = kept.settled.items() if as_before else ()
        return Said(
            early,
            late,
            {path: unpack_diagnostics(found) for path, found in settled if path not in fresh},
            {rule: unpack_diagnostics(said) for rule, said in kept.of_names.items()},
        )

    def _as_before(self, result: NoteResult) -> bool:
        facts = self.kept_facts(result.path)
        return facts is not None and alike(unpack_facts(facts), result.facts)


#: What the rules on facts said of a note, and whether early; None of what does not last.
Lasting = dict[str, tuple[bool, bytes] | None]


def keep(recall: Recall, report: list[Diagnostic], said: Said) -> None:
    """Keep a report and what it is made of. What cannot be written is not kept: the next run takes longer, no more."""
    if recall.table.key is None:
        return
    lasting = _lasting(recall, said)
    holds = lasting is not None and None not in lasting.values() and not recall.session.failed
    try:
        kept = _notes(recall)._replace(
            on_facts=lasting,
            settled={path: pack_diagnostics(found) for path, found in said.settled.items()},
            of_names={rule: pack_diagnostics(found) for rule, found in said.of_names.items()},
            surroundings=recall.surroundings,
        )
        recall.table.save(recall.asked if holds else b"", pack_diagnostics(report) if holds else b"", kept)
    except OSError:
        return


def _lasting(recall: Recall, said: Said) -> Lasting | None:
    """What holds as long as notes, names and git's state do: not what was said by the clock, or of other files."""
    rules = list(recall.session.plan.anywhere)
    if any("disk" in active.rule.needs for active in rules):
        return None
    passing = {active.name for active in rules if "clock" in active.rule.needs}
    found: Lasting = {}
    for early, table in ((True, said.early), (False, said.late)):
        for path, words in table.items():
            if words or not early:
                lasts = not any(one.rule in passing for one in words)
                found[path] = (early, pack_diagnostics(words)) if lasts else None
    return found


def _notes(recall: Recall) -> Kept:
    """What is known of the notes now, and where their facts lie. OSError if these cannot be written."""
    old, stamps = recall.kept, recall.stamps
    fresh = {result.path: result for result in recall.session.results.fresh() if result.digest}
    records = {path: record for path, record in old.notes.items() if path in stamps and path not in fresh}
    for path in recall.touched & records.keys():
        records[path] = stamps.get(path, NO_STAMP).ljust(STAMP.size, b"\0") + records[path][STAMP.size :]
    reports = {path: found for path, found in old.diagnostics.items() if path in records}
    reports.update((path, result.packed_diagnostics) for path, result in fresh.items() if not result.quiet)

    name, heap = old.heap, recall.heap
    replaced = old.notes.keys() - records.keys()
    garbage = old.garbage + sum(Record.unpack(old.notes[path]).facts.length for path in replaced)
    gone = heap is None or heap.size() < old.heap_size  # another run put a new one in its place
    if not name or heap is None or gone or 2 * garbage > heap.size():
        rest = {path: found for path in records if (found := recall.kept_facts(path)) is not None}
        name, heap = recall.table.new_heap()
        garbage = 0
        moved = zip(rest, heap.add(list(rest.values())), strict=True)
        records = {path: Record.unpack(records[path])._replace(facts=piece).pack() for path, piece in moved}
    places = heap.add([result.packed_facts for result in fresh.values()]) if fresh else ()
    for result, piece in zip(fresh.values(), places, strict=True):
        stamp = stamps.get(result.path, NO_STAMP)
        records[result.path] = Record(stamp, result.digest, piece, result.traits).pack()
    return NOTHING._replace(notes=records, diagnostics=reports, heap=name, heap_size=heap.size(), garbage=garbage)
