"""Write fixed notes to the disk through the journal, each of them whole at every moment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vaultlint.engine.overlay import Overlay
from vaultlint.fixing.multi_file import WideStep
from vaultlint.fixing.results import FixResult


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of a command that writes.

    `command` is the command line. `on_wait` gets a sentence if another vaultlint has to be waited for. All that is
    written under the same `group`, in whatever vault, is undone as one run.
    """

    command: Sequence[str]
    on_wait: Callable[[str], None] | None = None
    group: str = field(default_factory=lambda: os.urandom(8).hex())


@dataclass(slots=True)
class Write:
    """One atomic write. Paths are those on the disk; edits come before renames.

    An edit is a path, its bytes before (None: the file is created) and after, and the rules that changed it.
    """

    edits: Sequence[tuple[str, bytes | None, bytes, tuple[str, ...]]]
    renames: Sequence[tuple[str, str, str]] = ()


@dataclass(slots=True)
class Saved:
    """Result of writing.

    `refused` are notes with the reason why they were not written, `stale` those that changed since they were read: they
    can be tried again. `unwritten` are the writes of both. `run` is the run's name in the journal, None if nothing was
    written.

    `unwritten` are the writes that were refused.
    """

    written: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    unwritten: list[Write] = field(default_factory=list)
    run: str | None = None

    def give_up(self) -> None:
        """Count the notes that changed again and again among those that were not written."""
        self.refused += [(path, "it changed since it was read") for path in self.stale]
        self.stale = []


def save(overlay: Overlay, result: FixResult, invocation: Invocation) -> Saved:
    """Write every changed note. A note that cannot be written stays as it was, and the others are written."""
    rules: dict[str, dict[str, None]] = {}
    for step in result.steps:
        rules.setdefault(step.path, {})[step.rule] = None
    edits = {
        overlay.on_disk(path): (result.originals[path], data, tuple(rules.get(path, ())))
        for path, data in sorted(overlay.edited.items())
        if path in result.originals and data != result.originals[path]
    }
    writes: list[Write] = []
    bound: set[str] = set()
    for steps in _together(result.wide):
        files = {path for step in steps for path in step.files}
        bound |= files
        renames = [(old, new, step.diagnostic.rule) for step in steps for old, new in step.renames]
        writes.append(Write([(path, *edits[path]) for path in sorted(files & edits.keys())], renames))
    writes += [Write([(path, *edit)]) for path, edit in sorted(edits.items()) if path not in bound]
    return write_all(overlay.root, writes, invocation)


def _together(steps: Iterable[WideStep]) -> list[list[WideStep]]:
    """Fixes over several files in groups that share no file, each in the order in which they were carried out."""
    groups: list[tuple[set[str], list[WideStep]]] = []
    for step in steps:
        files, members = set(step.files), [step]
        apart = []
        for group in groups:
            if group[0].isdisjoint(files):
                apart.append(group)
            else:
                files |= group[0]
                members = [*group[1], *members]
        groups = [*apart, (files, members)]
    order = {id(step): number for number, step in enumerate(steps)}
    return [sorted(members, key=lambda step: order[id(step)]) for _, members in groups]


def write_all(root: Path, writes: Sequence[Write], invocation: Invocation) -> Saved:
    """Write to the vault at `root`."""
    saved = Saved()
    if not writes:
        return saved
    from vaultlint.storage.errors import CHANGED
    from vaultlint.storage.journal import Journal
    from vaultlint.storage.transaction import FileEdit, Rename, Transaction, write

    transactions = [
        Transaction(
            tuple(FileEdit(root / path, before, after, rules) for path, before, after, rules in each.edits),
            tuple(Rename(root / old, root / new, (rule,)) for old, new, rule in each.renames),
        )
        for each in writes
    ]
    with Journal.open(root).begin(invocation.command, group=invocation.group, on_wait=invocation.on_wait) as run:
        answers = write(transactions, run)
    saved.run = run.id  # None by now if everything was refused
    for each, refusal in zip(writes, answers, strict=True):
        paths = [path for path, *_ in each.edits] or [old for old, *_ in each.renames]
        if refusal is None:
            saved.written += paths
        else:
            if refusal.reason == CHANGED:
                saved.stale += paths
            else:
                saved.refused += [(path, refusal.reason) for path in paths]
            saved.unwritten.append(each)
    return saved
