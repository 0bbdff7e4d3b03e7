"""What a run found is kept for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaultlint.cache.previous_run import NO_STAMP
from vaultlint.cache.store import NOTHING, STAMP, Kept, Record
from vaultlint.engine.packing import pack_diagnostics

if TYPE_CHECKING:
    from vaultlint.cache.previous_run import Recall
    from vaultlint.diagnostic import Diagnostic
    from vaultlint.engine.said import Said

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
