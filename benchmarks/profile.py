"""Where the time of a check goes, in microseconds of processor time a note: `python benchmarks/profile.py VAULT`.

Every note (or every N-th) is read and checked in this process, one after the other, as a worker does it. The row of a
kind of spans is what finding them took for the first rule that asked.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from vaultlint.config import Config
from vaultlint.directives import find_directives
from vaultlint.engine.check_note import occurs, read_file
from vaultlint.engine.plan import ActiveRule, Plan, make_plan
from vaultlint.engine.results import pack_facts
from vaultlint.engine.workers import spare_collecting
from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.settings import VaultSettings, read_settings
from vaultlint.vault.collect_facts import collect_facts

T = TypeVar("T")


class Profile:
    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()  # part → seconds of this thread's processor time

    def part(self, name: str, work: Callable[[], T]) -> T:
        begun = time.thread_time()
        try:
            return work()
        finally:
            self.spent[name] += time.thread_time() - begun

    def note(self, root: Path, path: Path, plan: Plan, settings: VaultSettings) -> None:
        data = self.part("(reading the file)", lambda: read_file(str(path)))
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return
        note = Note(path.relative_to(root).as_posix(), text, settings)
        self.part("(Markdown)", lambda: note.document)
        self.part("(kind of note)", lambda: note.kind)
        for active, *_ in plan.on_notes(note):
            self.rule(note, active)
        facts = self.part("(facts)", lambda: collect_facts(note, plan.needs))
        facts.directives = self.part("(directives)", lambda: find_directives(note))
        self.part("(packing facts)", lambda: pack_facts(facts))

    def rule(self, note: Note, active: ActiveRule) -> None:
        required, on = active.rule.requires, active.rule.on
        if required is not None and not self.part("(required texts of rules)", lambda: occurs(note, required)):
            return
        if on is Note:
            self.part(active.name, lambda: list(active.check(note)))
        else:
            spans: list[Span] = self.part(f"(spans: {on.__name__})", lambda: note.spans(on))
            if spans:
                self.part(active.name, lambda: list(active.check(spans, note)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("vault", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every N-th note")
    given = parser.parse_args()
    paths = sorted(given.vault.rglob("*.md"))[:: given.every]
    plan, settings = make_plan(Config()), read_settings(given.vault)
    spare_collecting()
    for path in paths[:50]:  # what is loaded and compiled once a run is no cost of a note
        Profile().note(given.vault, path, plan, settings)
    profile = Profile()
    for path in paths:
        profile.note(given.vault, path, plan, settings)
    print(f"{len(paths):,} notes, {1e6 * profile.spent.total() / len(paths):.0f} µs each")
    for name, seconds in profile.spent.most_common():
        print(f"{1e6 * seconds / len(paths):8.1f}  {name}")


if __name__ == "__main__":
    main()
